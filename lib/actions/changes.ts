import type { JobStatus } from '../model/job.js';
import { bothWritten, type JobAction, type WrittenRow } from '../model/marks.js';
import type { MovedOn, SeenJob } from './action.js';
import type { BatchResult, BatchStep, Row, StepOutcome } from './driver/driver.js';
import { bound, type Parameters, type Queue } from './queue.js';

/** One of the ways in which an operator moves a job from one status to another. */
export interface JobChange {
  /** The statement in `schema/actions/` that makes it, guarded against jobs that have moved on. */
  readonly statement: 'retry' | 'cancel' | 'stop' | 'undo';
  readonly from: readonly JobStatus[];
  /** Null: whatever status each job had before. */
  readonly to: JobStatus | null;
  /** What was done, as a sentence about `what` (`job 5`, `3 jobs`). */
  readonly done: (what: string, count: number) => string;
  /** Values to try, the best first: a database's CHECK constraints may forbid some of them. */
  readonly wordings: readonly Parameters[];
  /** What is done with the job's failures, where those of an earlier attempt can be told apart; null: nothing. */
  readonly failures: 'set_failures_aside' | 'put_failures_back' | null;
}

/** What older tools write where there is no word for cancelled; a job with this message is read as cancelled. */
const message = 'Cancelled by user';
const failedWord = 'FAILED';

const cancelling: readonly Parameters[] = ['ABORTED', null].flatMap((completion) => [
  ...['CANCELLED', 'CANCELED', 'ABORTED'].map((word) => ({ word, completion, message: null })),
  { word: failedWord, completion, message },
]);

/** A text with its first letter as a capital. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Puts jobs back into the queue: failed ones, and others that the operator confirmed one by one. */
export const retrying: JobChange = {
  statement: 'retry',
  from: ['failed'],
  to: 'queued',
  done: (what, count) => `${capitalised(what)} ${count === 1 ? 'is' : 'are'} queued again`,
  wordings: [{ word: 'QUEUED' }, { word: 'PENDING' }],
  failures: 'set_failures_aside',
};

/** Cancels jobs that wait or run. */
export const cancellation: JobChange = {
  statement: 'cancel',
  from: ['queued', 'running'],
  to: 'cancelled',
  done: (what) => `Cancelled ${what}`,
  wordings: cancelling,
  failures: null,
};

/** Stops running backtests, which keep the results that they have. */
export const stopping: JobChange = {
  ...cancellation,
  statement: 'stop',
  from: ['running'],
  done: (what) => `Stopped ${what}`,
};

/** Takes a write back. */
function undoing(of: JobAction): JobChange {
  return {
    statement: 'undo',
    from: [],
    to: null,
    done: (what) => `Undid the ${of} of ${what}`,
    wordings: [{}],
    failures: of === 'retry' ? 'put_failures_back' : null,
  };
}

/** What a request asks for. */
export function changeOf(
  request: { readonly action: JobAction | 'retry-all' } | { readonly action: 'undo'; readonly of: JobAction },
): JobChange {
  switch (request.action) {
    case 'cancel':
      return cancellation;
    case 'stop':
      return stopping;
    case 'undo':
      return undoing(request.of);
    case 'retry':
    case 'retry-all':
      return retrying;
  }
}

/** The jobs that a request lists, each once: a job may be listed twice, but was seen once. */
export function jobsIn({ jobs }: { readonly jobs: readonly (SeenJob | WrittenRow)[] }): readonly SeenJob[] {
  const each = jobs.map((job): SeenJob => {
    if (!('before' in job)) return job;
    const { before, after, ...seen } = job;
    return { ...seen, images: { before, after } };
  });
  return [...new Map(each.map((job) => [job.id, job])).values()];
}

/** Whether a request asks for what it takes to undo it. */
export function isUndoable(request: object): boolean {
  return 'undoable' in request && request.undoable === true;
}

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
  /** What it takes to undo it; null if that is too much, or wasn't asked for. */
  readonly written: readonly WrittenRow[] | null;
}

/** The images of a row before and after a write of ours. */
type Images = Pick<WrittenRow, 'before' | 'after'>;

/** Nothing done yet. */
export const noChanges: Changes = {
  ...{ changed: 0, movedOn: [], firstMovedOn: undefined, leased: 0, paused: 0, asFailed: 0, written: [] },
};

/** Counts what a change does, job by job. */
export class ChangeTally {
  readonly #change: Pick<JobChange, 'to'>;
  #changes = noChanges;

  constructor(change: Pick<JobChange, 'to'>) {
    this.#change = change;
  }

  /**
   * Adds a job: how many rows were changed for it, and its state afterwards; null if it is gone. Throws if it was
   * changed and doesn't have the new status: then the transaction must be rolled back. `images` are what it takes to
   * undo it.
   */
  add(id: string, rows: number, present: PresentJob | null, images: Images | null = null): void {
    const movedOn = [{ id, statusText: present?.statusText ?? null }];
    const made =
      rows === 0
        ? { ...noChanges, movedOn, firstMovedOn: present }
        : this.#changed(id, rows, present, images);
    this.#changes = sumOfChanges(this.#changes, made);
  }

  /** What was done so far. */
  get changes(): Changes {
    return this.#changes;
  }

