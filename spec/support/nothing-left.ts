import { afterEach, expect } from '@jest/globals';

/** Something that a spec has begun, which holds timers, watches or handlers of the spec's own world. */
export interface Holder {
  /** Ends it, as the program does. */
  readonly end: () => unknown;
  /** What it holds then, each thing by a name: nothing, if all that was begun has been called off. */
  readonly held: () => readonly unknown[];
}

const holders: Holder[] = [];

/** Has this ended after the present test, which fails if anything is held then. */
export function leavesNothing(holder: Holder): void {
  holders.push(holder);
}

/** Ends all of them now: for properties, which begin many. */
export async function expectNothingLeft(): Promise<void> {
  const ended = holders.splice(0);
  for (const { end } of ended) await end();
  expect(ended.flatMap(({ held }) => held())).toEqual([]);
}

afterEach(expectNothingLeft);
