import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CountedPicture, PictureRequest } from '../../../lib/model/picture.js';
import { knownColumns } from '../../../lib/schema/known-columns.js';
import { expectJob } from './expect-job.js';
import { everyMake, literal, QueueDatabase, searchFor, type Value } from './queue-database.js';
import { anyValue } from './window-jobs.js';

function rowsOf(columns: readonly string[]): fc.Arbitrary<readonly (readonly Value[])[]> {
  return fc.array(fc.tuple(...columns.map(() => anyValue)), { minLength: 1, maxLength: 6 });
}

function insert(table: string, columns: readonly string[], rows: readonly (readonly Value[])[]): string {
  const lines = rows.map((row) => {
    const values = row.map(literal).map((text, index) => {
      return text === 'NULL' && columns[index] === 'status' ? "''" : text;
    });
    return `INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${values.join(', ')});`;
  });
  return `BEGIN;\nDELETE FROM ${table};\n${lines.join('\n')}\nCOMMIT;`;
}

function expectSound(picture: CountedPicture, rows: number): void {
  const { counts, totals, window } = picture;
  expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(rows);
  expect([window.first, window.matching, window.jobs.length]).toEqual([0, rows, rows]);
  for (const job of window.jobs) expectJob(job);
  expect(totals.filesProcessed).toBeGreaterThanOrEqual(0);
  expect(totals.filesTotal).toBeLessThan(Number.POSITIVE_INFINITY);
  const sizes = window.jobs.flatMap((job) => (job.status === 'complete' ? (job.outputSizeBytes ?? []) : []));
  expect(totals.outputBytes).toBe(sizes.reduce((sum, size) => sum + size, 0n));
}

/** All that can be asked for, of one job; a search that every job matches, or none. */
function everythingOf(id: string): Partial<PictureRequest> {
  return {
    anchor: searchFor(id.endsWith('1') ? '' : 'ä\u0000*', { from: { id, index: 0 } }),
    before: Number.MAX_SAFE_INTEGER,
    pipeline: true,
    clearing: true,
    detail: { id, failuresFrom: 0, failures: 100 },
  };
}

function expectSoundParts({ pipeline, detail, clearing, counts, found }: CountedPicture): void {
  if (pipeline === undefined || !detail) throw new Error('no pipeline or no detail');
  for (const stage of [pipeline.source, pipeline.parsed, pipeline.output]) {
    expect(stage.count).toBeGreaterThanOrEqual(0);
    expect(stage.inProgress).toBeGreaterThanOrEqual(0);
    expect(stage.failed).toBeGreaterThanOrEqual(0);
    expect(stage.count + stage.inProgress + stage.failed).toBeLessThan(Number.POSITIVE_INFINITY);
  }
  expect(pipeline.parsed.count).toBeLessThanOrEqual(pipeline.source.count);
  expectJob(detail.job);
  const { createdAt, scheduledAt, claimedAt, takenUpAt, endedAt, heartbeatAt } = detail;
  for (const time of [createdAt, scheduledAt, claimedAt, takenUpAt, endedAt, heartbeatAt]) {
    if (time !== null) expect(Number.isNaN(new Date(time).getTime())).toBe(false);
  }
  expect(detail.failures).toHaveLength(detail.failureCount);
  expect(clearing === null).toBe(counts.complete === 0);
  if (clearing) expect(new Date(clearing.until).getTime()).toBe(clearing.until);
  expect(found).toBeDefined();
}

describe.each(everyMake)(
  'a queue with values of any type in version %s with %s of the additions',
  (version, extent) => {
    it('yields a sound picture, never an error, and the same one by the index and by SQL', async () => {
      const database = await QueueDatabase.of(version, extent);
      const columns = [...(database.tables().get('cf_processing_queue') ?? [])].filter(
        (column) => column !== 'id' && knownColumns.get('cf_processing_queue')?.includes(column),
      );
      const side = [...knownColumns.keys()].filter(
        (table) => table !== 'cf_processing_queue' && database.tables().has(table),
      );
      const sideRows = fc.tuple(
        ...side.map((table) => {
          const others = (knownColumns.get(table) ?? []).filter(
            (column) => !['id', 'rowid'].includes(column),
          );
          return rowsOf(others).map((rows) => insert(table, others, rows));
        }),
      );
      fc.assert(
        fc.property(rowsOf(columns), extent === 'all' ? sideRows : fc.constant([]), (rows, others) => {
          database.run(insert('cf_processing_queue', columns, rows));
          for (const other of others) database.run(other);
          const [first] = database.all('SELECT CAST(max(id) AS TEXT) AS id FROM cf_processing_queue');
          const request = everythingOf(String(first?.id));
          const picture = database.picture(request);
          expectSound(picture, rows.length);
          expectSoundParts(picture);
        }),
        { numRuns: 25, interruptAfterTimeLimit: 5_000 },
      );
    });
  },
);
