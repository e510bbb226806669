import fc from 'fast-check';
import type { ColumnFilter } from '../../../../lib/model/filter/column-filter.js';
import type { JobFilter } from '../../../../lib/model/filter.js';
import type { Search } from '../../../../lib/snapshot/index/sieve/search-text.js';
import type { AnyRow } from '../any-row.js';

/** Words as they stand in rows, with what JSON, URIs and other scripts make of them. */
const words = [
  '/Data/in/a.csv',
  'C:\\in\\B.csv',
  'Börse NYSE',
  'ÜBER/prüfer',
  'K\u00e4fer',
  'no "Price"',
  'line\nbreak',
  'Disk full',
  '42',
  '漢字.log',
];

const word = fc.constantFrom(...words);
/** JSON that hides some letters behind escapes. */
const json = fc
  .tuple(fc.constantFrom('output_path', 'error', 'file'), word, fc.nat(3), fc.boolean())
  .map(([key, text, kind, isList]) => {
    const plain = JSON.stringify(text);
    const escaped =
      kind === 0
        ? plain.replace(
            /[^\x20-\x7e]|[aeiB]/g,
            (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
          )
        : kind === 1
          ? plain.replaceAll('/', '\\/')
          : plain;
    const object = `{"rows": 5, "${key}": ${escaped}}`;
    return isList ? `[${object}]` : kind === 3 ? `${object}, broken` : object;
  });
const text = fc.oneof(
  word,
  json,
  fc.constantFrom('', 'x'.repeat(700), `y${'ä'.repeat(300)}Z`, `${'n'.repeat(600)}Tail`),
);

/** What jobs were given, and what a filter asks of it: few names and values, so that some jobs pass. */
const givenValue = fc.oneof(word, fc.constantFrom(42, 4.2e1, -1, true, null, '', [42, 'x'], { id: 42 }));
const given = fc
  .dictionary(fc.constantFrom('user', 'file', 'id'), givenValue)
  .map((value) => JSON.stringify(value).replaceAll('42', '4.20e1').replace('4.20e1', '42'));
const anyColumns: fc.Arbitrary<NonNullable<JobFilter['columns']>> = fc.array(
  fc.oneof(
    fc.record({
      column: fc.constantFrom('args.user', 'args.file', 'args.user.id', 'args.user[0]', 'args.error'),
      sign: fc.constantFrom<ColumnFilter['sign']>(':', ':', '>', '<'),
      value: fc.oneof(word, fc.constantFrom('42', 'true', '', 'x', '0')),
    }),
    fc.record({
      column: fc.constantFrom('retries', 'priority', 'size', 'files', 'failed'),
      sign: fc.constantFrom<ColumnFilter['sign']>(':', '>', '<'),
      value: fc.constantFrom('', '0', '1', '3', '70'),
    }),
    fc.record({
      column: fc.constant('source'),
      sign: fc.constant<ColumnFilter['sign']>(':'),
      value: fc.constantFrom('', 'in', 'DATA', 'ö'),
    }),
  ),
  { minLength: 1, maxLength: 2 },
);

/** Columns that only a search looks into, for some rows. */
export const searchedExtras: fc.Arbitrary<AnyRow> = fc
  .record(
    {
      ...{ output_path: text, lease_owner: word, worker_host: word, worker_id: word },
      ...{ input_file: fc.oneof(word, fc.constant(null)), error_message: text, result_summary: text },
      config_overrides: fc.oneof(given, json),
      ...{ file_version_id: fc.nat(4), file_id: fc.nat(4) },
      plugin_version: fc.constantFrom('1.2', 'v3', '10'),
    },
    { requiredKeys: [] },
  )
  .map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)));

/** What other tables say of jobs 1 to 9, by table. */
export const besides: fc.Arbitrary<
  readonly (readonly [table: string, row: Readonly<Record<string, string | number | null>>])[]
