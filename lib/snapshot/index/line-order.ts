import type { JobColumns } from './job-columns.js';
import type { ListOrder } from './list-order.js';
import { byLine, compareInLine } from './turn-order.js';

/**
 * The order in which workers take jobs of a line: the highest priority first, then the lowest id. Slots that are sorted
 * must be given with the lowest id first.
 */
export const lineOrder: ListOrder = {
  // Saves counting failed jobs: none of a line's jobs has failed.
  isRanked: true,
  compare: compareInLine,
  compareWith: (columns: JobColumns, one, _value, other) => compareInLine(columns, one, other),
  sort: byLine,
  sortUsual: byLine,
};
