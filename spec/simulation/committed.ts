import type { CommittedState } from './recording.js';

/** One committed content of the database, whole. */
export interface Content {
  readonly from: number;
  /** `Infinity` for the last. */
  readonly until: number;
  readonly pageSize: number;
  /** That with number 1 first. */
  readonly pages: readonly Buffer[];
}

/** The contents of all states of a recording, in order, each with the steps between which the reader may show it. */
export function contentsOf(states: readonly CommittedState[], lag = 0): readonly Content[] {
  let pages: readonly Buffer[] = [];
  return states.map(({ from, pageSize, pages: count, changed }, index) => {
    const until = states[index + lag]?.until;
    const next = pages.slice(0, count);
    for (const [page, bytes] of changed) next[page - 1] = Buffer.from(bytes, 'hex');
    pages = next;
    return { from, until: until ?? Number.POSITIVE_INFINITY, pageSize, pages };
  });
}
