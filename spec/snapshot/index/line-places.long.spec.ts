import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lineOf } from '../../../lib/snapshot/index/line-columns.js';
import { placesInLine, type Takable } from '../../../lib/snapshot/index/line-places.js';
import { placesBySql } from '../../../lib/snapshot/queries/places-in-line.js';
import { type DatabaseShape, readShape } from '../../../lib/snapshot/tables/database-shape.js';
import { asOf, QueueDatabase } from '../queries/queue-database.js';
import { anyQueue, makings, queueOf } from './any-queue.js';
import { queriedQueue } from './queue-file.js';
import { WalkedByHand } from './walked-by-hand.js';

const popIndex = 'CREATE INDEX IF NOT EXISTS ix_queue_pop ON cf_processing_queue(status, priority, id)';

/** A queue whose index is kept from one look to the next. */
class WatchedQueue {
  readonly #walked: WalkedByHand;
  readonly #shape: DatabaseShape;

  constructor(readonly database: QueueDatabase) {
    this.#walked = new WalkedByHand(database);
    this.#shape = readShape(database);
  }

  /** Whether the index has a line in memory. */
  get hasLine(): boolean {
    return this.#walked.memory.queue.index.lineLists.count > 0;
  }

  walk(): void {
    this.#walked.attempt(null, 'kept');
  }

  /** How many jobs of a line could be taken when it was made, and how many more can by now. */
  countsAt({ word, at, paused }: Takable) {
    const { lineLists, lineWords } = this.#walked.memory.queue.index;
    const line = lineLists.line(lineOf(lineWords.find(word, null) ?? -1), at, paused);
    return { ready: line.ready.count, due: line.due.count };
  }

