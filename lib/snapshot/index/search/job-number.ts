import type { SqlRow } from '../../port.js';
import { textOf } from '../../tables/column-value.js';

/** The number that a row's `id` is, as SQL compares ids as texts; null where it is none. */
export function jobNumber(row: SqlRow): number | null {
  const id = textOf(row, 'id');
  const number = Number(id);
  return id !== null && String(number) === id ? number : null;
}
