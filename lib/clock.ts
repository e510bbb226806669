/**
 * Runs something once after a number of ms; returns a function that cancels it. Passed in, so that specs control
 * time.
 */
export type After = (milliseconds: number, run: () => void) => () => void;

/** By the system's timers. */
export const after: After = (milliseconds, run) => {
  const timer = setTimeout(run, milliseconds);
  return () => clearTimeout(timer);
};

/** By a timer that doesn't keep the process alive. */
export const afterUnlessDone: After = (milliseconds, run) => {
  const timer = setTimeout(run, milliseconds).unref();
  return () => clearTimeout(timer);
};

/** The real time, and the processor time that this process has used. */
export const paceClock = {
  steady: () => performance.now(),
  spent: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  after,
};