  /** The places of these jobs by the index, null where it can't tell, and by SQL. */
  places(ids: readonly string[], takable: Takable) {
    const byIndex = placesInLine(this.#walked.memory.queue.index, ids, takable);
    const bySql = placesBySql(this.database, this.#shape, ids, takable);
    return { byIndex: byIndex && inOrder(byIndex), bySql: inOrder(bySql) };
  }

  /** The places of all jobs in every line at an instant, with some of the parsers paused. */
  allPlaces(at: number, isPaused: (place: number) => boolean) {
    this.walk();
    const jobs = queriedQueue(this.database);
    const words = new Set(jobs.map(({ lineWord }) => lineWord).filter((word) => word !== null));
    const paused = [...new Set(jobs.map(({ plugin }) => plugin))].filter((_, place) => isPaused(place));
    const ids = jobs.map(({ id }) => String(id));
    return [...words].map((word) => this.places(ids, { word, at, paused }));
  }
}

const inOrder = (places: ReadonlyMap<string, number>) =>
  [...places].toSorted(([one], [other]) => Number(one) - Number(other));

describe('a place in line', () => {
  it.each(Object.keys(makings))('is counted in a queue of version %s as by SQL', async (making) => {
    let [lines, counted, places] = [0, 0, 0];
    const anyCase = fc.record({
      queue: anyQueue(making, undefined, 60),
      at: fc.constantFrom(0, 1_768_300_695_123, 4e12),
      pausedOf: fc.constantFrom(2, 3, Number.POSITIVE_INFINITY),
    });
    await fc.assert(
      fc.asyncProperty(anyCase, async ({ queue, at, pausedOf }) => {
        const made = await queueOf(queue);
        made.run(popIndex);
        const watched = new WatchedQueue(made);
        for (const { byIndex, bySql } of watched.allPlaces(at, (place) => place % pausedOf === 1)) {
          lines += 1;
          if (byIndex === null) continue;
          counted += 1;
          places += byIndex.length;
          expect(byIndex).toEqual(bySql);
        }
        watched.database.close();
      }),
      { numRuns: 8 },
    );
    expect(places).toBeGreaterThan(0);
    expect(counted).toBeGreaterThan(lines / 4);
  });

  it('equals SQL’s while jobs come, change and go, and time passes', async () => {
    const set = fc.constantFrom(
      "status = 'QUEUED'",
      "status = 'queued'",
      "status = 'COMPLETED'",
      'priority = id % 5 - 2',
      'priority = NULL',
      'priority = -0.5',
      'priority = id * 7919 % 101 * 100000000000',
      `scheduled_at = ${asOf + 50} + id % 100`,
      'scheduled_at = NULL',
      "plugin_name = 'parser_' || (id % 4)",
    );
    const some = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.nat(8));
    const change = fc.oneof(
      fc
        .tuple(set, some)
        .map(([what, [of, at]]) => `UPDATE cf_processing_queue SET ${what} WHERE id % ${of} = ${at}`),
      some.map(([of, at]) => `DELETE FROM cf_processing_queue WHERE id % ${of * 3} = ${at}`),
      fc.nat(300).map(
        (from) =>
          `INSERT OR IGNORE INTO cf_processing_queue (id, status, priority, plugin_name, scheduled_at)
           SELECT id + ${from}, status, priority, plugin_name, scheduled_at FROM cf_processing_queue`,
      ),
    );
    const steps = fc.array(
      fc.record({ change, at: fc.integer({ min: -20, max: 60 }), pausedOf: fc.constantFrom(2, 99, 99, 99) }),
      { minLength: 6, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const watched = new WatchedQueue(await QueueDatabase.of('D', 'none'));
        watched.database.run(
          `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250)
           INSERT INTO cf_processing_queue (id, status, plugin_name, scheduled_at)
           SELECT i, 'QUEUED', 'parser_' || (i % 4), ${asOf} + i FROM n`,
        );
        let now = asOf + 100;
        for (const { change: sql, at, pausedOf } of all) {
          watched.database.run(sql);
          now += at;
          for (const { byIndex, bySql } of watched.allPlaces(now, (place) => place % pausedOf === 1))
            expect(byIndex).toEqual(bySql);
        }
        watched.database.close();
      }),
      { numRuns: 15 },
    );
  });

  it('is left to SQL while the name of a paused parser has bytes that are not valid text', async () => {
    const database = await QueueDatabase.of('D', 'none');
    const columns = "(id, status, plugin_name) VALUES (1, 'QUEUED', CAST(x'80' AS TEXT))";
    database.run(`INSERT INTO cf_processing_queue ${columns}`);
    const watched = new WatchedQueue(database);
    watched.walk();
    const takable = { word: 'QUEUED', at: 0, paused: ['\ufffd'] };
    expect(watched.places(['1'], takable)).toEqual({ byIndex: null, bySql: [['1', 1]] });
  });

  it('is left to SQL as long as a job waits whose priority is a text', async () => {
    const database = await QueueDatabase.of('D', 'none');
    database.run(
      "INSERT INTO cf_processing_queue (id, status, priority) VALUES (1, 'QUEUED', 'high'), (2, 'QUEUED', 0)",
    );
    const watched = new WatchedQueue(database);
    const takable = { word: 'QUEUED', at: 0, paused: [] };
    watched.walk();
    expect(watched.places(['2'], takable)).toEqual({ byIndex: null, bySql: [['2', 2]] });
    database.run('UPDATE cf_processing_queue SET priority = 1 WHERE id = 1');
    watched.walk();
    expect(watched.places(['2'], takable)).toEqual({ byIndex: [['2', 2]], bySql: [['2', 2]] });
  });

  it('is counted in a line that is made again once very many jobs have become due', async () => {
    const database = await QueueDatabase.of('D', 'none');
    database.run(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
       INSERT INTO cf_processing_queue (id, status, scheduled_at) SELECT i, 'QUEUED', ${asOf} + i FROM n`,
    );
    const watched = new WatchedQueue(database);
    watched.walk();
    const counts = (at: number) => watched.countsAt({ word: 'QUEUED', at: asOf + at, paused: [] });
    expect([0, 1000, 1500, 1600].map(counts)).toEqual([
      { ready: 0, due: 0 },
      { ready: 0, due: 1000 },
      { ready: 1500, due: 0 },
      { ready: 1500, due: 100 },
    ]);
  });

  it('needs no line unless a requested job is queued; a line is forgotten after 60 changes without a request', async () => {
    const database = await QueueDatabase.of('D', 'none');
    database.run("INSERT INTO cf_processing_queue (id, status) VALUES (1, 'QUEUED'), (2, 'RUNNING')");
    const watched = new WatchedQueue(database);
    const takable = { word: 'QUEUED', at: 0, paused: [] };
    watched.walk();
    watched.places(['2', '3'], takable);
    expect(watched.hasLine).toBe(false);
    watched.places(['1'], takable);
    expect(watched.hasLine).toBe(true);
    const change = (times: number) => {
      for (let count = 0; count < times; count += 1) {
        database.run('UPDATE cf_processing_queue SET retry_count = retry_count + 1 WHERE id = 2');
        watched.walk();
      }
    };
    for (let count = 0; count < 2; count += 1) {
      change(60);
      expect(watched.hasLine).toBe(true);
      watched.places(['1'], takable);
    }
    change(61);
    expect(watched.hasLine).toBe(false);
  });
});
