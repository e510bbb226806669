import type { Causes } from '../../model/causes.js';
import type { OwnRun } from '../../model/commands/own-command.js';
import type { JobFilter } from '../../model/filter.js';
import { type Job, type JobId, type SeenRow, unfinished } from '../../model/job.js';
import type { JobAction, MarkedRow, Tally, WrittenRow } from '../../model/marks.js';
import { type Picture, queueOf } from '../../model/picture.js';
import { workerTrouble } from '../../model/worker.js';

/** A job as the operator saw it. */
export interface SeenJob extends SeenRow {
  /** The row's columns about its worker, for a retry of a job that hasn't failed. */
  readonly workerMark?: string;
  /** For dialogs and notices: untrusted. */
  readonly job: Job;
}

/** What the operator wants to have written. */
export type WriteOrder =
  | { readonly action: JobAction; readonly jobs: readonly SeenJob[] }
  /** Takes an earlier order back, for the jobs that are still exactly as it left them. */
  | { readonly action: 'undo'; readonly of: JobAction; readonly jobs: readonly WrittenRow[] }
  /**
   * Retries every failed job that passes the filter. `rows`: only these, if SQL can't tell which jobs pass; null until
   * a picture has brought them. `databases`: the names of those that the question counted, if there are several.
   */
  | {
      readonly action: 'retry-all';
      readonly filter: JobFilter;
      readonly rows?: readonly SeenRow[] | null;
      readonly databases?: readonly string[];
    }
  /**
   * Changes all jobs that passed the filter and were marked; `rows` are null until a picture has brought them. With
   * `worker`, all jobs that pass are meant, marked or not: those that this worker left.
   */
  | {
      readonly action: 'all-marked';
      readonly change: JobAction;
      readonly filter: JobFilter;
      readonly rows: readonly MarkedRow[] | null;
      readonly worker?: string;
    };

/** A command of the operator's own that they are asked about. */
export interface RunOrder {
  readonly action: 'run';
  readonly run: OwnRun;
}

/** What is asked about before it is written. */
export type AskedOrder = Exclude<WriteOrder, { readonly action: 'undo' }> | RunOrder;

/** What a write did, as far as it is known. */
interface Deeds {
  /** How many jobs it was about. */
  readonly jobs?: number;
  /** What it takes to undo it; absent if it can't be undone. */
  readonly written?: readonly WrittenRow[];
}

/** How a write ended. */
export type Outcome =
  | ({
      readonly kind: 'done';
      /** What happened, in plain words. */
      readonly sentence: string;
      /** How many jobs were changed. */
      readonly changed: number;
    } & Deeds)
  /** Nothing was changed, or it is unknown: the words say which. `changed`: how many jobs in other databases were. */
  | ({
      readonly kind: 'problem';
      readonly sentence: string;
      readonly advice: string;
      /** There was no database to write to. */
      readonly noDatabase?: boolean;
      readonly changed?: number;
    } & Deeds);

/** What the operator did last, to be taken back. */
export interface LastAct {
  readonly act: JobAction;
  /** The rows as it left them; null if it can't be taken back. */
  readonly written: readonly WrittenRow[] | null;
}

/** Changes of counts that are the operator's own, and that no picture has shown yet. */
export interface OwnChanges {
  readonly failed: number;
  readonly cancelled: number;
  /** When the last of them was known to be written, ms: a later picture shows them all. */
  readonly at: number;
  /** Which jobs these were, as far as they are known, and how many more. */
  readonly ids: Readonly<Record<'failed' | 'cancelled', readonly JobId[]>>;
  readonly unknown: Readonly<Record<'failed' | 'cancelled', number>>;
}

/** Pictures show everything that the operator did. */
export const noOwnChanges: OwnChanges = {
  failed: 0,
  cancelled: 0,
  at: 0,
  ids: { failed: [], cancelled: [] },
  unknown: { failed: 0, cancelled: 0 },
};

