import { withGap } from '../../model/text.js';
import type { SqlParameters } from '../attempt/query-memory.js';
import type { Queryable, SqlRow } from '../port.js';

/** A column's text; null if there is none, or only bytes. Numbers become digits. */
export function textOf(row: SqlRow, column: string): string | null {
  const value = row[column];
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : null;
}

/**
 * A long text's beginning from one column and, if it is longer than that, its end from another; null if there is
 * no text.
 */
export function longTextOf(row: SqlRow, column: string, endColumn: string): string | null {
  const beginning = textOf(row, column);
  const end = textOf(row, endColumn);
  return beginning === null || end === null ? beginning : withGap(beginning, end);
}

/** A column's number, even if stored as text; null if there is no finite one. */
export function numberOf(row: SqlRow, column: string): number | null {
  const value = row[column];
  if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** A whole number that was queried as text, exact at any size; null if there is none. */
export function bigintOf(row: SqlRow, column: string): bigint | null {
  const digits = textOf(row, column);
  return digits !== null && /^-?\d+$/.test(digits) ? BigInt(digits) : null;
}

/** A query's result, remembered if possible. */
export function rememberedRows(
  database: Queryable,
  sql: string,
  parameters: SqlParameters = {},
): readonly SqlRow[] {
  return database.remembered?.(sql, parameters) ?? database.all(sql, parameters);
}
