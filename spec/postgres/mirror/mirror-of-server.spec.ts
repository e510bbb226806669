import { describe, expect, it } from '@jest/globals';
import type { ServerInstant } from '../../../lib/postgres/link/server-link.js';
import type { MirrorPace } from '../../../lib/postgres/mirror/mirror-of-server.js';
import { readShape } from '../../../lib/snapshot/tables/database-shape.js';
import { databasesThere, readFirst } from '../databases-there.js';

/** As of a queue that is too large to be compared at once: one step in each transaction. */
const comparing: MirrorPace = { rowsAtOnce: 1000, stepsAtOnce: 0, stepsMs: 0, fillingMs: 1000 };

const { opened, rename } = databasesThere();

describe('The mirror of a server', () => {
  it('shows the first jobs before all are there', async () => {
    const { database, link } = opened();
    const reading = await database.read((tables) => tables.all('SELECT id FROM cf_processing_queue').length);
    expect([reading, link.reads]).toMatchObject([{ value: 100 }, 1]);
  });

  it('begins again once the numbers of transactions may have come round', async () => {
    const { database, link } = opened();
    await readFirst(database);
    link.instant = ({ snapshot }) => ({
      snapshot: snapshot.replace(/^\d+/, (first) => String(BigInt(first) + 2_000_000_000n)),
    });
    link.asked.length = 0;
    expect(await readFirst(database)).toHaveProperty('name');
    const again = link.asked.filter(
      (text) => text.includes('DESC\nLIMIT $1') || text.includes('ORDER BY it.id'),
    );
    expect(again.length).toBeGreaterThan(0);
  });

  it('asks nothing while nothing was committed', async () => {
    const { database, link } = opened();
    await readFirst(database);
    await readFirst(database);
    link.asked.length = 0;
    await readFirst(database);
    expect(link.asked).toEqual([]);
  });

  it('has the time since which all is right only while its tables are compared one by one', async () => {
    let now = 0;
    // Nothing takes any time, so that the server needs no rest.
    const { database } = opened({ clock: () => now, steady: () => 0, pace: comparing });
    const rightSince = async () => {
      now += 1000;
      const reading = await database.read((tables, walkQueue) => walkQueue(readShape(tables))?.queue());
      return reading.kind === 'value' ? (reading.rightSince ?? null) : reading.problem.sentence;
    };
    const settle = async () => {
      for (let reads = 0; reads < 50; reads += 1) if ((await rightSince()) === null) return reads;
      throw new Error('it is never right');
    };
    await settle();
    const right = now;
    await rename('one after another');
    // Each is as it was when all were right, or later.
    for (const since of [await rightSince(), await rightSince()]) {
      expect(since).toEqual(expect.any(Number));
      expect(since).toBeLessThanOrEqual(right);
    }
    // There is more to compare, so that it is to be read again though nothing is committed.
    const look = await database.look();
    expect(await database.look()).toBe(look);
    expect(await rightSince()).not.toBe(null);
    expect(await database.look()).not.toBe(look);
    expect(await settle()).toBeGreaterThan(0);
    expect(await readFirst(database)).toMatchObject({ name: 'one after another' });
  });

  it('compares nothing for nineteen times as long as comparing took', async () => {
    let time = 0;
    // Whatever is done takes 10 ms.
    const { database, link } = opened({ steady: () => (time += 10), pace: comparing });
    const scans = new Set<unknown>();
    let now: ServerInstant | null = null;
    link.instant = (instant) => {
      now = instant;
      return {};
    };
    link.before = async (statement) => {
      if (statement === '') return;
      for (const [isOn] of (await now?.rows('SHOW enable_seqscan')) ?? []) scans.add(isOn);
    };
    await readFirst(database);
    const compares = async () => {
      await rename(`at ${time}`);
      link.asked.length = 0;
      await database.read(() => null);
      return link.asked.some((text) => text.includes('array_agg(it.ctid)') || text.includes('cardinality'));
    };
    time += 60_000;
    expect(await compares()).toBe(true);
    expect(await compares()).toBe(false);
    time += 60_000;
    expect(await compares()).toBe(true);
    // No whole table is gone through for a few of its rows.
    expect([...scans]).toEqual(['off']);
  });

  it('compares rows on a standby though the snapshot is the same', async () => {
    const { database, link } = opened();
    let first: string | null = null;
    link.instant = ({ snapshot }) => {
      first ??= snapshot;
      return { snapshot: first, isStandby: true };
    };
    await readFirst(database);
    await rename('replayed');
    expect(await readFirst(database)).toMatchObject({ name: 'replayed' });
  });
});