/** A question asked before something that can't be undone. It opens on "no" (design "Writing"). */
export interface Question {
  readonly order: AskedOrder;
  /** How many jobs it is about; null while they are still being counted. */
  readonly count: number | null;
  /** Whether "yes" is selected. */
  readonly yes: boolean;
  /**
   * The operator said yes to this many jobs before it was known which ones those are (null: they weren't counted). The
   * order is carried out once that is known, unless there are more by then. Absent if they haven't said yes.
   */
  readonly yesTo?: number | null;
  /** If it is about marked jobs: how many of them are in each status, whether the order changes them or not. */
  readonly marked?: Tally;
  /** It was on the screen for long enough to be read. Until then nothing answers it. */
  readonly isSeen?: true;
  /** If it is about all jobs of a list: how many databases were left out because they can't be read; absent: none. */
  readonly leftOut?: number;
  /** The most frequent causes of what it would retry, and how many there are; null: they have yet to be read. */
  readonly causes?: Pick<Causes, 'groups' | 'total'> | null;
  /** The databases of its jobs, if there are several, with how many of the jobs each has; null: unknown. */
  readonly databases?: readonly { readonly name: string; readonly count: number | null }[];
  /** It was answered with yes, and is asked again because it is about many jobs. */
  readonly isRepeated?: true;
}

/** A yes to more jobs than this is asked for twice. */
export const manyJobs = 500;

/** A text to be copied, with what it is, and of which job. */
export interface Copying {
  readonly jobId: JobId;
  readonly text: string;
  /** The path alone, where the text has its host, too. */
  readonly path?: string;
  readonly what: string;
  /** The paths of the job's other outputs, as far as they are loaded, and how many there are. */
  readonly others?: { readonly locations: readonly string[]; readonly count: number };
}

/** A line about the result of something that the operator did. */
export interface Notice {
  /** `aside`: it was done, and there is something else worth knowing. */
  readonly tone: 'working' | 'done' | 'aside' | 'nothing' | 'failed';
  /** Our own words, which may quote untrusted text. */
  readonly text: string;
  /** A path that it is about, shown after the words; untrusted. */
  readonly path?: string;
  /**
   * When it was said, ms since the epoch: it is shown for a while. Null if unknown: it is shown until the next
   * key.
   */
  readonly at: number | null;
  /** It answers a key: the next key removes it, if it is still there. */
  readonly untilKey?: boolean;
  /** The text that replaces it once the list shows the chosen filter. */
  readonly onceListed?: string;
  /** It says that the database can't be written: the next picture removes it. */
  readonly untilRead?: boolean;
  /** A command that it names, which the copy key copies as long as it is shown. */
  readonly copying?: Copying;
}

/** How long a finished notice stays on the screen, ms. */
const shownForMs = 10_000;

/** Whether a notice is still to be shown at an instant, ms. */
export function isShown({ at }: Notice, now: number): boolean {
  // If the clock is set back, the notice must not stay for ever.
  return at === null || Math.abs(now - at) < shownForMs;
}

/** Whether it is known which jobs an order is about. */
export function isNamed(order: WriteOrder | RunOrder): boolean {
  return !('rows' in order) || order.rows !== null;
}

/** A job as it is on the screen, for a write to compare with. */
export function seen(job: Job): SeenJob {
  const { id, statusText, retryCount, workerMark } = job;
  return { id, statusText, retryCount, ...(isDoubtful(job) ? { workerMark } : {}), job };
}

/** Whether retrying the job could make it run twice, because its worker may still be running. */
export function isDoubtful({ status, trouble }: Pick<Job, 'status' | 'trouble'>): boolean {
  return status === 'cancelled' || (status === 'running' && workerTrouble({ trouble }) !== null);
}

/** Whether a job is a backtest that can be stopped. */
function isStoppable({ status, type }: Job): boolean {
  return status === 'running' && type === 'backtest';
}

/** Whether an action can be done to a job: as its queue's folder says or, in a queue of ours, by its status. */
export function canBe(action: JobAction, picture: Picture | null): (job: Job) => boolean {
  return (job) => {
    const queue = picture === null ? undefined : queueOf(picture, job);
    if (queue !== undefined) return action !== 'stop' && queue.from[action].includes(job.status);
    if (action === 'stop') return isStoppable(job);
    return action === 'retry' ? isRetriable(job) : unfinished.includes(job.status);
  };
}

/** Whether a job can be retried at all. */
export function isRetriable(job: Pick<Job, 'status' | 'trouble'>): boolean {
  return job.status === 'failed' || isDoubtful(job);
}
