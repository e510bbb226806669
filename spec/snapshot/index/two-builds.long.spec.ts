import { writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ExactJob, unusualRows } from '../../../lib/snapshot/index/decode/unusual-rows.js';
import type { SqlRow } from '../../../lib/snapshot/port.js';
import { DatabaseShape } from '../../../lib/snapshot/tables/database-shape.js';
import { folderForEach } from '../../support/folder-for-each.js';
import { NativeWriter } from '../../support/native-writer.js';
import type { QueueDatabase } from '../queries/queue-database.js';
import { type AnyQueue, anyQueue, makings, queueOf } from './any-queue.js';
import { decodedQueue, inOrder, queriedQueue, usualForm } from './queue-file.js';

const folder = folderForEach();

/** What another build of SQLite than the reader's own says of all rows: better-sqlite3's. */
async function otherBuild(database: QueueDatabase): Promise<readonly ExactJob[]> {
  const path = folder.file('queue.db');
  writeFileSync(path, database.bytes());
  const native = await NativeWriter.start(path);
  const shape = new DatabaseShape(database.tables(), new Set());
  const ids = database.all('SELECT json_group_array(id) AS ids FROM cf_processing_queue')[0]?.ids;
  const rows = await native.all(shape.statement('index_rows'), { ids: String(ids) });
  await native.close();
  return inOrder(unusualRows({ all: () => [...rows] as SqlRow[] }, shape, []));
}

/** Numbers of the rows that the two builds take for different jobs. */
async function disputed(queue: AnyQueue): Promise<{ rows: readonly number[]; decoded: readonly number[] }> {
  const database = await queueOf(queue);
  const own = queriedQueue(database);
  const other = await otherBuild(database);
  const decoded = decodedQueue(database).jobs.map(({ id }) => id);
  database.close();
  expect(other.map(({ id }) => id)).toEqual(own.map(({ id }) => id));
  const rows = own.flatMap((job, index) => (isSame(job, other[index]) ? [] : [job.id]));
  return { rows, decoded };
}

function isSame(one: ExactJob, other: ExactJob | undefined): boolean {
  const text = (job: ExactJob | undefined) =>
    JSON.stringify(Object.values(job ?? {}).map((value) => String(value)));
  return text(one) === text(other);
}

describe('a row that is decoded without SQL', () => {
  it.each(Object.keys(makings))('is the same job to two builds of SQLite, in version %s', async (making) => {
    let certain = 0;
    await fc.assert(
      // Where numbers are reals, some 3 of 100 rows are decoded: fewer rows than these may have none.
      fc.asyncProperty(anyQueue(making, fc.constant(usualForm), 200, 100), async (queue) => {
        const { rows, decoded } = await disputed(queue);
        certain += decoded.length;
        expect(rows.filter((id) => decoded.includes(id))).toEqual([]);
      }),
      { numRuns: 3 },
    );
    expect(certain).toBeGreaterThan(0);
  });

  it('has no value that builds of SQLite are known to read differently', async () => {
    const bytes = new TextEncoder().encode('2026-01-13 10:38:15');
    const times = [bytes, 1e15, 1e18, 1_768_300_000.5, '2026-01-13 24:00:00', '2026-01-13T24:30:00Z'];
    const before = times.map((claim_time, id) => ({ id, status: 'RUNNING', claim_time }));
    const { decoded } = await disputed({ making: 'untyped', form: usualForm, before, after: [] });
    expect(decoded).toEqual([]);
  });
});
