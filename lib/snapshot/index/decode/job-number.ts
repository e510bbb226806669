import type { SqlRow } from '../../port.js';
import { textOf } from '../../tables/column-value.js';

/** The number in a row's `id`; null if it isn't a number in its usual form, as which SQL compares ids as texts. */
export function jobNumber(row: SqlRow): number | null {
  const id = textOf(row, 'id');
  const number = Number(id);
  return id !== null && String(number) === id ? number : null;
}
