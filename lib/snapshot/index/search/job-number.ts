import type { SqlRow } from '../../port.js';
import { textOf } from '../../tables/column-value.js';

/** The number in a row's `id`, in the form in which SQL compares ids as texts; null if it isn't one. */
export function jobNumber(row: SqlRow): number | null {
  const id = textOf(row, 'id');
  const number = Number(id);
  return id !== null && String(number) === id ? number : null;
}
