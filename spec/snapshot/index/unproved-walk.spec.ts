import { describe, expect, it } from '@jest/globals';
import { QueueDatabase } from '../queries/queue-database.js';
import { emptyDatabase, queriedQueue } from './queue-file.js';
import { jobs, madeQueue, pageSize } from './queue-in-log.js';
import { type Outcome, WalkedByHand } from './walked-by-hand.js';

/** A queue in which only SQL can tell what this job is. */
async function queueWith(count: number, unusual: number, text: number): Promise<QueueDatabase> {
  const database = await emptyDatabase({ encoding: 'UTF-8', pageSize, reserved: 0 });
  database.run(
    [
      ...madeQueue,
      jobs(count, text),
      `UPDATE cf_processing_queue SET claim_time = x'31' WHERE id = ${unusual}`,
    ].join(';\n'),
  );
  return database;
}

const nothing: ReadonlySet<number> = new Set();

describe('a row that SQL read in an attempt', () => {
  it('is read again until it is proved, and then no more while its page is unchanged', async () => {
    const walked = new WalkedByHand(await queueWith(200, 7, 20));
    const attempts = (['rejected', 'rejected', 'proved', 'proved', 'kept', 'proved'] as const).map(
      (outcome) => {
        walked.attempt(null, outcome);
        return walked.asked;
      },
    );
    expect(attempts).toEqual([[7], [7], [7], [], [], []]);
    walked.database.run('UPDATE cf_processing_queue SET status = status || 1 WHERE id = 7');
    walked.attempt(null, 'rejected');
    walked.attempt(null, 'kept');
    expect(walked.asked).toEqual([7]);
    walked.attempt(nothing, 'kept');
    walked.attempt(null, 'kept');
    expect(walked.asked).toEqual([]);
    expect(walked.jobs).toEqual(queriedQueue(walked.database));
  });

  it('does not count if it was torn, though its page has not changed since the last proof', async () => {
    const walked = new WalkedByHand(await queueWith(2500, 2490, 300));
    const torn = await queueWith(2500, 2490, 300);
    torn.run("UPDATE cf_processing_queue SET status = 'ABORTED', items_total = 77");
    // The first portion is kept, and the job is in another.
    walked.attempt(null, 'kept');
    expect(walked.asked).toEqual([]);
    walked.seenBySql = torn;
    walked.attempt(nothing, 'rejected');
    expect(walked.asked).toEqual([2490]);
    walked.seenBySql = walked.database;
    walked.attempt(nothing, 'kept');
    expect(walked.asked).toEqual([2490]);
    expect(walked.jobs).toEqual(queriedQueue(walked.database));
  });

  it('leaves the walked pages for the next attempt if reading it was an error', async () => {
    const walked = new WalkedByHand(await queueWith(200, 7, 20));
    walked.attempt(null, 'kept');
    walked.database.run('UPDATE cf_processing_queue SET items_processed = 3');
    walked.seenBySql = {
      all: () => {
        throw new Error('out of memory');
      },
    };
    const all = new Set(Array.from({ length: walked.database.bytes().length / pageSize }, (_, at) => at + 1));
    expect(() => walked.attempt(all, 'kept')).toThrow('out of memory');
    walked.seenBySql = walked.database;
    walked.attempt(nothing, 'kept');
    expect(walked.jobs).toEqual(queriedQueue(walked.database));
  });
});

it('a torn page of outputs does not count, though it has not changed since the last proof', async () => {
  const database = await QueueDatabase.of('D', 'none');
  database.run(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
    INSERT INTO cf_processing_queue (id, plugin_name, status) SELECT i, 'p', 'COMPLETED' FROM n;
    INSERT INTO cf_job_artifacts SELECT id, 'output', 'o', hex(zeroblob(40)) || id, NULL, 1, 5 FROM cf_processing_queue`);
  const [table] = database.all("SELECT rootpage FROM sqlite_schema WHERE name = 'cf_job_artifacts'");
  const [root, pageSize] = [Number(table?.rootpage), 4096];
  const bytes = database.bytes();
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const start = (root - 1) * pageSize;
  const cells = view.getUint16(start + 3);
  const page = (number: number, of = bytes) => of.subarray((number - 1) * pageSize, number * pageSize);
  const last = view.getUint32(start + 8);
  const before = view.getUint32(start + view.getUint16(start + 12 + 2 * (cells - 1)));
  // The table as it was while its last page was not yet a part of it, and as it is read while that page is written.
  const [shorter, torn] = [bytes.slice(), bytes.slice()];
  new DataView(shorter.buffer).setUint32(start + 8, before);
  new DataView(shorter.buffer).setUint16(start + 3, cells - 1);
  page(last, torn).set(page(before));
  const walked = new WalkedByHand(database);
  const rowsIn = (changed: ReadonlySet<number> | null, outcome: Outcome, of: Uint8Array) => {
    let rows: number | null | undefined;
    walked.attempt(changed, outcome, of, (queue) => {
      rows = queue.parserTallies(Number.NEGATIVE_INFINITY, '{}')[0]?.rows;
    });
    return rows;
  };
  expect(rowsIn(null, 'kept', shorter)).toBeLessThan(1000);
  expect(rowsIn(new Set([root]), 'rejected', torn)).not.toBe(1000);
  expect(rowsIn(new Set([root]), 'kept', bytes)).toBe(1000);
});

describe('a leaf', () => {
  it('that a torn row seems to reach into is removed only once', async () => {
    const walked = new WalkedByHand(await queueWith(200, 7, 20));
    walked.attempt(null, 'rejected');
    const { index } = walked.memory.queue;
    const leaves = [...index.order].flatMap((page) => index.leaf(page) ?? []);
    const other = leaves[Math.floor(leaves.length / 2)];
    const reaching = leaves.find(({ chain }) => chain !== null);
    const bytes = walked.database.bytes();
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const start = ((reaching?.page ?? 0) - 1) * pageSize;
    let pointer = start + pageSize - 4;
    while (view.getUint32(pointer) !== reaching?.chain?.[0]) pointer -= 1;
    expect(pointer).toBeGreaterThan(start);
    view.setUint32(pointer, other?.page ?? 0);
    walked.attempt(null, 'rejected', bytes);
    expect(index.leaf(reaching?.page ?? 0)?.chain).toEqual([other?.page]);
    walked.database.run('DELETE FROM cf_processing_queue WHERE id BETWEEN 40 AND 160');
    walked.attempt(null, 'kept');
    expect(index.leaf(other?.page ?? 0)).toBeUndefined();
    walked.database.run(jobs(40, 20));
    walked.attempt(null, 'kept');
    expect(walked.jobs).toEqual(queriedQueue(walked.database));
  });
});
