import type { Monitoring } from '../../../lib/model/monitoring/monitoring.js';
import { readMonitoring } from '../../../lib/snapshot/queries/monitoring/read-monitoring.js';
import { readShape } from '../../../lib/snapshot/tables/database-shape.js';
import { literal, type QueueDatabase, type Row } from './queue-database.js';

/** 2026-01-13 10:26:40 UTC. */
export const now = 1_768_300_000_000;
export const minute = 60_000;

/** A time as SQLite's datetime() writes it. */
export function text(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}

/** Adds rows in one go; every row has the columns of the first. */
export function fill(database: QueueDatabase, table: string, rows: readonly Row[]): void {
  const columns = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => `(${columns.map((column) => literal(row[column] ?? null)).join(', ')})`);
  if (lines.length > 0)
    database.run(`INSERT INTO ${table} (${columns.join(', ')}) VALUES ${lines.join(',\n')}`);
}

/** What the panel shows of a database, at {@link now} unless the spec says otherwise. */
export function monitoring(database: QueueDatabase, periodMs = 5 * minute, at = now): Monitoring {
  return readMonitoring(database, readShape(database), { periodMs }, at);
}
