import type { MovedOn, SeenJob } from './action.js';
import type { JobChange } from './job-change.js';
import type { Parameters, Queue } from './queue.js';

/** The state of a job that wasn't changed; null where it is gone. */
export interface Standing {
  readonly status: string;
  readonly type: string;
  readonly statusText: string;
  readonly retryCount: number;
  /** Whether a worker held it under a lease when it was seen, and still does. */
  readonly leased: boolean;
  /** Whether its parser is paused, so that it doesn't start. */
  readonly parserPaused: boolean;
}

/** The outcome of changing some jobs. */
export interface Changes {
  readonly changed: number;
  readonly movedOn: readonly MovedOn[];
  /** The state of the first job that moved on; undefined where none did. */
  readonly firstStanding: Standing | null | undefined;
  /** How many of the changed jobs are still leased to a worker. */
  readonly leased: number;
  /** How many of the changed jobs have a paused parser. */
  readonly paused: number;
}

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
  queue.prepare([change.statement, 'standing', ...(setsFailuresAside ? ['set_failures_aside'] : [])]);
  const [notations = {}] = queue.all('notations') as Parameters[];
  return { queue, change, notations, setsFailuresAside };
}

/**
 * Changes each job that is still as it was seen and may be changed in this way, within the open transaction.
 * Throws what SQLite throws, and also if a job isn't afterwards as it should be: then the transaction must be
 * rolled back.
 */
export function changeJobs(
  { queue, change, notations, setsFailuresAside }: PreparedChange,
  jobs: Iterable<SeenJob>,
): Changes {
  const movedOn: MovedOn[] = [];
  let changed = 0;
  let leased = 0;
  let paused = 0;
  let firstStanding: Standing | null | undefined;
  for (const { id, statusText, retryCount, workerMark: mark = null } of jobs) {
    const leases = queue.givesLeases ? 1 : 0;
    const seen = { ...notations, id, status: statusText, retries: retryCount, mark, leases };
    const rows = write(queue, change, seen);
    const standing = standingOf(queue, id, statusText);
    changed += rows;
    if (rows === 0) {
      if (movedOn.length === 0) firstStanding = standing;
      movedOn.push({ id, statusText: standing?.statusText ?? null });
    } else if (standing?.status !== change.to) {
      throw new Error(`the job ${id} can't be made ${change.to}`);
    } else {
      leased += standing.leased ? 1 : 0;
      paused += standing.parserPaused ? 1 : 0;
      if (setsFailuresAside) queue.run('set_failures_aside', seen);
    }
  }
  return { changed, movedOn, firstStanding, leased, paused };
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

function standingOf(queue: Queue, id: string, seen: string): Standing | null {
  const [row] = queue.all('standing', { id, seen });
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
