import { type JobFilter, type ListedStatus, listedStatuses } from './filter.js';
import { type Job, type JobId, jobsAside, jobsInWords, type SeenRow } from './job.js';
import { grouped, shortened } from './text.js';
import { nameWanted, troubleKinds } from './worker.js';

/** What an operator can have done with jobs. */
export type JobAction = 'retry' | 'cancel' | 'stop';

/** Something that this operator did to jobs of a database. */
export interface OwnAct {
  readonly action: JobAction;
  /** Whether that was taken back, rather than done. */
  readonly takenBack: boolean;
  /** How many jobs it changed, at least 1, and how many it was about; the others had moved on. */
  readonly changed: number;
  readonly jobs: number;
  /** The jobs that it changed, as far as they are known. */
  readonly ids: readonly JobId[];
  /** What they had in common, where they were chosen by that; absent: they were chosen otherwise. */
  readonly of?: InCommon;
}

/** What jobs can be chosen by: why they failed, whose they are, or what they are called. Untrusted. */
export interface InCommon {
  readonly kind: 'cause' | 'worker' | 'name';
  readonly text: string;
}

/** What the jobs that pass a filter have in common, as part of an act; nothing where that isn't told. */
export function inCommon({ cause, worker, parser }: JobFilter): Pick<OwnAct, 'of'> {
  if (cause !== undefined) return { of: { kind: 'cause', text: cause.text } };
  if (worker !== undefined) return { of: { kind: 'worker', text: nameWanted(worker) } };
  return parser === undefined ? {} : { of: { kind: 'name', text: parser } };
}

/** An act, and when it was known to be done, ms since the epoch. */
export interface NotedAct extends OwnAct {
  readonly at: number;
}

const did: Readonly<Record<JobAction, string>> = {
  retry: 'retried',
  cancel: 'cancelled',
  stop: 'stopped',
};

const having: Readonly<Record<InCommon['kind'], string>> = {
  cause: 'of the cause',
  worker: 'of worker',
  name: 'named',
};
/** No more of a cause, or of a name, is told. */
const longestOf = 120;

/** `cancelled 3 of 6 jobs (7, 8, 9); 3 had moved on`, `retried 36 jobs of the cause DiskFull (7, 8, 9, …)`. Untrusted. */
export function ownActWords({ action, takenBack, changed, jobs, ids, of }: OwnAct): string {
  const moved = Math.max(0, jobs - changed);
  const verb = takenBack ? `undid the ${action} of` : did[action];
  const whose = of === undefined ? '' : ` ${having[of.kind]} ${shortened(of.text, longestOf)}`;
  if (moved === 0) return `${verb} ${jobsInWords(jobs, ids, whose)}`;
  const some = `${grouped(changed)} of ${jobsInWords(jobs, [], whose)}`;
  return `${verb} ${some}${jobsAside(changed, ids)}; ${grouped(moved)} had moved on`;
}

/** What to read when all jobs of the list are marked, except some. */
export interface MarksRequest {
  /** Jobs that the operator unmarked. */
  readonly but: readonly JobId[];
  /** The action for which to return the rows that it would change. */
  readonly rowsFor?: JobAction;
}

/** A list whose jobs are waited for, whatever list is shown. */
export interface AwaitedList {
  readonly filter: JobFilter;
  /** Jobs of it that aren't waited for. */
  readonly but: readonly JobId[];
}

/** A row as a write needs it. */
export interface MarkedRow extends SeenRow {
  /** The row's columns about its worker, for a retry of a job that hasn't failed. */
  readonly workerMark?: string;
}

/** How many jobs are in each status. A running job in trouble counts only as that. */
export interface Tally {
  readonly counts: Readonly<Record<ListedStatus, number>>;
  /** Backtests among those that are running, whatever their worker. */
  readonly backtests: number;
}

/** All marked jobs at one instant. */
export interface Marks {
  readonly tally: Tally;
  /** How many of the request's unmarked jobs there were, whether they are still in the list or not. */
  readonly but: number;
  /**
   * The rows that the action changes, if asked for. A row without an id of its own can't be changed, and isn't among
   * them.
   */
  readonly rows?: readonly MarkedRow[];
}

/** Which jobs an action changes, by their status; of running jobs, `stop` changes only backtests. */
export const changedBy: Readonly<Record<JobAction, readonly ListedStatus[]>> = {
  retry: ['failed', 'cancelled', 'gone', 'silent'],
  cancel: ['queued', 'running', 'gone', 'silent', 'stalled'],
  stop: ['running', 'gone', 'silent', 'stalled'],
};

/** How many of these jobs are in each status. */
export function tallyOf(jobs: readonly Job[]): Tally {
  const counts = Object.fromEntries(listedStatuses.map((status) => [status, 0])) as Record<
    ListedStatus,
    number
  >;
  for (const { status, trouble } of jobs) counts[trouble?.kind ?? status] += 1;
  const backtests = jobs.filter(({ status, type }) => status === 'running' && type === 'backtest').length;
  return { counts, backtests };
}

/** The tally of that many running jobs whose worker is gone. */
export function leftBehind(gone: number): Tally {
  const { counts } = tallyOf([]);
  return { counts: { ...counts, gone }, backtests: 0 };
}

/** How many of them are running, whatever trouble they are in. */
export function runningIn({ counts }: Pick<Tally, 'counts'>): number {
  return troubleKinds.reduce((sum, kind) => sum + counts[kind], counts.running);
}

/** How many of them are queued or running. */
export function unfinishedIn({ counts }: Tally): number {
  return counts.queued + runningIn({ counts });
}

/** How many jobs there are. */
export function sizeOf({ counts }: Tally): number {
  return listedStatuses.reduce((sum, status) => sum + counts[status], 0);
}

/** How many of them an action would change. */
export function changeable(tally: Tally, action: JobAction): number {
  if (action === 'stop') return tally.backtests;
  return changedBy[action].reduce((sum, status) => sum + tally.counts[status], 0);
}

/** A row as a write of ours left it. */
export interface WrittenRow extends SeenRow {
  /** Images of the row before the write and after it: texts that the same row alone has. Opaque. */
  readonly before: string;
  readonly after: string;
}

/** At most this many rows can be taken back, */
const mostRows = 5000;
/** and no more bytes of images: escaped, they are to fit into one message between two hosts. */
const mostBytes = 6_000_000;

/** The rows of two transactions; null if those are more than are held for an undo. */
export function bothWritten(
  one: readonly WrittenRow[] | null,
  other: readonly WrittenRow[] | null,
): readonly WrittenRow[] | null {
  if (one === null || other === null || one.length + other.length > mostRows) return null;
  const all = one.concat(other);
  const bytes = all.reduce((sum, { before, after }) => sum + bytesOf(before) + bytesOf(after), 0);
  return bytes > mostBytes ? null : all;
}

/** An upper bound: a character of UTF-16 takes three bytes at most. */
function bytesOf(text: string): number {
  return /[^ -~]/.test(text) ? 3 * text.length : text.length;
}
