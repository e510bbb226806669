import { type ActionProblem, actionProblem } from './action-problem.js';

/** What to say and do about better-sqlite3, by what its loading failed with. */
const wordings = {
  missing: {
    sentence: 'Writing needs better-sqlite3, which is not installed.',
    advice:
      "It is left out where it can't be compiled: install a C++ compiler, make and Python, then Jobs View again. Viewing databases works without it.",
  },
  unbuilt: {
    sentence: 'Writing needs better-sqlite3, whose install script did not run.',
    advice:
      'Install Jobs View again and allow it: npm install -g --ignore-scripts=false --allow-scripts=better-sqlite3 PACKAGE. Viewing databases works without it.',
  },
  unfit: {
    sentence: 'Writing needs better-sqlite3, which was compiled for another version of Node.',
    advice: 'Install Jobs View again with the Node that runs it. Viewing databases works without it.',
  },
} as const;

/**
 * Why better-sqlite3 can't be loaded, and what to do, by the error of its import or of its first use. npm leaves it out
 * where its install script fails, installs it without its addon where install scripts are forbidden, and keeps the
 * addon when Node is replaced by another version.
 */
export function driverProblem(error: unknown, file: string): ActionProblem {
  const detail = String(error);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  // The first where it is imported, the second where it is required, as in the program's own files.
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND')
    return actionProblem('no-driver', file, { ...wordings.missing, detail });
  if (detail.includes('Could not locate the bindings file'))
    return actionProblem('no-driver', file, { ...wordings.unbuilt, detail });
  if (detail.includes('NODE_MODULE_VERSION'))
    return actionProblem('no-driver', file, { ...wordings.unfit, detail });
  return actionProblem('no-driver', file, { detail });
}
