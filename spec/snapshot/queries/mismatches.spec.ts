import { describe, expect, it } from '@jest/globals';
import type { Queryable } from '../../../lib/snapshot/port.js';
import { readLostLetters } from '../../../lib/snapshot/queries/lost-letters.js';
import { readPicture } from '../../../lib/snapshot/queries/read-picture.js';
import { readShape } from '../../../lib/snapshot/tables/database-shape.js';
import type { DatabaseVersion } from '../../support/database-versions.js';
import { countingBySql } from '../by-sql/queue-by-sql.js';
import { asOf, extents, QueueDatabase, type Row, versions, wholeList } from './queue-database.js';

const claimed = 1_768_299_000_000;
const missing = { output_name: 'orders', mismatch_kind: 'missing_column' } as const;

/** A queue of failed jobs 1 to 3, claimed at the same time, with what is recorded beside it. */
async function queueOf(
  records: Readonly<Record<string, readonly Row[]>>,
  {
    version = 'D' as DatabaseVersion,
    additions = 'none' as (typeof extents)[number],
    status = 'FAILED',
  } = {},
): Promise<QueueDatabase> {
  const defaults = { status, claim_time: claimed, error_message: 'permanent_error: schema mismatch' };
  const database = await QueueDatabase.of(version, additions, [{ id: 1 }, { id: 2 }, { id: 3 }], defaults);
  for (const [table, rows] of Object.entries(records)) {
    for (const row of rows) database.add({ created_at: claimed + 5, ...row }, table);
  }
  return database;
}

function errorsOf(database: QueueDatabase, failures = 3): Readonly<Record<string, readonly string[]>> {
  const { jobs } = database.picture({ failures }).window;
  return Object.fromEntries(jobs.map((job) => [job.id, job.failures.map(({ error }) => error)]));
}

const mismatches = [
  { job_id: 1, ...missing, expected_name: 'price', expected_type: 'Decimal' },
  { job_id: 3, ...missing, expected_name: 'venue' },
  { job_id: 1, ...missing, expected_name: 'side' },
  {
    ...{ job_id: 1, output_name: 'orders', mismatch_kind: 'extra_column', actual_name: 'note' },
    actual_type: 'Utf8',
  },
];

describe('a schema mismatch', () => {
  it.each(extents)('is a failure of its job, with additions: %s', async (additions) => {
    const database = await queueOf({ cf_job_schema_mismatch: mismatches }, { additions });
    expect(errorsOf(database, 2)).toEqual({
      1: ['orders: column price (Decimal) is missing', 'orders: column side is missing'],
      2: ['schema mismatch'],
      3: ['orders: column venue is missing'],
    });
    expect(errorsOf(database, 0)).toEqual({ 1: [], 2: [], 3: [] });
  });

  it('is in the detail’s failures, which come run by run', async () => {
    const database = await queueOf({ cf_job_schema_mismatch: mismatches });
    const { failureCount, failuresFrom, failures, errorText } = database.detail('1', 1, 5);
    expect([failureCount, failuresFrom, errorText]).toEqual([3, 1, 'permanent_error: schema mismatch']);
    expect(failures.map(({ error }) => error)).toEqual([
      'orders: column side is missing',
      'orders: column note (Utf8) is not in the schema',
    ]);
    expect(database.detail('2')).toMatchObject({ failureCount: 0, failures: [] });
  });

  it('of an attempt before the last is left out', async () => {
    const database = await queueOf({
      cf_job_schema_mismatch: [
        { job_id: 1, ...missing, expected_name: 'old', created_at: claimed - 1 },
        { job_id: 1, ...missing, expected_name: 'new', created_at: claimed },
        { job_id: 2, ...missing, expected_name: 'old', created_at: claimed - 1 },
        { job_id: 3, ...missing, expected_name: 'whenever', created_at: 'at noon' },
      ],
    });
    expect(errorsOf(database)).toEqual({
      1: ['orders: column new is missing'],
      2: ['schema mismatch'],
      3: ['orders: column whenever is missing'],
    });
    expect(database.detail('1').failureCount).toBe(1);
  });

  it('gives way to recorded failures', async () => {
    const database = await queueOf(
      {
        cf_job_schema_mismatch: mismatches,
        cf_job_failures: [{ job_id: 1, error_type: 'SchemaViolation', line_number: 42 }],
      },
      { additions: 'all' },
    );
    expect(errorsOf(database)['1']).toEqual(['SchemaViolation']);
    expect(database.detail('1').failureCount).toBe(1);
  });

  it('is also a failure of a job that completed with warnings, but of no other complete job', async () => {
    const warned = await queueOf(
      { cf_job_schema_mismatch: mismatches },
      { status: 'COMPLETED_WITH_WARNINGS' },
    );
    expect(errorsOf(warned)).toEqual({
      1: expect.arrayContaining(['orders: column side is missing']),
      2: [],
      3: ['orders: column venue is missing'],
    });
    expect(warned.detail('3').failureCount).toBe(1);
    const done = await queueOf({ cf_job_schema_mismatch: mismatches }, { status: 'COMPLETED' });
    expect(errorsOf(done)).toEqual({ 1: [], 2: [], 3: [] });
    expect(done.detail('3').failureCount).toBe(0);
  });

  it.each(['price', 'DECIMAL', 'Utf8', 'note', 'orders'])('is found by a search for %p', async (text) => {
    const database = await queueOf({
      cf_job_schema_mismatch: mismatches.slice(0, 1).concat(mismatches.slice(3)),
    });
    expect(database.matches(text)).toBe(1);
  });
});

