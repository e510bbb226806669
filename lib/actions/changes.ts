import type { JobStatus } from '../model/job.js';
import type { MovedOn, RowsDone, SeenJob } from './action.js';
import type { BatchResult, BatchStep, Row } from './driver/driver.js';
import { bound, type Parameters, type Queue } from './queue.js';

/** One of the ways in which an operator moves a job from one status to another. */
export interface JobChange {
  /** The statement in `schema/actions/` that makes it, guarded against jobs that have moved on. */
  readonly statement: 'retry' | 'cancel' | 'stop';
  readonly from: readonly JobStatus[];
  readonly to: JobStatus;
  /** What was done, as a sentence about `what` (`job 5`, `3 jobs`). */
  readonly done: (what: string, count: number) => string;
  /** Values to try, the best first: a database's CHECK constraints may forbid some of them. */
  readonly wordings: readonly Parameters[];
}

/** What older tools write where there is no word for cancelled; a job with this message is read as cancelled. */
const message = 'Cancelled by user';
const failedWord = 'FAILED';

const cancelling: readonly Parameters[] = ['ABORTED', null].flatMap((completion) => [
  ...['CANCELLED', 'CANCELED', 'ABORTED'].map((word) => ({ word, completion, message: null })),
  { word: failedWord, completion, message },
]);

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Puts jobs back into the queue: failed ones, and others that the operator confirmed one by one. */
export const retrying: JobChange = {
  statement: 'retry',
  from: ['failed'],
  to: 'queued',
  done: (what, count) => `${capitalised(what)} ${count === 1 ? 'is' : 'are'} queued again`,
  wordings: [{ word: 'QUEUED' }, { word: 'PENDING' }],
};

/** Cancels jobs that wait or run. */
export const cancellation: JobChange = {
  statement: 'cancel',
  from: ['queued', 'running'],
  to: 'cancelled',
  done: (what) => `Cancelled ${what}`,
  wordings: cancelling,
};

/** Stops running backtests, which keep the results that they have. */
export const stopping: JobChange = {
  statement: 'stop',
  from: ['running'],
  to: 'cancelled',
  done: (what) => `Stopped ${what}`,
  wordings: cancelling,
};

/** The state of a job as the database has it now; null where it is gone. */
export interface PresentJob {
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
  readonly firstMovedOn: PresentJob | null | undefined;
  /** How many of the changed jobs are still leased to a worker. */
  readonly leased: number;
  /** How many of the changed jobs have a paused parser. */
  readonly paused: number;
  /** How many jobs were cancelled with the word for failed, since their queue has none for cancelled. */
  readonly asFailed: number;
}

/** Counts what a change does, job by job. */
export class ChangeTally {
  readonly #change: Pick<JobChange, 'to'>;
  readonly #movedOn: MovedOn[] = [];
  #firstMovedOn: PresentJob | null | undefined;
  #changed = 0;
  #leased = 0;
  #paused = 0;
  #asFailed = 0;

  constructor(change: Pick<JobChange, 'to'>) {
    this.#change = change;
  }

  /**
   * Adds a job: how many rows were changed for it, and its state afterwards; null if it is gone. Throws if it was
   * changed and doesn't have the new status: then the transaction must be rolled back.
   */
  add(id: string, rows: number, present: PresentJob | null): void {
    if (rows === 0) {
      if (this.#movedOn.length === 0) this.#firstMovedOn = present;
      this.#movedOn.push({ id, statusText: present?.statusText ?? null });
      return;
    }
    if (present?.status !== this.#change.to)
      throw new Error(`the job ${id} can't be made ${this.#change.to}`);
    this.#changed += rows;
    this.#leased += present.leased ? 1 : 0;
    this.#paused += present.parserPaused ? 1 : 0;
    this.#asFailed += this.#change.to === 'cancelled' && present.statusText.trim() === failedWord ? 1 : 0;
  }

  /** What was done so far. */
  get changes(): Changes {
    return {
      changed: this.#changed,
      movedOn: this.#movedOn,
      firstMovedOn: this.#firstMovedOn,
      leased: this.#leased,
      paused: this.#paused,
      asFailed: this.#asFailed,
    };
  }
}

/** What a result says of the changes besides how many there were: only what is more than none. */
export function besidesIn({
  leased,
  paused,
  asFailed,
}: Changes): Pick<RowsDone, 'leased' | 'paused' | 'asFailed'> {
  return {
    ...(leased > 0 ? { leased } : {}),
    ...(paused > 0 ? { paused } : {}),
    ...(asFailed > 0 ? { asFailed } : {}),
  };
}

/** What two transactions did, one after the other. */
export function sumOfChanges(one: Changes, other: Changes): Changes {
  return {
    changed: one.changed + other.changed,
    movedOn: one.movedOn.concat(other.movedOn),
    firstMovedOn: one.firstMovedOn === undefined ? other.firstMovedOn : one.firstMovedOn,
    leased: one.leased + other.leased,
    paused: one.paused + other.paused,
    asFailed: one.asFailed + other.asFailed,
  };
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
  const [notations = {}] = queue.all('notations') as Parameters[];
  return { queue, change, notations, setsFailuresAside };
}

/**
 * What changes a job if it is still as it was seen and may be changed in this way: nothing is committed if it then
 * doesn't have the new status.
 */
export function stepsOf(
  { queue, change, notations, setsFailuresAside }: PreparedChange,
  job: SeenJob,
): readonly BatchStep[] {
  const { id, statusText, retryCount, workerMark: mark = null } = job;
  const leases = queue.givesLeases ? 1 : 0;
  const seen = bound({ ...notations, id, status: statusText, retries: retryCount, mark, leases });
  const [best, ...others] = change.wordings;
  const steps: BatchStep[] = [
    { sql: queue.text(change.statement), tries: [{ ...seen, ...best }, ...others], stop: 'never' },
    {
      sql: queue.text('present_job'),
      tries: [{ id, seen: statusText }],
      stop: 'unchanged',
      expects: { status: change.to },
    },
  ];
  if (setsFailuresAside) steps.push({ sql: queue.text('set_failures_aside'), tries: [seen], stop: 'never' });
  return steps;
}

/** What the steps of these jobs led to. Throws if one was changed and doesn't have the new status. */
export function changesOf(
  change: JobChange,
  jobs: readonly SeenJob[],
  outcomes: BatchResult['outcomes'],
): Changes {
  const tally = new ChangeTally(change);
  for (const [index, [made, present]] of outcomes.entries())
    tally.add(jobs[index]?.id ?? '', made?.changed ?? 0, presentJob(present?.rows[0]));
  return tally.changes;
}

function presentJob(row: Row | undefined): PresentJob | null {
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
