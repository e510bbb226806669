import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { everyJob } from '../../../../lib/model/filter.js';
import type { PictureRequest } from '../../../../lib/model/picture.js';
import { outputTables } from '../../../support/database-versions.js';
import { expectSame } from '../../../support/expect-same.js';
import { asOf, type QueueDatabase, wholeList } from '../../queries/queue-database.js';
import { literal, ofOneForm } from '../any-queue.js';
import { type AnyValue, columnValues, inAnyCase, long, padded } from '../any-value.js';
import { emptyDatabase, type FileForm } from '../queue-file.js';

/** The tables of outputs as version D has them, without types, and so that numbers are stored as reals or texts. */
const makings: Readonly<Record<string, readonly string[]>> = {
  D: outputTables,
  untyped: [
    'CREATE TABLE cf_job_artifacts (created_at, name, rows, uri, kind, job_id)',
    'CREATE TABLE cf_output_materializations (job_id, status, rows, sink_uri)',
  ],
  'other types': [
    'CREATE TABLE cf_job_artifacts (job_id REAL, kind BLOB, uri INTEGER, rows TEXT)',
    "CREATE TABLE cf_output_materializations (sink_uri TEXT DEFAULT 'file:///x', job_id TEXT, rows REAL, status INTEGER)",
  ],
  'rows of ids': [
    'CREATE TABLE cf_job_artifacts (kind TEXT, uri TEXT, job_id INTEGER PRIMARY KEY, rows INTEGER)',
    'CREATE TABLE cf_output_materializations (job_id PRIMARY KEY, status, rows, sink_uri) WITHOUT ROWID',
  ],
  'one alone': ['CREATE TABLE cf_output_materializations (job_id INTEGER, sink_uri TEXT, rows INTEGER)'],
};

/** Runs of two versions of a parser, a scan, and a job that waits. */
const queue = `CREATE TABLE cf_processing_queue (id INTEGER PRIMARY KEY, status TEXT, plugin_name TEXT, parser_version TEXT,
    job_type TEXT, end_time INTEGER);
  INSERT INTO cf_processing_queue VALUES (1, 'COMPLETED', 'p', '1', 'PARSE', ${asOf / 1000 - 9}),
    (2, 'COMPLETED', 'p', '2', 'PARSE', ${asOf / 1000 - 9}), (3, 'FAILED', 'p', '2', 'PARSE', NULL),
    (4, 'COMPLETED', 'p', '2', 'PARSE', ${asOf / 1000 - 9e5}), (5, 'COMPLETED', 's', '1', 'SCAN', ${asOf / 1000}),
    (6, 'QUEUED', 'p', '1', 'PARSE', NULL)`;

const uris = fc.constantFrom('file:///out/a', 's3://b', 'ä', '');
const anyWhole = fc.constantFrom<AnyValue[]>(0, 1, 7, 300, 70_000, 2 ** 31, 2 ** 40, -5, null);
const columns = {
  // One job has the same id throughout, as a text or as a number.
  job_id: {
    usual: fc.constantFrom<AnyValue[]>(1, 2, 3, '4', 5, 6, 9, null),
    wild: fc.constantFrom<AnyValue[]>('01', '1.0', ' 2', '3\0', 2.5, 2n ** 62n, Uint8Array.of(0x31)),
  },
  kind: columnValues(inAnyCase('output', 'output', 'log', 'quarantine'), fc.constant('output')),
  status: columnValues(inAnyCase('success', 'partial_success', 'no_data'), fc.constant('no_data')),
  uri: columnValues(fc.oneof(uris, padded(uris)), uris, long),
  sink_uri: columnValues(fc.oneof(uris, padded(uris)), uris, long),
  rows: columnValues(anyWhole, fc.constantFrom('12', '1.5', '-3', 'many')),
};
type Column = keyof typeof columns;

/** A row of either table: most of its values such as workers write. */
const anyOutput = fc.record(
  Object.fromEntries(
    Object.entries(columns).map(([name, { usual, wild }]) => [
      name,
      fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: wild }),
    ]),
  ) as Record<Column, fc.Arbitrary<AnyValue>>,
);

type AnyOutput = Readonly<Record<Column, AnyValue>>;

const required = [
  ['created_at', '5'],
  ['output_name', "'o'"],
  ['sink_mode', "'append'"],
] as const;

async function made(making: string, form: FileForm, outputs: readonly AnyOutput[]): Promise<QueueDatabase> {
  const database = await emptyDatabase(form);
  database.run(['PRAGMA ignore_check_constraints = 1', queue, ...(makings[making] ?? [])].join(';\n'));
  const rows = outputs.flatMap((row) =>
    ['cf_job_artifacts', 'cf_output_materializations'].flatMap((table) => {
      const present = database.tables().get(table);
      if (present === undefined) return [];
      const values = [
        ...Object.entries(row).map(([name, value]) => [name, literal(value, form)] as const),
        ...required,
      ].filter(([name]) => present.has(name));
      return [
        `INSERT OR IGNORE INTO ${table} (${values.map(([name]) => name).join(', ')}) VALUES (${values.map(([, value]) => value).join(', ')})`,
      ];
    }),
  );
  database.run('BEGIN');
  for (const row of rows) {
    try {
      database.run(row);
    } catch {
      // The table refuses an id that isn't a number.
    }
  }
  database.run('COMMIT');
  return database;
}

describe('the index of a queue with outputs', () => {
  it.each(Object.keys(makings))(
    'has the sums of output rows that SQL has, and that the jobs have, in tables of the making %s',
    async (making) => {
      let told = 0;
      await fc.assert(
        fc.asyncProperty(
          ofOneForm(
            (form) =>
              fc.tuple(
                form,
                fc.array(anyOutput, { maxLength: 60, size: 'max' }),
                fc.constantFrom(null, 3_600_000),
              ),
            10,
          ),
          async (cases) => {
            for (const [form, outputs, periodMs] of cases) {
              const database = await made(making, form, outputs);
              try {
                const request: PictureRequest = {
                  ...wholeList,
                  filter: everyJob,
                  parsers: { periodMs, of: null },
                };
                const picture = database.byIndex(request);
                const rows = picture.parsers?.rows ?? [];
                expectSame(rows, database.bySql({ ...request, after: 0 }).parsers?.rows);
                for (const { version, rows: sum, jobsWithRows } of rows) {
                  const jobs = picture.window.jobs.filter(
                    (job) =>
                      job.type === 'parse' &&
                      job.version === version &&
                      (job.status === 'complete' || job.status === 'failed') &&
                      (periodMs === null || (job.completedAt ?? 0) > asOf - periodMs),
                  );
                  const own = jobs.flatMap(({ outputs: { rows: some } }) => some ?? []);
                  expect(jobsWithRows).toBe(own.length);
                  const most = Number.MAX_SAFE_INTEGER;
                  const all = own.reduce((total, some) => Math.min(most, total + some), 0);
                  expect(sum).toBe(own.length === 0 ? null : all);
                  told += own.length;
                }
              } finally {
                database.close();
              }
            }
          },
        ),
        { numRuns: 6, endOnFailure: true },
      );
      expect(told).toBeGreaterThan(20);
    },
  );
});
