/** The program's exit codes, each with what it means. */
export const exitCodes: readonly (readonly [code: number, meaning: string])[] = [
  [0, 'fine'],
  [1, 'an error, told on stderr with what to do next; from doctor: the dashboard will not work here'],
  [2, 'wrong usage'],
  [3, 'a job has failed: from wait, and with --fail-on-failed'],
  [4, 'wait took longer than --timeout'],
];

/** Exit code for a command line that makes no sense. */
export const wrongUsage = 2;
/** Exit code when a job has failed and the operator asked to be told so. */
export const someFailed = 3;
/** Exit code when waiting took too long. */
export const timedOut = 4;
