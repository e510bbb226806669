/** Runs the callback once after a number of milliseconds, unless cancelled before by the function returned. */
export type After = (milliseconds: number, callback: () => void) => () => void;

/** Node's own timers. */
export const nodeTimers: After = (milliseconds, callback) => {
  const timer = setTimeout(callback, milliseconds);
  return () => clearTimeout(timer);
};
