/** The program's exit codes, each with what it means. */
export const exitCodes: readonly (readonly [code: number, meaning: string])[] = [
  [0, 'success'],
  [1, 'an error; stderr explains it and what to do next'],
  [2, 'wrong usage'],
  [3, 'a job has failed (wait, --fail-on-failed)'],
  [4, 'wait reached its --timeout'],
];

/** Exit code for a command line that makes no sense. */
export const wrongUsage = 2;
/** Exit code when a job has failed and the operator asked to be told so. */
export const someFailed = 3;
/** Exit code when waiting took too long. */
export const timedOut = 4;