  #changed(id: string, rows: number, present: PresentJob | null, images: Images | null): Changes {
    const { to } = this.#change;
    if (present === null || present.status !== (to ?? present.status))
      throw new Error(`the job ${id} can't be made ${to}`);
    const { status, statusText, retryCount, leased, parserPaused } = present;
    return {
      ...noChanges,
      changed: rows,
      // A worker may have left a job that is running again.
      leased: (to === null ? status === 'running' : leased) ? 1 : 0,
      paused: parserPaused ? 1 : 0,
      asFailed: to === 'cancelled' && statusText.trim() === failedWord ? 1 : 0,
      written: images && [{ id, statusText, retryCount, ...images }],
    };
  }
}

/** What two changes did, one after the other: of two jobs, or in two transactions. */
export function sumOfChanges(one: Changes, other: Changes): Changes {
  return {
    changed: one.changed + other.changed,
    movedOn: one.movedOn.concat(other.movedOn),
    firstMovedOn: one.firstMovedOn === undefined ? other.firstMovedOn : one.firstMovedOn,
    leased: one.leased + other.leased,
    paused: one.paused + other.paused,
    asFailed: one.asFailed + other.asFailed,
    written: bothWritten(one.written, other.written),
  };
}

/** A change that is ready to be made in one database. */
interface PreparedChange {
  readonly queue: Queue;
  readonly change: JobChange;
  /** Parameters for times, in the notation of this database. */
  readonly notations: Parameters;
  /** The statement for the failures of the job, run after its own; null: none. */
  readonly ofFailures: JobChange['failures'];
  /** Whether to return images of the rows. */
  readonly undoable: boolean;
}

/** Does all that can be done before the transaction, which makes workers wait. Throws what SQLite throws. */
export function prepareChange(queue: Queue, change: JobChange, undoable: boolean): PreparedChange {
  const ofFailures = queue.keepsFailures ? change.failures : null;
  const [notations = {}] = queue.all('notations') as Parameters[];
  return { queue, change, notations, ofFailures, undoable };
}

/**
 * What changes a job if it is still as it was seen and may be changed in this way: nothing is committed if it then
 * doesn't have the new status.
 */
export function stepsOf(
  { queue, change, notations, ofFailures, undoable }: PreparedChange,
  job: SeenJob,
): readonly BatchStep[] {
  const { id, statusText, retryCount, workerMark: mark = null, images } = job;
  const leases = queue.givesLeases ? 1 : 0;
  const texts = images === undefined ? null : textsIn(images.before);
  const row = { id, status: statusText, retries: retryCount };
  const seen = bound({ ...notations, ...row, mark, leases, texts, ...images });
  const [best, ...others] = change.wordings;
  const image: Omit<BatchStep, 'stop'> = { sql: queue.text('row_image'), tries: [{ id }] };
  return [
    ...(undoable ? [{ ...image, stop: 'never' } as const] : []),
    { sql: queue.text(change.statement), tries: [{ ...seen, ...best }, ...others], stop: 'never' },
    {
      sql: queue.text('present_job'),
      tries: [{ id, seen: statusText }],
      stop: 'unchanged',
      ...(change.to === null ? {} : { expects: { status: change.to } }),
    },
    ...(undoable ? [{ ...image, stop: 'unchanged' } as const] : []),
    ...(images ? [{ ...image, stop: 'unchanged', expects: { image: images.before } } as const] : []),
    ...(ofFailures === null ? [] : [{ sql: queue.text(ofFailures), tries: [seen], stop: 'never' } as const]),
  ];
}

/** The texts in an image as JSON, for SQLite before 3.41, which can't read hexadecimal digits; null: it has others. */
function textsIn(image: string): string | null {
  const columns = Object.entries(JSON.parse(image) as Readonly<Record<string, string | null>>);
  const texts = columns.flatMap(([name, value]) => {
    if (!value?.startsWith('text:')) return [];
    const bytes = Buffer.from(value.slice('text:'.length), 'hex');
    const text = bytes.toString('utf8');
    return [[name, Buffer.from(text).equals(bytes) ? text : null] as const];
  });
  const isWhole = texts.every(([, text]) => text !== null && !text.includes('\0'));
  return isWhole && !columns.some(([, value]) => value?.startsWith('blob:'))
    ? JSON.stringify(Object.fromEntries(texts))
    : null;
}

/** What the steps of these jobs led to. Throws if one was changed and isn't as it should be. */
export function changesOf(
  { change, undoable }: PreparedChange,
  jobs: readonly SeenJob[],
  outcomes: BatchResult['outcomes'],
): Changes {
  const tally = new ChangeTally(change);
  for (const [index, outcome] of outcomes.entries()) {
    const { id = '', images } = jobs[index] ?? {};
    const [made, present, left] = undoable ? outcome.slice(1) : outcome;
    const [before, after] = [undoable ? imageIn(outcome[0]) : null, imageIn(left)];
    const rows = made?.changed ?? 0;
    checkUndone(id, images, rows > 0 ? after : null);
    const isHeld = before !== null && after !== null && textsIn(before) !== null;
    tally.add(id, rows, presentJob(present?.rows[0]), isHeld ? { before, after } : null);
  }
  return tally.changes;
}

function imageIn(outcome: StepOutcome | undefined): string | null {
  const image = outcome?.rows[0]?.image;
  return typeof image === 'string' ? image : null;
}

/** Throws if a row that was put back isn't what it was; `after` is null if it wasn't put back. */
export function checkUndone(id: string, images: Images | undefined, after: string | null): void {
  if (images !== undefined && after !== null && images.before !== after)
    throw new Error(`the job ${id} can't be made what it was`);
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
