/** Runs something once after a number of ms; the answer calls it off. Passed in, so that specs own time. */
export type After = (milliseconds: number, run: () => void) => () => void;

/** By the system's timers. */
export const after: After = (milliseconds, run) => {
  const timer = setTimeout(run, milliseconds);
  return () => clearTimeout(timer);
};

/** By a timer for which no process stays. */
export const afterUnlessDone: After = (milliseconds, run) => {
  const timer = setTimeout(run, milliseconds).unref();
  return () => clearTimeout(timer);
};
