import {
  type Backtest,
  type Deferral,
  type Job,
  type JobArgument,
  type JobFailure,
  jobStatuses,
  jobTypes,
  type Waiting,
  type WorkerTrouble,
} from '../../model/job.js';
import type { JobOutput, JobOutputs } from '../../model/output.js';
import type { JobPlace, ListKey, Places, PlacesRequest } from '../../model/sort.js';
import {
  absent,
  bigInteger,
  count,
  figure,
  listOf,
  objectOf,
  oneOf,
  oneOfKinds,
  optional,
  orNull,
  type Shape,
  shaped,
  text,
  yesOrNo,
} from './shape.js';

/** A text or a number that may be unknown. */
export const someText = orNull(text);
export const someFigure = orNull(figure);

export const jobFailure = objectOf<JobFailure>({
  filePath: someText,
  error: text,
  line: someFigure,
  stackTrace: optional(text),
});

const output = objectOf<JobOutput>({
  role: text,
  name: someText,
  uri: text,
  path: someText,
  table: someText,
  rows: someFigure,
});

export const jobOutputs = objectOf<JobOutputs>({ list: listOf(output), count, rows: someFigure });

const backtest = objectOf<Backtest>({
  passRate: someFigure,
  iteration: someFigure,
  highFailureTested: someFigure,
  highFailurePassed: someFigure,
  terminationReason: someText,
});

/** What is wrong with a worker. */
export const workerTrouble: Shape<WorkerTrouble> = oneOfKinds<'kind', WorkerTrouble>('kind', {
  gone: objectOf<Extract<WorkerTrouble, { kind: 'gone' }>>({
    kind: oneOf('gone'),
    since: someFigure,
    reused: yesOrNo,
  }),
  silent: objectOf<Extract<WorkerTrouble, { kind: 'silent' }>>({
    kind: oneOf('silent'),
    since: figure,
    sign: oneOf('heartbeat', 'update', 'lease'),
  }),
});

type WaitingFor<K extends Waiting['kind']> = Extract<Waiting, { readonly kind: K }>;

const waiting: Shape<Waiting> = oneOfKinds<'kind', Waiting>('kind', {
  paused: objectOf<WaitingFor<'paused'>>({
    kind: oneOf('paused'),
    since: someFigure,
    failures: someFigure,
    lastFailure: someText,
  }),
  retry: objectOf<WaitingFor<'retry'>>({ kind: oneOf('retry'), at: figure }),
  deferred: objectOf<WaitingFor<'deferred'>>({
    kind: oneOf('deferred'),
    at: figure,
    deferral: oneOf<Deferral>('no-room', 'lost-on-restart', 'worker-gone-on-restart'),
  }),
  scheduled: objectOf<WaitingFor<'scheduled'>>({ kind: oneOf('scheduled'), at: figure }),
  line: objectOf<WaitingFor<'line'>>({ kind: oneOf('line'), place: someFigure }),
  dispatching: objectOf<WaitingFor<'dispatching'>>({ kind: oneOf('dispatching') }),
  pending: objectOf<WaitingFor<'pending'>>({ kind: oneOf('pending') }),
  held: objectOf<WaitingFor<'held'>>({ kind: oneOf('held'), why: text }),
});

export const jobType = oneOf(...jobTypes);
export const jobStatus = oneOf(...jobStatuses);

/** A value in a job's arguments. */
const textOrFigure: Shape<JobArgument['value']> = shaped(
  (value) => (typeof value === 'number' ? figure(value) : text(value)),
  () => `(${figure.form()}|${text.form()})`,
);

/** A job of the list. */
export const job = objectOf<Job>({
  id: text,
  database: absent(),
  fileVersionId: orNull(text),
  type: jobType,
  typeText: text,
  name: text,
  version: someText,
  status: jobStatus,
  statusText: text,
  warnings: yesOrNo,
  startedAt: someFigure,
  claimedAt: someFigure,
  completedAt: someFigure,
  updatedAt: someFigure,
  trouble: orNull(workerTrouble),
  stillRuns: orNull(yesOrNo),
  workerMark: text,
  leased: yesOrNo,
  itemsTotal: someFigure,
  itemsProcessed: someFigure,
  itemsFailed: someFigure,
  progressPercent: someFigure,
  sourcePath: someText,
  outputPath: someText,
  outputSizeBytes: orNull(bigInteger),
  isMeasured: optional(yesOrNo),
  outputs: jobOutputs,
  quarantinedRows: someFigure,
  note: someText,
  backtest: orNull(backtest),
  errorMessage: someText,
  failures: listOf(jobFailure),
  priority: someFigure,
  retryCount: figure,
  workerHost: someText,
  workerPid: someFigure,
  waiting: orNull(waiting),
  args: optional(listOf(objectOf<JobArgument>({ path: text, value: textOrFigure }))),
});

const sortValue: Shape<ListKey['value']> = shaped(
  (value) => (typeof value === 'number' ? figure(value) : someText(value)),
  () => `(${figure.form()}|${someText.form()})`,
);

/** What decides a job's place in the list. */
export const listKey = objectOf<ListKey>({
  rank: figure,
  value: sortValue,
  time: someFigure,
  turn: someFigure,
});

export const placesRequest = objectOf<PlacesRequest>({
  at: listOf(figure),
  of: listOf(listKey),
  job: optional(text),
});

export const places = objectOf<Places>({
  keys: listOf(orNull(listKey)),
  counts: listOf(objectOf<Places['counts'][number]>({ less: count, upTo: count })),
  job: optional(orNull(objectOf<JobPlace>({ position: count, key: listKey }))),
});
