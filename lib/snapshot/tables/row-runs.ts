import type { SqlRow } from '../port.js';
import { numberOf } from './column-value.js';

/** Rows of a table by number, from first to last inclusive. */
export interface RowRun {
  readonly from: number;
  readonly to: number;
}

/** A run has this many rows: few enough to read again after a commit, and enough to keep the number of runs small. */
const runRows = 16_384;
const mostRuns = 1000;
const everything: readonly RowRun[] = [{ from: -1e19, to: 1e19 }];

/**
 * All rows of a table, in runs of `rows` whose boundaries don't depend on what is added. `span`: its `first` and
 * `last` row number.
 */
export function rowRuns(span: SqlRow = {}, rows = runRows): readonly RowRun[] {
  const first = numberOf(span, 'first');
  const last = numberOf(span, 'last');
  if (first === null || last === null) return [];
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last)) return everything;
  const begin = Math.floor(first / rows);
  const count = Math.floor(last / rows) - begin + 1;
  if (count > mostRuns) return rows < runRows ? rowRuns(span, runRows) : everything;
  return Array.from({ length: count }, (_, index) => {
    const from = (begin + index) * rows;
    return { from, to: from + rows - 1 };
  });
}
