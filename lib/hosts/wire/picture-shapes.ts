import type { Clearing, ListedStatus } from '../../model/filter.js';
import {
  type JobStatus,
  type JobType,
  jobStatuses,
  jobTypes,
  type SeenRow,
  type Target,
} from '../../model/job.js';
import { type Limits, type QueueKind, queueLacks, type UnreadTable } from '../../model/limits.js';
import type { MarkedRow, Marks, Tally } from '../../model/marks.js';
import type {
  CrossCounts,
  EndedStatus,
  Found,
  JobCounts,
  JobTotals,
  JobTypeCounts,
  JobWindow,
  Picture,
  Since,
} from '../../model/picture.js';
import type { ListedWorkers, TroubleCounts } from '../../model/worker.js';
import { job, jobStatus, jobType, listKey, places, someFigure, workerTrouble } from './job-shapes.js';
import { cause, causes, jobDetail, monitoring, pace, parsers, pipeline, workers } from './panel-shapes.js';
import {
  absent,
  bigInteger,
  count,
  type Fields,
  figure,
  instant,
  listOf,
  objectOf,
  oneOf,
  optional,
  orNull,
  type Shape,
  text,
  yesOrNo,
} from './shape.js';

/** A T for each of these words. */
function forEach<K extends string, T>(words: readonly K[], shape: Shape<T>): Shape<Readonly<Record<K, T>>> {
  const fields = Object.fromEntries(words.map((word) => [word, shape]));
  return objectOf<Readonly<Record<K, T>>>(fields as unknown as Fields<Readonly<Record<K, T>>>);
}

export const jobCounts = objectOf<JobCounts>({
  queued: count,
  running: count,
  complete: count,
  failed: count,
  cancelled: count,
  other: count,
});

const totals = objectOf<JobTotals>({ filesProcessed: figure, filesTotal: figure, outputBytes: bigInteger });

const typeCounts: Shape<JobTypeCounts> = forEach<JobType, number>(jobTypes, count);

const crossed: Shape<CrossCounts> = forEach<JobStatus, JobTypeCounts>(jobStatuses, typeCounts);

const window = objectOf<JobWindow>({
  first: count,
  jobs: listOf(job),
  matching: count,
  keys: optional(listOf(listKey)),
});

const troubles = objectOf<TroubleCounts>({ gone: count, silent: count });

/** See `Clearing`. */
export const clearing = objectOf<Clearing>({ until: figure, except: listOf(text) });

const since = objectOf<Since>({
  at: figure,
  counts: objectOf<Readonly<Record<EndedStatus, number>>>({
    complete: count,
    failed: count,
    cancelled: count,
  }),
  newCauses: listOf(cause),
  moreNewCauses: count,
  unread: count,
});

/** A row as the operator saw it. */
export const seenRow = objectOf<SeenRow>({ id: text, statusText: text, retryCount: figure });

const target = objectOf<Target>({
  id: text,
  type: jobType,
  name: text,
  status: jobStatus,
  statusText: text,
  retryCount: figure,
  workerMark: text,
  trouble: orNull(workerTrouble),
});

const markedRow = objectOf<MarkedRow>({
  id: text,
  statusText: text,
  retryCount: figure,
  workerMark: optional(text),
});

const tally = objectOf<Tally>({
  counts: objectOf<Readonly<Record<ListedStatus, number>>>({
    failed: count,
    gone: count,
    silent: count,
    running: count,
    complete: count,
    queued: count,
    cancelled: count,
    other: count,
  }),
  backtests: count,
});

const marks = objectOf<Marks>({ tally, but: count, rows: optional(listOf(markedRow)) });

const found = objectOf<Found>({
  index: orNull(count),
  nth: orNull(count),
  matches: count,
  searched: optional(figure),
});

const limits = objectOf<Limits>({
  unread: listOf(objectOf<UnreadTable>({ table: text, why: oneOf('no-grant', 'not-plain') })),
  hidesRows: yesOrNo,
  aheadMs: figure,
  goodUntil: orNull(instant),
});

const jobStatusList = listOf(jobStatus);

const queueKind = objectOf<QueueKind>({
  ...{
    name: text,
    title: text,
    checked: text,
    lowestFirst: yesOrNo,
    kept: orNull(text),
    notes: listOf(text),
  },
  lacks: listOf(oneOf(...queueLacks)),
  from: objectOf<QueueKind['from']>({ retry: jobStatusList, cancel: jobStatusList }),
  refused: objectOf<QueueKind['refused']>({ retry: orNull(text), cancel: orNull(text) }),
});

/** What is read of a database for the screen. */
export const picture = objectOf<Picture>({
  asOf: instant,
  rightSince: optional(instant),
  counts: orNull(jobCounts),
  totals: orNull(totals),
  types: optional(typeCounts),
  crossed: optional(crossed),
  window,
  troubles: orNull(troubles),
  failedMatching: orNull(count),
  listedWorkers: optional(objectOf<ListedWorkers>({ names: listOf(text), areMore: yesOrNo })),
  pipeline: optional(pipeline),
  monitoring: optional(monitoring),
  pace: optional(pace),
  detail: optional(orNull(jobDetail)),
  clearing: optional(orNull(clearing)),
  metricsSince: optional(someFigure),
  causes: optional(orNull(causes)),
  workers: optional(orNull(workers)),
  parsers: optional(orNull(parsers)),
  since: optional(orNull(since)),
  rows: optional(orNull(listOf(markedRow))),
  targets: optional(orNull(listOf(target))),
  marks: optional(orNull(marks)),
  awaited: optional(orNull(marks)),
  argKeys: optional(listOf(text)),
  found: optional(found),
  places: optional(places),
  limits: optional(limits),
  queue: optional(queueKind),
  databases: absent(),
});
