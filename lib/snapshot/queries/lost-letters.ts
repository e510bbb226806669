import type { Queryable } from '../port.js';
import { numberOf, textOf } from '../tables/column-value.js';
import type { DatabaseShape } from '../tables/database-shape.js';

/** Dead letters whose jobs are no longer in the queue, so that no list of jobs can show them. Untrusted text. */
export interface LostLetters {
  /** How many there are among `letters`: all letters, or the newest {@link lettersLookedAt} if there are more. */
  readonly lost: number;
  readonly letters: number;
  /** The content of the newest of them. */
  readonly jobId: string | null;
  readonly parser: string | null;
  readonly file: string | null;
  /** Its beginning, for one line. */
  readonly error: string | null;
  /** Ms since the epoch. */
  readonly movedAt: number | null;
}

/** At most this many letters are read, the newest ones. */
export const lettersLookedAt = 10_000;

/** The dead letters without a job; null if there are none. */
export function readLostLetters(
  database: Queryable,
  shape: DatabaseShape,
  most = lettersLookedAt,
): LostLetters | null {
  if (!shape.tables.has('cf_dead_letter')) return null;
  const [row] = database.all(shape.statement('lost_letters'), { ':most': most });
  if (row === undefined) return null;
  return {
    lost: numberOf(row, 'lost') ?? 0,
    letters: numberOf(row, 'letters') ?? 0,
    jobId: textOf(row, 'job_id'),
    parser: textOf(row, 'parser'),
    file: textOf(row, 'file'),
    error: textOf(row, 'error'),
    movedAt: numberOf(row, 'moved_at'),
  };
}
