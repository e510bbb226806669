/** Runs something once after a number of milliseconds; the answer calls it off. Passed in, so that specs own time. */
export type Schedule = (run: () => void, milliseconds: number) => () => void;
