/** Calls `run` once after a number of ms; the answer calls it off. */
export type After = (milliseconds: number, run: () => void) => () => void;

/** By a timer for which no process stays. */
export function afterTimer(milliseconds: number, run: () => void): () => void {
  const timer = setTimeout(run, milliseconds).unref();
  return () => clearTimeout(timer);
}
