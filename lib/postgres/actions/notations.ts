import type { QueueColumn } from './server-queue.js';

/** How a column notes times: as PostgreSQL's own instants, as numbers, or as texts. */
export type Notation = 'instant' | 'number' | 'text';

/** A queue's columns by name. */
export type Columns = ReadonlyMap<string, QueueColumn>;

/** Columns in which a write puts the present time, and those whose notation it takes, the best first. */
export const likeWhich: Readonly<Record<string, readonly string[]>> = {
  end_time: ['end_time', 'completed_at', 'claim_time'],
  completed_at: ['end_time', 'completed_at', 'claim_time'],
  scheduled_at: ['scheduled_at', 'claim_time'],
  updated_at: ['updated_at'],
};
/** The column of the job's own row whose notation comes before what was written lately. */
const ownFirst: Readonly<Record<string, string>> = {
  ...{ end_time: 'claim_time', completed_at: 'claim_time' },
  ...{ scheduled_at: 'scheduled_at', updated_at: 'updated_at' },
};

/** How a column of this type notes times. */
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
 * Now, for a column: as an instant, else in the notation of the row's own, else in that of the value named like the
 * column.
 */
export function nowFor(column: string, columns: Columns): string {
  const there = columns.get(column);
  if (there === undefined) return 'NULL';
  if (notationOf(there) === 'instant') return 'clock_timestamp()';
  const own = ownFirst[column] ?? column;
  const lately = `fragment.now_like(:${column})`;
  return areAlike(column, own, columns) ? `COALESCE(fragment.now_like(job.${own}), ${lately})` : lately;
}
