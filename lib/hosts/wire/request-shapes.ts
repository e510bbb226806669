import type { CauseFilter } from '../../model/causes.js';
import type { ColumnFilter } from '../../model/filter/column-filter.js';
import type { PointInTime } from '../../model/filter/point-in-time.js';
import { type JobFilter, listedStatuses, listedTypes, type Took } from '../../model/filter.js';
import type { LogPlace, LogRequest, LogSearch } from '../../model/log.js';
import type { AwaitedList, MarksRequest } from '../../model/marks.js';
import type { Anchor, PictureRequest, SinceRequest } from '../../model/picture.js';
import { type JobSort, sortKeys } from '../../model/sort.js';
import type { FailuresThatCount } from '../../snapshot/matching-counts.js';
import type { Counted, CountedSearch, PortionRequest } from '../../snapshot/thread/messages.js';
import { placesRequest, someFigure, someText } from './job-shapes.js';
import { clearing } from './picture-shapes.js';
import {
  absent,
  count,
  figure,
  listOf,
  type OfKind,
  objectOf,
  oneOf,
  oneOfKinds,
  optional,
  orNull,
  type Shape,
  setOf,
  text,
  yesOrNo,
} from './shape.js';

const point: Shape<PointInTime> = oneOfKinds<'kind', PointInTime>('kind', {
  ago: objectOf<OfKind<PointInTime, 'ago'>>({ kind: oneOf('ago'), ms: figure }),
  at: objectOf<OfKind<PointInTime, 'at'>>({ kind: oneOf('at'), ms: figure }),
});

const columnFilter = objectOf<ColumnFilter>({ column: text, sign: oneOf(':', '>', '<'), value: text });

export const filter = objectOf<JobFilter>({
  statuses: orNull(listOf(oneOf(...listedStatuses))),
  types: orNull(listOf(oneOf(...listedTypes))),
  name: text,
  cleared: orNull(clearing),
  text: optional(text),
  ids: optional(listOf(text)),
  cause: optional(objectOf<CauseFilter>({ key: someText, text })),
  worker: optional(text),
  parser: optional(text),
  version: optional(text),
  since: optional(point),
  until: optional(point),
  took: optional(objectOf<Took>({ over: someFigure, under: someFigure, at: optional(figure) })),
  columns: optional(listOf(columnFilter)),
  database: absent(),
});

const sort = objectOf<JobSort>({ by: oneOf(...sortKeys), reversed: yesOrNo, failedFirst: yesOrNo });

const from = objectOf<OfKind<Anchor, 'match'>['from']>({ id: orNull(text), index: figure });

const anchor: Shape<Anchor> = oneOfKinds<'kind', Anchor>('kind', {
  index: objectOf<OfKind<Anchor, 'index'>>({ kind: oneOf('index'), index: figure, atTop: optional(yesOrNo) }),
  // The operator may have typed something that isn't an id.
  job: objectOf<OfKind<Anchor, 'job'>>({
    kind: oneOf('job'),
    id: text,
    index: figure,
    isSought: optional(oneOf(true)),
  }),
  last: objectOf<OfKind<Anchor, 'last'>>({ kind: oneOf('last') }),
  match: objectOf<OfKind<Anchor, 'match'>>({
    kind: oneOf('match'),
    text,
    from,
    direction: oneOf('forward', 'backward'),
    inclusive: yesOrNo,
  }),
  new: objectOf<OfKind<Anchor, 'new'>>({ kind: oneOf('new'), since: figure, from, seen: listOf(text) }),
});

const ends = optional(oneOf('chosen', 'all'));

type Part<K extends keyof PictureRequest> = NonNullable<PictureRequest[K]>;

export const pictureRequest = objectOf<PictureRequest>({
  filter,
  sort: optional(sort),
  sortedAt: optional(figure),
  anchor,
  before: count,
  after: count,
  failures: count,
  places: optional(placesRequest),
  args: optional(objectOf<Part<'args'>>({ paths: listOf(text), keys: optional(oneOf(true)) })),
  outputs: optional(count),
  crossed: optional(yesOrNo),
  pipeline: optional(yesOrNo),
  detail: optional(objectOf<Part<'detail'>>({ id: text, failuresFrom: count, failures: count })),
  clearing: optional(yesOrNo),
  metricsSince: optional(yesOrNo),
  causes: optional(objectOf<Part<'causes'>>({ sampleOf: someText, samples: optional(yesOrNo) })),
  workers: optional(objectOf<Part<'workers'>>({ periodMs: someFigure, of: someText, jobs: count, ends })),
  parsers: optional(objectOf<Part<'parsers'>>({ periodMs: someFigure, of: someText, ends })),
  since: optional(objectOf<SinceRequest>({ at: figure, knownCauses: listOf(text) })),
  rows: optional(filter),
  targets: optional(objectOf<Part<'targets'>>({ ids: orNull(listOf(text)) })),
  marks: optional(
    objectOf<MarksRequest>({ but: listOf(text), rowsFor: optional(oneOf('retry', 'cancel', 'stop')) }),
  ),
  awaited: optional(objectOf<AwaitedList>({ filter, but: listOf(text) })),
  pace: optional(objectOf<Part<'pace'>>({ atHand: someFigure })),
  monitoring: optional(objectOf<Part<'monitoring'>>({ periodMs: figure, endsMs: optional(figure) })),
});

const failures: Shape<FailuresThatCount> = oneOfKinds<'kind', FailuresThatCount>('kind', {
  all: objectOf<OfKind<FailuresThatCount, 'all'>>({ kind: oneOf('all') }),
  since: objectOf<OfKind<FailuresThatCount, 'since'>>({ kind: oneOf('since'), at: figure }),
  new: objectOf<OfKind<FailuresThatCount, 'new'>>({ kind: oneOf('new'), known: setOf(text) }),
});

export const counted = objectOf<Counted>({ filter, failures });

const place: Shape<LogPlace> = oneOfKinds<'kind', LogPlace>('kind', {
  end: objectOf<OfKind<LogPlace, 'end'>>({ kind: oneOf('end') }),
  offset: objectOf<OfKind<LogPlace, 'offset'>>({ kind: oneOf('offset'), offset: count }),
});

export const logRequest = objectOf<LogRequest>({
  jobId: text,
  place,
  before: count,
  after: count,
  countFrom: optional(count),
  only: optional(text),
  purpose: optional(oneOf('tail')),
});

export const portionRequest = objectOf<PortionRequest>({ jobId: text, from: count, most: count });

export const logSearch = objectOf<LogSearch>({
  jobId: text,
  text,
  only: optional(text),
  from: count,
  direction: oneOf('forward', 'backward'),
});

export const countedSearch = objectOf<CountedSearch>({ search: logSearch, at: count });
