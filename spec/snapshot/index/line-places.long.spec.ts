import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { placesInLine, type Takable } from '../../../lib/snapshot/index/list/line-places.js';
import { placesBySql } from '../../../lib/snapshot/queries/jobs/read-waiting.js';
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

  walk(): void {
    this.#walked.attempt(null, 'kept');
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
      // Where numbers are reals, few jobs wait in a line.
      { numRuns: making === 'real' ? 20 : 8 },
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
});
