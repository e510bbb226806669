import type { JobColumns } from '../columns/job-columns.js';
import type { Move } from './ordered-jobs.js';

/** Slots of jobs in the order of their ids. */
interface Block {
  readonly from: number;
  readonly count: number;
}

/** The jobs of a leaf before and after a change, paired by id. */
export function movesOf({ ids }: JobColumns, was: Block | undefined, is: Block | undefined): readonly Move[] {
  const moves: Move[] = [];
  let from = was?.from ?? 0;
  let to = is?.from ?? 0;
  const fromEnd = from + (was?.count ?? 0);
  const toEnd = to + (is?.count ?? 0);
  while (from < fromEnd || to < toEnd) {
    const old = from < fromEnd ? (ids[from] ?? 0) : Number.POSITIVE_INFINITY;
    const next = to < toEnd ? (ids[to] ?? 0) : Number.POSITIVE_INFINITY;
    moves.push({ from: old <= next ? from : null, to: next <= old ? to : null });
    if (old <= next) from += 1;
    if (next <= old) to += 1;
  }
  return moves;
}
