import { mkdirSync, statSync } from 'node:fs';
import nodeModule from 'node:module';
import { dirname, join } from 'node:path';
import { isOneFile } from '../entries.js';
import { OwnCompileCache } from './own-compile-cache.js';

/** Of Node 22.8 and later. It throws nothing, and does nothing where NODE_DISABLE_COMPILE_CACHE is set. */
type EnableCompileCache = (folder: string) => unknown;

/**
 * The folder for what Node compiles of the program, by the XDG base directory specification. Null if nothing is to be
 * kept: where NODE_DISABLE_COMPILE_CACHE is set, in one file, which V8 finds nothing for, without a home, or with another user's, in whose folders our files would be in the way. Never in the system's
 * temporary folder, which is Node's default: what is there may be anyone's.
 */
export function compileCacheFolder(
  { HOME: home, XDG_CACHE_HOME: cache, NODE_DISABLE_COMPILE_CACHE: isOff }: NodeJS.ProcessEnv,
  isOurs: (folder: string) => boolean = belongsToUs,
): string | null {
  if (isOneFile || isOff) return null;
  const caches = cache?.startsWith('/') ? cache : home?.startsWith('/') ? join(home, '.cache') : null;
  return caches === null || home === undefined || !isOurs(home) ? null : join(caches, 'jobs-view');
}

/**
 * Keeps what is compiled in this thread from now on, so that the next start needn't compile it: Node does so where it
 * can, else we do, in one file for each `task`. Returns our own cache, which is to be told when to keep what it has.
 * Nothing is kept or used if there is no folder for it, or if the folder is another user's.
 */
export function keepCompiled(task: string): OwnCompileCache | null {
  const { enableCompileCache } = nodeModule as { readonly enableCompileCache?: EnableCompileCache };
  const folder = compileCacheFolder(process.env);
  if (folder === null || !isMade(dirname(folder)) || !isMade(folder)) return null;
  // Its owner could make us run anything, such as after a sudo that keeps XDG_CACHE_HOME.
  if (!belongsToUs(folder)) return null;
  if (enableCompileCache !== undefined) {
    enableCompileCache(folder);
    return null;
  }
  const own = new OwnCompileCache(join(folder, `${task}.code`));
  own.begin(import.meta.dirname);
  return own;
}

function belongsToUs(folder: string): boolean {
  try {
    return statSync(folder).uid === process.geteuid?.();
  } catch {
    return false;
  }
}

/**
 * Makes a folder; false if it can't be made. Node itself never gives up if an existing folder doesn't allow a new one
 * in it, as in /proc.
 */
function isMade(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o700 });
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EEXIST';
  }
}
