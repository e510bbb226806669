import { type ActionProblem, actionProblem } from '../action-problem.js';
import { betterSqlite3 } from './better-sqlite3.js';
import type { Driver } from './driver.js';
import { nodeSqlite } from './node-sqlite.js';

/** What is wrong with better-sqlite3, by what its loading failed with; the advice where the usual one doesn't do. */
const wordings = {
  missing: { sentence: 'Writing needs Node 22.13 or later, or better-sqlite3.' },
  unbuilt: {
    sentence: 'Writing needs better-sqlite3, whose install script did not run.',
    advice:
      'Run it with Node 22.13 or later, which brings SQLite itself, or: npm install --global better-sqlite3@12 --ignore-scripts=false --allow-scripts=better-sqlite3. Viewing databases works without it.',
  },
  otherNode: { sentence: 'Writing needs better-sqlite3, which was compiled for another version of Node.' },
} as const;

/**
 * Why better-sqlite3 can't be loaded, and what to do, by the error of its import or of its first use. npm installs it
 * without its addon where install scripts are forbidden, and keeps the addon when Node is replaced by another version.
 */
function driverProblem(error: unknown, file: string): ActionProblem {
  const detail = String(error);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  // The first where it is imported, the second where it is required, as in the program's own files.
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND')
    return actionProblem('no-driver', file, { ...wordings.missing, detail });
  if (detail.includes('Could not locate the bindings file'))
    return actionProblem('no-driver', file, { ...wordings.unbuilt, detail });
  if (detail.includes('NODE_MODULE_VERSION'))
    return actionProblem('no-driver', file, { ...wordings.otherNode, detail });
  return actionProblem('no-driver', file, { detail });
}

/** A driver, or why there is none. */
export type LoadedDriver =
  | { readonly kind: 'driver'; readonly driver: Driver }
  | { readonly kind: 'problem'; readonly problem: ActionProblem };

/**
 * Node's own SQLite where it has one (from 22.13 on), else better-sqlite3 where that is installed, else a problem about
 * the file. Only ever called in a process of its own, see `runAction`. Never rejects.
 */
export async function loadDriver(file: string): Promise<LoadedDriver> {
  try {
    return { kind: 'driver', driver: nodeSqlite() ?? (await betterSqlite3()) };
  } catch (error) {
    return { kind: 'problem', problem: driverProblem(error, file) };
  }
}
