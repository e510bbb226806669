import type { JobFilter } from '../model/filter.js';
import type { JobId, SeenRow } from '../model/job.js';
import type { JobAction, WrittenRow } from '../model/marks.js';
import type { ActionProblem } from './action-problem.js';

/** A job as the operator saw it. */
export interface SeenJob extends SeenRow {
  /**
   * The row's columns about its worker, for retrying a job that hasn't failed: one that is cancelled, or whose
   * worker is gone or silent. Left out, only a failed job is retried.
   */
  readonly workerMark?: string;
  /** For taking a write back: what its row was before that, and what that left. */
  readonly images?: Pick<WrittenRow, 'before' | 'after'>;
}

/** Asks for what it takes to undo it: see {@link RowsDone.written}. */
interface Undoable {
  readonly undoable?: true;
}

/** The request of an action. All but `clean-metrics` are made only when the operator asks for them. */
export type ActionRequest =
  /** Make a new database at a path. */
  | { readonly action: 'init'; readonly path: string }
  /** Give a database of any version the columns, tables and indexes that it lacks. */
  | { readonly action: 'migrate'; readonly path: string }
  /** Find out whether a database can be written, without opening it: writes nothing and takes no lock. */
  | { readonly action: 'probe'; readonly path: string }
  /**
   * Put jobs back into the queue: failed ones, and others if their `workerMark` is given and still matches. For this
   * and the next two: more than {@link mostAtOnce} jobs are changed in several transactions.
   */
  | ({ readonly action: 'retry'; readonly path: string; readonly jobs: readonly SeenJob[] } & Undoable)
  /** Cancel jobs that wait or run. */
  | ({ readonly action: 'cancel'; readonly path: string; readonly jobs: readonly SeenJob[] } & Undoable)
  /** Cancel running backtests, and record that the user stopped them. */
  | ({ readonly action: 'stop'; readonly path: string; readonly jobs: readonly SeenJob[] } & Undoable)
  /** Take one of these back, for each job whose row is still exactly as it left it. */
  | {
      readonly action: 'undo';
      readonly path: string;
      readonly of: JobAction;
      readonly jobs: readonly WrittenRow[];
    }
  /**
   * Put every failed job that passes the filter back into the queue; none where the filter lets no failed job through.
   * `rows`: the jobs that passed when the operator was asked, where SQL can't tell which do.
   */
  | ({
      readonly action: 'retry-all';
      readonly path: string;
      readonly filter: JobFilter;
      readonly rows?: readonly SeenRow[];
    } & Undoable)
  /** Delete metrics older than five minutes, at most {@link metricsAtOnce}, unless the database is busy. */
  | { readonly action: 'clean-metrics'; readonly path: string };

/** At most this many jobs are changed in one transaction, so that workers wait for one batch at most. */
export const mostAtOnce = 200;

/** How long it may take to change any number of jobs, ms. */
const manyJobsMs = 300_000;

/** How long the process of an action may take in all before it is killed, ms. */
const timeoutsMs: Readonly<Record<ActionName, number>> = {
  init: 30_000,
  // Building the indexes of many millions of jobs can take minutes.
  migrate: 1_800_000,
  probe: 10_000,
  retry: 30_000,
  cancel: 30_000,
  stop: 30_000,
  undo: 30_000,
  'retry-all': manyJobsMs,
  'clean-metrics': 10_000,
};

/** How long the process of a request may take in all, ms: longer for many jobs. */
export function timeoutOf(request: ActionRequest): number {
  const isLong = 'jobs' in request && request.jobs.length > mostAtOnce;
  return isLong ? manyJobsMs : timeoutsMs[request.action];
}

/** At most this many metrics are deleted at once; if `changed` is this many, there may be more. */
export const metricsAtOnce = 10_000;

/** The name of an action. */
export type ActionName = ActionRequest['action'];

/** The request of one action. */
export type RequestOf<Name extends ActionName> = Extract<ActionRequest, { readonly action: Name }>;

/** An action that changes rows. */
export type RowAction = 'retry' | 'cancel' | 'stop' | 'undo' | 'retry-all' | 'clean-metrics';

/** It was done. */
export interface Done {
  readonly kind: 'done';
  /** For the operator: plain and short. May hold the id of a job, which is untrusted text. */
  readonly sentence: string;
  /** The changes made to the database's schema, a line each; empty: there was nothing to do. */
  readonly changes: readonly string[];
}

/** A job that was no longer as the operator saw it, and so was left alone. */
export interface MovedOn {
  readonly id: JobId;
  /** Its status now, as the database spells it; null where the job is gone. */
  readonly statusText: string | null;
}

/** A job of another program's queue that this can't be done to, by that program's own rules. */
export interface RefusedJob {
  readonly id: JobId;
  /** A sentence and, after ` | `, a command that does it; `{id}` stands for the job in both. */
  readonly why: string;
}

/** It was done for the rows that were still as the operator saw them. */
export interface RowsDone extends Done {
  /** How many rows were changed. */
  readonly changed: number;
  readonly movedOn: readonly MovedOn[];
  /** Absent: none. */
  readonly refused?: readonly RefusedJob[];
  /**
   * How many of the changed jobs a worker still holds under a lease, of how many the parser is paused, and how many were
   * cancelled with the word for failed; absent: none.
   */
  readonly leased?: number;
  readonly paused?: number;
  readonly asFailed?: number;
  /** How many jobs it was to be done to; absent if it wasn't asked what an undo takes. */
  readonly jobs?: number;
  /** The changed rows, if they were asked for: absent if there were too many, and for another program's queue. */
  readonly written?: readonly WrittenRow[];
}

/** It was not done, and the database is as it was. */
export interface NotDone {
  readonly kind: 'problem';
  readonly problem: ActionProblem;
  /** All of the jobs, where each was refused for itself: others may not be. Absent: it is a problem of another kind. */
  readonly refused?: readonly RefusedJob[];
}

/** The outcome of an action. */
export type ActionResult<Name extends ActionName = ActionName> =
  | (Name extends RowAction ? RowsDone : Done)
  | NotDone;

/** What the process of one action is told: the request, and how long it may wait for a worker's lock. */
export interface ActionOrder<Request extends ActionRequest = ActionRequest> {
  readonly request: Request;
  readonly busyTimeoutMs: number;
  /** Which queue of the database is meant; null or absent: ours or, if there is none, the first. */
  readonly queue?: string | null;
}
