import type { JobsEvent } from '../../lib/machine/state/event.js';
import type { Job, JobId } from '../../lib/model/job.js';
import { type JobDetail, noQuarantine } from '../../lib/model/job-detail.js';
import type { QueueKind } from '../../lib/model/limits.js';
import { changedBy, type Marks, type MarksRequest, tallyOf } from '../../lib/model/marks.js';
import { noOutputs } from '../../lib/model/output.js';
import type { Anchor, CountedPicture, Found, Picture, PictureRequest } from '../../lib/model/picture.js';
import type { Problem } from '../../lib/model/problem.js';
import { jobWith } from '../support/job-with.js';

/** Another program's queue, in which nothing can be done. */
export const otherQueue: QueueKind = {
  ...{ name: 'river', title: 'River', lacks: [], retention: null, notes: [], checked: '0' },
  ...{ from: { retry: [], cancel: [] }, refused: { retry: null, cancel: null }, lowestFirst: false },
};

/** A job as far as the machine looks at it: an id, and a height that the specs keep in `priority`. */
export function makeJob(id: JobId, height = 3): Job {
  return jobWith({ id, name: `job ${id}`, status: 'running', statusText: 'RUNNING', priority: height });
}

/** Jobs `0` to `count - 1` of one height. */
export function makeJobs(count: number, height = 3): Job[] {
  return Array.from({ length: count }, (_, index) => makeJob(String(index), height));
}

/** The height that {@link makeJob} gave a job. */
export function heightOf(job: Job): number {
  return job.priority ?? 2;
}

/** A picture of the jobs from `first` to before `end` in a list. */
export function makePicture(jobs: readonly Job[], first = 0, end = jobs.length, asOf = 0): CountedPicture {
  return {
    asOf,
    counts: { queued: 0, running: jobs.length, complete: 0, failed: 0, cancelled: 0, other: 0 },
    totals: { filesProcessed: 0, filesTotal: 0, outputBytes: 0n },
    window: { first, jobs: jobs.slice(first, end), matching: jobs.length },
    troubles: { gone: 0, silent: 0, stalled: 0 },
    failedMatching: 0,
  };
}

/** What a reader answers on a list of jobs at an instant (ms), as lib/model/picture.ts says. */
export function answer(jobs: readonly Job[], request: PictureRequest, asOf = 0): Picture {
  const anchor = anchorPosition(jobs, request);
  const first = Math.max(0, anchor - request.before);
  const picture = makePicture(jobs, first, Math.min(jobs.length, anchor + request.after), asOf);
  return {
    ...picture,
    failedMatching: jobs.filter((job) => job.status === 'failed').length,
    ...(request.clearing ? { clearing: jobs.length > 0 ? { until: asOf, except: [] } : null } : {}),
    ...(request.anchor.kind === 'match' ? { found: foundIn(jobs, request.anchor) } : {}),
    ...(request.marks ? { marks: marksOf(jobs, request.marks) } : {}),
    ...(request.targets ? { targets: jobs.filter(({ id }) => request.targets?.ids?.includes(id)) } : {}),
    ...(request.awaited ? { awaited: marksOf(jobs, request.awaited) } : {}),
    ...(request.detail ? { detail: detailOf(jobs, request.detail.id) } : {}),
  };
}

function marksOf(jobs: readonly Job[], { but, rowsFor }: MarksRequest): Marks {
  const marked = jobs.filter(({ id }) => !but.includes(id));
  const marks = { tally: tallyOf(marked), but: but.length };
  if (rowsFor === undefined) return marks;
  const changed = marked.filter(({ status, type, trouble }) =>
    rowsFor === 'stop'
      ? status === 'running' && type === 'backtest'
      : changedBy[rowsFor].includes(trouble?.kind ?? status),
  );
  return {
    ...marks,
    rows: changed.map(({ id, statusText, retryCount }) => ({ id, statusText, retryCount })),
  };
}

function foundIn(jobs: readonly Job[], anchor: Extract<Anchor, { kind: 'match' }>): Found {
  const matches = jobs.flatMap((job, index) => (job.name.includes(anchor.text) ? [index] : []));
  if (matches.length === 0) return { index: null, nth: 0, matches: 0 };
  const found = jobs.findIndex((job) => job.id === anchor.from.id);
  const from = found >= 0 ? found : anchor.from.index;
  const passes = (index: number) => (anchor.inclusive ? index >= from : index > from);
  const index =
    anchor.direction === 'forward'
      ? (matches.find(passes) ?? matches[0])
      : (matches.findLast((each) => each < from) ?? matches.at(-1));
  return { index: index ?? null, nth: matches.indexOf(index ?? -1) + 1, matches: matches.length };
}

function detailOf(jobs: readonly Job[], id: JobId): JobDetail | null {
  const job = jobs.find((each) => each.id === id);
  if (job === undefined) return null;
  return {
    ...{ job, createdAt: null, scheduledAt: null, claimedAt: null, takenUpAt: null, endedAt: null },
    ...{ heartbeatAt: null, completionStatus: null, deadLetter: null, errorText: null, outputExists: null },
    ...{ failureCount: 0, failuresFrom: 0, failures: [] },
    ...{ artifacts: noOutputs, artifactsExist: [], quarantine: noQuarantine },
  };
}

function anchorPosition(jobs: readonly Job[], { anchor }: PictureRequest): number {
  if (anchor.kind === 'key') throw new Error('the machine asks for no key');
  const last = Math.max(0, jobs.length - 1);
  if (anchor.kind === 'last') return last;
  if (anchor.kind === 'match') return foundIn(jobs, anchor).index ?? Math.min(anchor.from.index, last);
  if (anchor.kind === 'new') return Math.min(anchor.from.index, last);
  const found = anchor.kind === 'job' ? jobs.findIndex((job) => job.id === anchor.id) : -1;
  return found >= 0 ? found : Math.min(anchor.index, last);
}

/** A screen whose list has `lines` lines, and whose panels have as many. */
export function roomEvent(lines: number): JobsEvent {
  const room = { list: lines, listBelowPipeline: lines - 4, panel: lines, log: { lines, columns: 80 } };
  return { type: 'room', room };
}

/** A problem to report. */
export const busy: Problem = {
  code: 'busy',
  sentence: 'The database is busy.',
  file: '/queue.sqlite3',
  advice: 'The next look may find a quiet moment.',
};
