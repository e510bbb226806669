import type { CommandName } from './command-table.js';

/** The program's exit codes, each with what it means, and the commands that end with it: all where none are named. */
export const exitCodes: readonly (readonly [
  code: number,
  meaning: string,
  commands?: readonly CommandName[],
])[] = [
  [0, 'success'],
  [1, 'an error, or a --cause that no job has; stderr says what to do next'],
  [2, 'wrong usage'],
  [3, 'a job has failed (wait, --fail-on-failed)', ['wait']],
  [4, 'wait reached its --timeout', ['wait']],
  [5, 'some jobs were left alone (retry, cancel, stop)', ['retry', 'cancel', 'stop']],
  [130, 'interrupted by Ctrl-C; any other signal that ends it: 128 and its number'],
];

/** Exit code for a command line that makes no sense. */
export const wrongUsage = 2;
/** Exit code when a job has failed and the operator asked to be told so. */
export const someFailed = 3;
/** Exit code when waiting took too long. */
export const timedOut = 4;
/** Exit code when something was not done to some of the jobs that it was to be done to. */
export const leftAlone = 5;
