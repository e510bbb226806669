import { causeOf } from '../../lib/causes/cause.js';
import type { Clearing, JobFilter, Took } from '../../lib/model/filter.js';
import type { PictureRequest } from '../../lib/model/picture.js';
import type { JobSort } from '../../lib/model/sort.js';
import { asOf } from '../snapshot/queries/queue-database.js';

/** Values for every part of something that is asked, the plain one first; the compiler names a part that has none. */
type Values<T> = { readonly [Part in keyof Required<T>]: readonly (T[Part] | undefined)[] };
type Asked<Part extends keyof PictureRequest> = NonNullable<PictureRequest[Part]>;

/** What has these values: plain in every part, or in all parts but one. */
function varied<T extends object>(values: Values<T>): readonly [T, ...T[]] {
  const parts = Object.entries(values as Readonly<Record<string, readonly unknown[]>>);
  const plain = parts.map(([part, [first]]) => [part, first] as const);
  const made = (all: typeof plain) =>
    Object.fromEntries([...new Map(all)].filter(([, value]) => value !== undefined)) as T;
  const others = parts.flatMap(([part, [, ...rest]]) => rest.map((value) => made([...plain, [part, value]])));
  return [made(plain), ...others];
}

/** Nothing, or what has these values. */
const maybe = <T extends object>(values: Values<T>) => [undefined, ...varied<T>(values)];

const minute = 60_000;
const at = (minutes: number) => ({ kind: 'at', ms: asOf - minutes * minute }) as const;
const none: readonly string[] = [];
const from = { id: null, index: 3 };
const commonCause = causeOf('Cause 1 of it').key;
const clearings = varied<Clearing>({ until: [asOf - 4 * minute, asOf - 3 * minute], except: [none, ['3']] });

/** Filters, each of which differs from the first in one part. */
export const filters = varied<JobFilter>({
  statuses: [null, ['failed'], ['queued', 'running'], ['complete']],
  types: [null, ['parse'], ['export', 'backtest']],
  name: ['', 'parser_1', 'R_2'],
  cleared: [null, ...clearings],
  text: [undefined, 'Disk full: 1', 'cause 2'],
  ids: [undefined, ['3', '5', '40'], ['7', '40'], ['1']],
  cause: [
    undefined,
    { key: null, text: 'Cause' },
    { key: null, text: 'Disk' },
    { key: commonCause, text: 'Disk' },
  ],
  worker: [undefined, 'vm', '=vm:3', '=vm:4'],
  parser: [undefined, 'parser_1', 'parser_2'],
  version: [undefined, '1.0', '1.1'],
  since: [undefined, at(5), at(4)],
  until: [undefined, at(5), at(4)],
  took: maybe<Took>({ over: [300_000, 400_000, null], under: [600_000, 500_000], at: [asOf, asOf + minute] }),
  columns: [undefined, ...['1', '2'].map((value) => [{ column: 'priority', sign: ':', value } as const])],
  database: [undefined, 'queue 0', 'queue 1'],
});

/** Orders of the list, as {@link filters}. */
export const sorts = varied<JobSort>({
  by: ['start', 'size', 'end', 'name', 'time', 'priority', 'duration'],
  reversed: [false, true],
  failedFirst: [false, true],
});

/** A place among the jobs of other lists. */
const place = { key: { rank: 6, value: asOf - minute, time: asOf - minute, turn: null }, isAfter: false };

/** Questions, each of which differs from the first in one part, or in one part of a part. */
export const questions = varied<PictureRequest>({
  filter: filters,
  sort: [{ by: 'duration', reversed: true, failedFirst: false }, undefined, ...sorts],
  sortedAt: [undefined, asOf - minute, asOf],
  anchor: [
    ...[2, 0, 5].map((index) => ({ kind: 'index', index }) as const),
    ...['8', '150'].map((id) => ({ kind: 'job', id, index: 0 }) as const),
    ...['8', null].map((id) => ({ kind: 'key', place, id }) as const),
    ...[8, 0].map((min) => ({ kind: 'new', since: asOf - min * minute, seen: none, from }) as const),
    ...['parser_1', '/in'].map(
      (text) => ({ kind: 'match', text, from, direction: 'forward', inclusive: true }) as const,
    ),
  ],
  before: [0, 2],
  after: [4, 0, 9],
  failures: [1, 0],
  places: maybe<Asked<'places'>>({ at: [[0, 5], [7]] }),
  args: maybe<Asked<'args'>>({ paths: [['args.n'], ['args.of']], keys: [undefined, true] }),
  outputs: [undefined, 0, 3],
  crossed: [undefined, true],
  pipeline: [undefined, true],
  detail: maybe<Asked<'detail'>>({ id: ['9', '1'], failuresFrom: [0, 1], failures: [5, 1] }),
  clearing: [undefined, true],
  metricsSince: [undefined, true],
  lately: [undefined, true],
  causes: maybe<Asked<'causes'>>({
    sampleOf: [null, causeOf('Disk full: 1').key],
    samples: [undefined, true],
  }),
  workers: maybe<Asked<'workers'>>({
    periodMs: [5 * minute, 4 * minute, null],
    of: ['vm:3', null, 'vm:4'],
    jobs: [3, 40],
    ends: [undefined, 'chosen', 'all'],
  }),
  parsers: maybe<Asked<'parsers'>>({
    periodMs: [5 * minute, 4 * minute, null],
    of: ['["parser_0","1.1"]', null, '["parser_0","1.0"]'],
    ends: [undefined, 'chosen', 'all'],
  }),
  since: maybe<Asked<'since'>>({
    at: [asOf - 8 * minute, asOf - 4 * minute],
    knownCauses: [none, [commonCause]],
  }),
  rows: [undefined, ...filters],
  targets: maybe<Asked<'targets'>>({ ids: [null, ['8', '16'], ['1', '2']] }),
  marks: maybe<Asked<'marks'>>({ but: [none, ['1', '8'], ['9']], rowsFor: [undefined, 'retry', 'cancel'] }),
  awaited: maybe<Asked<'awaited'>>({ filter: filters.slice(0, 8), but: [none, ['1']] }),
  pace: [undefined, { atHand: null }, { atHand: asOf }],
  monitoring: maybe<Asked<'monitoring'>>({
    periodMs: [5 * minute, 15 * minute],
    endsMs: [undefined, 15 * minute, 60 * minute],
  }),
});

/** The one part in which each question differs from the first. */
export const parts: readonly Partial<PictureRequest>[] = questions.slice(1).map((question) => {
  const plain: Readonly<Record<string, unknown>> = { ...questions[0] };
  return Object.fromEntries(Object.entries(question).filter(([part, value]) => plain[part] !== value));
});