describe('the dead letter of a job', () => {
  it.each(extents)('is its newest, with additions: %s', async (additions) => {
    const letter = { plugin_name: 'p', retry_count: 3, reason: 'max_retries_exceeded' };
    const database = await queueOf(
      {
        cf_dead_letter: [
          { ...letter, original_job_id: 1, moved_at: claimed + 9, error_message: ' newest\n' },
          { ...letter, original_job_id: 1, moved_at: claimed, error_message: 'older' },
          { ...letter, original_job_id: 2, moved_at: claimed + 10, error_message: null, reason: ' odd ' },
          { ...letter, original_job_id: 99, moved_at: claimed + 10 },
        ],
      },
      { additions },
    );
    expect(database.detail('1').deadLetter).toEqual({
      ...{ movedAt: claimed + 9, reason: 'max_retries_exceeded', retries: 3, error: ' newest\n' },
    });
    expect(database.detail('2').deadLetter).toMatchObject({ reason: 'odd', error: null });
    expect(database.detail('3').deadLetter).toBeNull();
  });

  it('is read by a remembered query, because no index leads to it', async () => {
    const letter = {
      ...{ plugin_name: 'p', retry_count: 3, reason: 'max_retries_exceeded', original_job_id: 1 },
      moved_at: claimed,
    };
    const queue = await queueOf({ cf_dead_letter: [letter] });
    const asked: string[] = [];
    const database: Queryable = {
      all: (sql, parameters) => {
        asked.push(sql);
        return queue.all(sql, parameters);
      },
      remembered: (sql, parameters) => queue.all(sql, parameters),
    };
    const request = { ...wholeList, detail: { id: '1', failuresFrom: 0, failures: 1 } };
    const read = readPicture(database, request, asOf, '/queue', countingBySql(database));
    expect(read).toMatchObject({ picture: { detail: { deadLetter: { movedAt: claimed } } } });
    expect(asked.filter((sql) => sql.includes('cf_dead_letter'))).toEqual([]);
  });

  it.each(extents)('counts as lost if its job is gone, with additions: %s', async (additions) => {
    const letter = { plugin_name: 'p', retry_count: 3, reason: 'permanent_error' };
    const lost = (letters: readonly Row[]) =>
      queueOf({ cf_dead_letter: letters.map((each) => ({ ...letter, ...each })) }, { additions });
    const read = (database: QueueDatabase, most?: number) =>
      readLostLetters(database, readShape(database), most);
    expect(read(await lost([{ original_job_id: 1, moved_at: claimed }]))).toBeNull();
    const several = await lost([
      { original_job_id: 7, moved_at: claimed + 2, input_file: '/in/7', error_message: 'seven' },
      { original_job_id: 2, moved_at: claimed + 9 },
      { original_job_id: 8, moved_at: claimed + 1 },
    ]);
    expect(read(several)).toEqual({
      ...{ lost: 2, letters: 3, jobId: '7', parser: 'p', file: '/in/7', error: 'seven' },
      movedAt: claimed + 2,
    });
    expect(read(several, 2)).toMatchObject({ lost: 1, letters: 2, jobId: '8', file: null, error: null });
  });

  it.each(versions.filter((version) => version !== 'D'))('is null in version %s', async (version) => {
    const database = await queueOf({}, { version });
    expect(database.detail('1').deadLetter).toBeNull();
    expect(errorsOf(database)['1']).toEqual(['schema mismatch']);
    expect(readLostLetters(database, readShape(database))).toBeNull();
  });
});
