import type { Job, JobId } from '../../model/job.js';
import type { LogPiece } from '../../model/log.js';
import type { LogTrouble } from './log-viewer.js';

/** The end of a job's log, as the detail panel shows it. */
export interface LogTail {
  readonly jobId: JobId;
  /** The lines that were read last; null if there were none yet, or there is no log any more. */
  readonly piece: LogPiece | null;
  /** The result of the last reading, if it wasn't a piece. */
  readonly trouble: LogTrouble | null;
  /** What the job's row said when it was read, see {@link rowOf}. */
  readonly row: string;
  /** How many times it was read, without a problem, while the job's row said that. */
  readonly looks: number;
}

/** The parts of the state that tell of it. */
interface TailState {
  readonly tail: LogTail | null;
  readonly detailId: JobId | null;
}

/** At most this many lines are shown. */
export const mostTailLines = 10;

/**
 * The log of a job that isn't running changes only with its row, or shortly after that: it is read this many times
 * without a problem.
 */
const looksAtRest = 3;

/** The tail of the log of the job that the panel shows; null until it has been read. */
export function tailOf({ tail, detailId }: TailState): LogTail | null {
  return tail?.jobId === detailId ? tail : null;
}

/** Those parts of a job's row that change with its log. */
export function rowOf({ status, statusText, updatedAt, completedAt, retryCount }: Job): string {
  return [status, statusText, updatedAt, completedAt, retryCount].join(' ');
}

/** Whether nothing more is expected in the log of a job. A problem may pass at any time. */
export function isAtRest(tail: LogTail | null, job: Job): boolean {
  if (tail === null || job.status === 'running' || tail.trouble?.kind === 'problem') return false;
  return tail.row === rowOf(job) && tail.looks >= looksAtRest;
}