> = fc.array(
  fc.tuple(fc.nat(9), word, json, fc.nat(6), fc.nat(99_999)).map(([job_id, one, other, kind, key]) => {
    switch (kind) {
      case 0:
        return [
          'cf_job_failures',
          { job_id, error_type: 'Late', error_message: one, context: other },
        ] as const;
      case 1:
        return [
          'cf_job_artifacts',
          { job_id, kind: 'output', name: 'o', uri: encodeURI(`file:///${one}${key}`), created_at: 1 },
        ] as const;
      case 2:
        return [
          'cf_output_materializations',
          {
            materialization_key: `k${key}`,
            output_name: one,
            sink_uri: 'file:///s',
            sink_mode: 'a',
            status: 'success',
            job_id,
            created_at: 1,
          },
        ] as const;
      case 3:
        return [
          'cf_job_schema_mismatch',
          { job_id, output_name: one, mismatch_kind: 'type', expected_name: 'price', created_at: 1 },
        ] as const;
      case 4:
        return [
          'cf_plugin_manifest',
          { plugin_name: 'fix_parser', version: `v9.${key}`, status: 'ACTIVE' },
        ] as const;
      case 5:
        return ['cf_file_location', { id: 100 + key, source_root_id: 1, rel_path: one }] as const;
      default:
        return ['cf_file_version', { id: 1 + (key % 4), location_id: 100 + key }] as const;
    }
  }),
  { maxLength: 6 },
);

const constants = 'v|v1|r v1|parser v| |"|\\|/|in/a|ö|Ü|1|1.0|-5|inf|PARSE|e|fix_PARSER v9|full'.split('|');

/** A text to look for: any, or a part of one of these, its letters in another case. */
export function anyText(texts: readonly string[]): fc.Arbitrary<string> {
  const some = texts.filter((each) => each !== '');
  const any = fc.constantFrom(...constants, ...words);
  if (some.length === 0) return any;
  const part = fc
    .tuple(fc.constantFrom(...some), fc.nat(), fc.integer({ min: 1, max: 9 }), fc.nat(2))
    .map(([whole, place, length, letters]) => {
      const from = place % whole.length;
      const cut = [...whole.slice(from, from + length)].join('');
      return letters === 0 ? cut.toUpperCase() : letters === 1 ? cut.toLowerCase() : cut;
    });
  return fc.oneof({ weight: 3, arbitrary: part }, any);
}

/** A search for such a text from one of these jobs on. */
export function anySearch(texts: readonly string[], ids: readonly string[]): fc.Arbitrary<Search> {
  return fc.record({
    kind: fc.constant('match' as const),
    text: anyText(texts),
    from: fc.record({ id: fc.constantFrom(null, '77', ...ids), index: fc.nat(20) }),
    direction: fc.constantFrom('forward' as const, 'backward' as const),
    inclusive: fc.boolean(),
  });
}

const ago = fc.constantFrom(0, 600_000, 86_400_000, 1e12).map((ms) => ({ kind: 'ago' as const, ms }));
const at = fc
  .integer({ min: 1, max: 40 })
  .map((step) => ({ kind: 'at' as const, ms: step * 50_000_000_000 }));
const bound = fc.constantFrom(null, 0, 999, 60_000, 1e10, 1e12);

/** Times, durations, values of columns and a version that a filter may ask for; often none. */
const anyTimes: fc.Arbitrary<Pick<JobFilter, 'since' | 'until' | 'took' | 'version' | 'columns'>> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  fc.record(
    {
      ...{ since: fc.oneof(ago, at), until: fc.oneof(ago, at) },
      took: fc.record({ over: bound, under: bound }),
      version: fc.constantFrom('1.2', '3', '10', '1', '9.1'),
      columns: anyColumns,
    },
    { requiredKeys: [] },
  ),
);

/** A filter that lets many jobs through, and may ask for some of these ids, or a part of these texts. */
export function anyFilter(texts: readonly string[], ids: readonly string[]): fc.Arbitrary<JobFilter> {
  return fc
    .record({
      statuses: fc.option(fc.subarray(['queued', 'running', 'complete', 'failed', 'other'] as const), {
        freq: 3,
      }),
      types: fc.option(fc.subarray(['scan', 'parse', 'export', 'other'] as const), { freq: 3 }),
      name: fc.constantFrom('', '', '', 'fix'),
      cleared: fc.constant(null),
      text: fc.option(anyText(texts), { nil: undefined }),
      ids: fc.option(fc.subarray(['x', '007', ...ids]), { nil: undefined, freq: 1 }),
      times: anyTimes,
    })
    .map(({ text, ids: chosen, times, ...filter }) => ({
      ...filter,
      ...times,
      ...(text === undefined ? {} : { text }),
      ...(chosen === undefined ? {} : { ids: chosen }),
    }));
}
