import type { SeenJob } from './action.js';
import { type Changes, ChangeTally, type PresentJob } from './changes.js';
import type { JobChange } from './job-change.js';
import type { Parameters, Queue } from './queue.js';

/** A change that is ready to be made in one database. */
export interface PreparedChange {
  readonly queue: Queue;
  readonly change: JobChange;
  /** Parameters for times, in the notation of this database. */
  readonly notations: Parameters;
  readonly setsFailuresAside: boolean;
}

/** Does all that can be done before the transaction, which makes workers wait. Throws what SQLite throws. */
export function prepareChange(queue: Queue, change: JobChange): PreparedChange {
  const setsFailuresAside = change.statement === 'retry' && queue.keepsFailures;
  queue.prepare([change.statement, 'present_job', ...(setsFailuresAside ? ['set_failures_aside'] : [])]);
  const [notations = {}] = queue.all('notations') as Parameters[];
  return { queue, change, notations, setsFailuresAside };
}

/**
 * Changes each job that is still as it was seen and may be changed in this way, within the open transaction. Throws
 * what SQLite throws, and also if a changed job doesn't have the new status afterwards: then the transaction must be
 * rolled back.
 */
export function changeJobs(
  { queue, change, notations, setsFailuresAside }: PreparedChange,
  jobs: Iterable<SeenJob>,
): Changes {
  const tally = new ChangeTally(change);
  for (const { id, statusText, retryCount, workerMark: mark = null } of jobs) {
    const leases = queue.givesLeases ? 1 : 0;
    const seen = { ...notations, id, status: statusText, retries: retryCount, mark, leases };
    const rows = write(queue, change, seen);
    tally.add(id, rows, presentJob(queue, id, statusText));
    if (rows > 0 && setsFailuresAside) queue.run('set_failures_aside', seen);
  }
  return tally.changes;
}

/** Tries the words for the new status in turn, until one passes the CHECK constraints. */
function write(queue: Queue, change: JobChange, seen: Parameters): number {
  let refusal: unknown;
  for (const wording of change.wordings) {
    try {
      return queue.run(change.statement, { ...seen, ...wording });
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'SQLITE_CONSTRAINT_CHECK') throw error;
      refusal = error;
    }
  }
  throw refusal;
}

function presentJob(queue: Queue, id: string, seen: string): PresentJob | null {
  const [row] = queue.all('present_job', { id, seen });
  if (row === undefined) return null;
  return {
    status: String(row.status),
    type: String(row.type),
    statusText: String(row.status_text),
    retryCount: Number(row.retries),
    leased: row.leased === 1,
    parserPaused: row.parser_paused === 1,
  };
}
