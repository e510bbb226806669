import { afterEach, beforeEach, expect } from '@jest/globals';
import { folderForEach } from '../support/folder-for-each.js';
import { type PtyOptions, type PtyProgram, startInPty } from '../support/pty.js';
import { brief, program } from './program.js';
import { killAll } from './scripts.js';

/** How long a screen may take to show what it will. */
export const soon = { within: 15_000 };

const terminals: PtyProgram[] = [];

// Programs end before their folder is removed.
afterEach(async () => {
  killAll();
  for (const terminal of terminals.splice(0)) await terminal.close();
});

/** A folder for each test of the file that imports this; see {@link folderForEach}. */
export const folder = folderForEach();
/** Where the test's database is, once it is made. */
export let path: string;

beforeEach(() => {
  path = folder.file('jobs.sqlite3');
});

/** Starts the program in a pseudo-terminal of the test's, with its folder as HOME. */
export function open(
  args: readonly string[],
  { flags = brief, ...options }: PtyOptions & { readonly flags?: readonly string[] } = {},
): PtyProgram {
  const environment = { HOME: folder.path, ...options.environment };
  return opened(startInPty(process.execPath, [...flags, program, ...args], { ...options, environment }));
}

/** Has a pseudo-terminal closed after the test. */
export function opened(terminal: PtyProgram): PtyProgram {
  terminals.push(terminal);
  return terminal;
}

/** Leaves a dashboard by a key. */
export async function quit(dashboard: PtyProgram, key = 'q'): Promise<void> {
  dashboard.type(key);
  expect(await dashboard.ended).toEqual({ code: 0, signal: 0 });
}

/** What `runInside` or `run` gives for a run that printed nothing but these words on stderr. */
export const refused = (code: number, words: string | RegExp) => ({
  ...{ code, out: '' },
  errors: typeof words === 'string' ? expect.stringContaining(words) : expect.stringMatching(words),
});
