import type { QueueColumn } from './server-queue.js';

/** How a column stores times: as PostgreSQL's own timestamps, as numbers, or as text. */
export type Notation = 'instant' | 'number' | 'text';

/** A queue's columns by name. */
export type Columns = ReadonlyMap<string, QueueColumn>;

/** Columns that a write sets to the present time, each with the columns whose notation it copies, the best first. */
export const likeWhich: Readonly<Record<string, readonly string[]>> = {
  end_time: ['end_time', 'completed_at', 'claim_time'],
  completed_at: ['end_time', 'completed_at', 'claim_time'],
  scheduled_at: ['scheduled_at', 'claim_time'],
  updated_at: ['updated_at'],
};
/** The column of the job's own row whose notation is preferred to that of recently written rows. */
const ownFirst: Readonly<Record<string, string>> = {
  ...{ end_time: 'claim_time', completed_at: 'claim_time' },
  ...{ scheduled_at: 'scheduled_at', updated_at: 'updated_at' },
};

/** How a column of this type stores times. */
export function notationOf({ kind }: QueueColumn): Notation {
  if (kind === 'time') return 'instant';
  return kind === 'integer' || kind === 'real' || kind === 'number' ? 'number' : 'text';
}

/** Whether two columns can have times in the same notation. */
export function areAlike(one: string, other: string, columns: Columns): boolean {
  const [first, second] = [columns.get(one), columns.get(other)];
  return first !== undefined && second !== undefined && notationOf(first) === notationOf(second);
}

/**
 * The present time for a column: as a timestamp, else in the notation of the row's own time, else in that of the
 * parameter named like the column.
 */
export function nowFor(column: string, columns: Columns): string {
  const there = columns.get(column);
  if (there === undefined) return 'NULL';
  if (notationOf(there) === 'instant') return 'clock_timestamp()';
  const own = ownFirst[column] ?? column;
  const lately = `fragment.now_like(:${column})`;
  return areAlike(column, own, columns) ? `COALESCE(fragment.now_like(job.${own}), ${lately})` : lately;
}
