import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import { PostgresFailure } from '../../lib/postgres/link/server-connection.js';
import type { Outcome, ServerInstant } from '../../lib/postgres/link/server-link.js';
import type { PostgresTrouble } from '../../lib/postgres/link/trouble.js';
import { type MirrorPace, usualPace } from '../../lib/postgres/mirror/mirror-pace.js';
import { PostgresDatabase, type PostgresDatabaseParts } from '../../lib/postgres/postgres-database.js';
import { AttemptOver } from '../../lib/snapshot/attempt/page-source.js';
import { MirrorDatabase } from '../../lib/snapshot/mirror/mirror-database.js';
import { readShape } from '../../lib/snapshot/tables/database-shape.js';
import { needs } from '../support/needs.js';
import { sharedServer } from '../support/shared-server.js';
import { linkTo } from './link/link-to.js';
import { MeddledLink } from './meddled-link.js';
import { rowsOf } from './same-rows.js';

const { describe, it } = needs('postgres');

/** One step of the first reading in each transaction. */
const oneStepEach: MirrorPace = { ...usualPace, rowsAtOnce: 20, fillingMs: -1 };

const server = sharedServer({
  tables: { version: 'D' },
  statements: [
    `INSERT INTO cf_processing_queue (id, plugin_name, status) SELECT i, 'one', 'COMPLETED' FROM generate_series(1, 100) i`,
  ],
});
const run = (...statements: readonly string[]) => server.run(...statements);
const databases: PostgresDatabase[] = [];
const usual = { open: MirrorDatabase.open, close: MirrorDatabase.prototype.close };
/** How many mirrors these have open. */
let mirrors = 0;

beforeAll(() => {
  MirrorDatabase.open = (...told) => {
    mirrors += 1;
    return usual.open(...told);
  };
  MirrorDatabase.prototype.close = function () {
    mirrors -= 1;
    usual.close.call(this);
  };
});

afterEach(async () => {
  await Promise.all(databases.splice(0).map((database) => database.close()));
  // Each has some megabytes outside of what Node frees by itself.
  expect(mirrors).toBe(0);
});

afterAll(() => {
  MirrorDatabase.open = usual.open;
  MirrorDatabase.prototype.close = usual.close;
});

/** A database that nothing was read of, and the link to it. */
function opened({
  clock = Date.now,
  steady = () => performance.now(),
  ...parts
}: Partial<PostgresDatabaseParts> = {}) {
  const link = new MeddledLink(linkTo(server));
  const database = new PostgresDatabase({
    ...{ link: link.asLink, label: 'postgres://there', clock, steady },
    ...parts,
  });
  databases.push(database);
  return { database, link };
}

/** Gives the first job another name. */
const rename = (name: string) => run(`UPDATE cf_processing_queue SET plugin_name = '${name}' WHERE id = 1`);

/** The name of the first job once all are there, or the problem's sentence; and of which instant that is. */
async function readFirst(database: PostgresDatabase) {
  const reading = await database.read((tables, walkQueue) => {
    walkQueue(readShape(tables))?.queue();
    return tables.all('SELECT plugin_name AS name FROM cf_processing_queue ORDER BY id LIMIT 1')[0]?.name;
  });
  return reading.kind === 'value'
    ? { name: reading.value, asOf: reading.asOf }
    : { sentence: reading.problem.sentence, file: reading.problem.file };
}

/** Truncates the queue, and gives it the same rows. */
const emptyAndFill = `BEGIN; CREATE TEMP TABLE same ON COMMIT DROP AS TABLE cf_processing_queue;
  TRUNCATE cf_processing_queue; INSERT INTO cf_processing_queue SELECT * FROM same; COMMIT`;

const troubled = <T>(kind: Exclude<PostgresTrouble['kind'], 'other' | 'several-queues'>): Outcome<T> => ({
  ...{ kind: 'trouble', trouble: { kind } },
});

describe('A database on a server', () => {
  it('gives pictures as of a time before the read', async () => {
    let now = 1000;
    const { database, link } = opened({ clock: () => now });
    link.meddle = (work) => {
      now += 5000;
      return work();
    };
    await readFirst(database);
    const before = now;
    expect(await readFirst(database)).toMatchObject({ asOf: before });
  });

  it('begins again where another server answers, at most three times in a read', async () => {
    const { database, link } = opened({ pace: oneStepEach });
    await rename('mine');
    link.instant = () => ({ server: String(link.reads) });
    // What is there from the beginning doesn't last until all is there.
    expect(await readFirst(database)).toEqual({
      ...{ sentence: expect.stringContaining('non-stop'), file: 'postgres://there' },
    });
    expect(link.reads).toBe(8);
    link.instant = () => ({});
    expect(await readFirst(database)).toMatchObject({ name: 'mine' });
    // Nothing is left of the server before.
    await rename('its');
    link.instant = () => ({ server: 'another' });
    expect(await readFirst(database)).toMatchObject({ name: 'its' });
    // One for the first few jobs, and one for all.
    expect(mirrors).toBe(2);
  });

  it('repeats a read that had to give way three times, and never after close()', async () => {
    const { database, link } = opened();
    let left = 3;
    link.meddle = async (work) => {
      left -= 1;
      return left >= 0 ? troubled('gave-way') : work();
    };
    const reading = await database.read(() => 'it');
    expect(reading).toMatchObject({ value: 'it' });
    left = 4;
    link.reads = 0;
    expect(await readFirst(database)).toMatchObject({ sentence: expect.stringContaining('give way') });
    expect(link.reads).toBe(4);
    link.reads = 0;
    link.meddle = async () => {
      void database.close();
      return troubled('gave-way');
    };
    expect(await readFirst(database)).toHaveProperty('sentence');
    expect(link.reads).toBe(1);
  });

  it('goes on where the time for a transaction ran out, if that came closer to the end', async () => {
    const { database, link } = opened({ pace: oneStepEach });
    await rename('slow');
    link.meddle = async (work) => {
      const told = await work();
      // But for the first one, before which there is nothing that could come closer.
      return link.reads % 2 === 0 ? troubled('too-slow') : told;
    };
    expect(await readFirst(database)).toMatchObject({ name: 'slow' });
    link.reads = 0;
    link.meddle = async () => troubled('too-slow');
    expect(await readFirst(database)).toMatchObject({ sentence: expect.stringContaining('too long') });
    expect(link.reads).toBe(1);
    // It came closer, and may have been too slow for a server that waited; so it is asked once more.
    link.reads = 0;
    await rename('lost');
    link.meddle = async (work) => {
      await work();
      return troubled('gone');
    };
    expect(await readFirst(database)).toMatchObject({ sentence: expect.stringContaining('was lost') });
    expect(link.reads).toBe(2);
    link.meddle = (work) => work();
    expect(await readFirst(database)).toMatchObject({ name: 'lost' });
  });

  it('frees its mirrors each time that no server answers', async () => {
    const { database, link } = opened();
    link.meddle = async () => troubled('refused');
    for (let turn = 0; turn < 3; turn += 1)
      expect(await readFirst(database)).toMatchObject({
        sentence: expect.stringContaining('Nothing answers'),
      });
    expect(mirrors).toBe(0);
  });

  it('has another look after a read that failed, and after another connection', async () => {
    const { database, link } = opened();
    await readFirst(database);
    const looks = [await database.look()];
    expect(await database.look()).toBe(looks[0]);
    link.meddle = async () => troubled('too-slow');
    await readFirst(database);
    looks.push(await database.look());
    link.moreConnections += 1;
    looks.push(await database.look());
    expect(new Set(looks).size).toBe(3);
    expect(await database.look()).toBe(looks[2]);
    for (const kind of ['refused', 'silent'] as const) {
      link.look = async () => troubled(kind);
      looks.push(await database.look());
    }
    expect(new Set(looks).size).toBe(5);
  });

  it('does one read after another, and ends the one under way before it is closed', async () => {
    const { database, link } = opened();
    const reads = [readFirst(database), readFirst(database), readFirst(database)];
    await Promise.all(reads);
    expect(link.mostAtOnce).toBe(1);
    let isOver = false;
    let parts = 0;
    await new Promise<void>((resolve) => {
      const last = database.read(() => {
        parts += 1;
        // The rows in memory are queried in many parts, long after the server has answered.
        if (parts === 1) resolve();
        if (parts < 200) throw new AttemptOver();
      });
      void last.then(() => {
        isOver = true;
      });
    });
    await database.close();
    expect([isOver, link.isClosed]).toEqual([true, true]);
    link.reads = 0;
    expect(await readFirst(database)).toHaveProperty('sentence');
    expect(link.reads).toBe(0);
  });
});

/** As of a queue that is too large to be compared at once: one step in each transaction. */
const comparing: MirrorPace = { rowsAtOnce: 1000, stepsAtOnce: 0, stepsEach: 1, fillingMs: 1000 };

describe('The mirror of a server', () => {
  it('shows the first jobs before all are there', async () => {
    const { database, link } = opened();
    const reading = await database.read((tables) => tables.all('SELECT id FROM cf_processing_queue').length);
    expect([reading, link.reads]).toMatchObject([{ value: 100 }, 1]);
  });

  it('begins again once the numbers of transactions may have come round', async () => {
    const { database, link } = opened({ pace: oneStepEach });
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

  it('counts no work on the first reading and comparison, after which changes are looked for at once, and all later work', async () => {
    const { database, link } = opened();
    let spent = 4000;
    link.spent = () => spent;
    link.instant = () => {
      spent += 300;
      return {};
    };
    await rowsOf(database);
    expect(database.spentMs).toBe(0);
    for (const [name, counted] of [['compared', 0] as const, ['later', 600] as const]) {
      // Nothing was committed before this one, so nothing is compared.
      await readFirst(database);
      await rename(name);
      await database.look();
      expect(await readFirst(database)).toMatchObject({ name });
      expect(database.spentMs).toBe(counted);
    }
  });

  it('counts no work on comparisons that have rests of their own, also in mirrors that are gone', async () => {
    let [spent, time, each] = [0, 0, 400];
    const { database, link } = opened({ pace: comparing, steady: () => time });
    // A comparison takes 400 ms, from when its part of the read first asks for the time on.
    let [begin, isBegun] = [() => {}, Promise.resolve()];
    link.meddle = (read) => {
      isBegun = new Promise((resolve) => {
        begin = resolve;
      });
      return read();
    };
    link.spent = () => {
      begin();
      return spent;
    };
    link.before = async (text) => {
      if (!text.includes('AS changed')) return;
      await isBegun;
      spent += each;
    };
    const counted = async (name: string) => {
      time += 1e9;
      await rename(name);
      await database.look();
      await readFirst(database);
      return [spent, database.spentMs] as const;
    };
    await readFirst(database);
    // Of the first comparison, too, it is left out once.
    expect((await counted('first'))[1]).toBe(0);
    const [before, rest] = await counted('second');
    expect(await counted('third')).toEqual([before + 400, rest]);
    each = 0;
    link.instant = () => ({ server: 'another' });
    expect(await counted('begun again')).toEqual([before + 400, rest]);
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
    const { database, link } = opened({ clock: () => now, pace: comparing });
    link.spent = () => 0;
    const rightSince = async () => {
      now += 1000;
      return (await rowsOf(database)).rightSince;
    };
    const settle = async () => {
      for (let reads = 0; reads < 50; reads += 1) if ((await rightSince()) === null) return reads;
      throw new Error('it is never right');
    };
    await database.look();
    await settle();
    now += 60_000;
    // Nothing was committed until then.
    await database.look();
    const right = now;
    // What a standby shows later may have been committed before.
    const look = link.look.bind(link);
    link.look = async () => ({ kind: 'value', value: 'replayed 0/1' });
    await database.look();
    expect(await rightSince()).toBe(null);
    now += 60_000;
    await database.look();
    link.look = look;
    await rename('one after another');
    // Each is as it was when all were right, or later.
    expect([await rightSince(), await rightSince()]).toEqual([right, right]);
    // There is more to compare, so that it is to be read again though nothing is committed.
    const looked = await database.look();
    expect(await database.look()).toBe(looked);
    expect(await rightSince()).not.toBe(null);
    expect(await database.look()).not.toBe(looked);
    expect(await settle()).toBeGreaterThan(0);
    expect(await readFirst(database)).toMatchObject({ name: 'one after another' });
  });

  it('is right again after a third of the reads where the queue has few ranges', async () => {
    const readsUntilRight = async (quickSteps: number) => {
      const { database, link } = opened({ pace: { ...comparing, quickSteps } });
      link.spent = () => 0;
      const isRight = async () => (await rowsOf(database)).rightSince === null;
      await isRight();
      await rename(`compared ${quickSteps}`);
      for (let reads = 1; reads < 50; reads += 1) if (await isRight()) return reads;
      throw new Error('it is never right');
    };
    expect(await readsUntilRight(20)).toBe(Math.ceil((await readsUntilRight(0)) / 3));
  });

  it.each([
    ['and that is noticed', false],
    ['and the connection is lost before that is noticed', true],
  ])('has all rows where a table gets another file after the instant, %s', async (_, isLost) => {
    const { database, link } = opened({ pace: { ...comparing, rowsAtOnce: 20_000 } });
    link.spent = () => 0;
    // More than are found again because they are new.
    await run(
      `INSERT INTO cf_processing_queue (id, plugin_name, status)
       SELECT i, 'one', 'COMPLETED' FROM generate_series(101, 8000) i ON CONFLICT DO NOTHING`,
    );
    const query = 'SELECT count(*) AS n FROM cf_processing_queue';
    const count = async () => (await rowsOf(database, query)).rows[0]?.[0]?.n;
    expect(await count()).toBe(8000);
    let left = 0;
    link.before = async (statement) => {
      if (statement === '' && left > 0) await run(emptyAndFill);
      if (!statement.includes('pg_relation_filenode') || left === 0) return;
      left -= 1;
      if (isLost) throw new PostgresFailure({ kind: 'gone' });
    };
    // Each of ten tables is the one that is compared in the first, the second and the third attempt of a read.
    for (let reads = 0; reads < 10; reads += 1) {
      await rename(String(reads));
      left = 2;
      expect([await count(), left]).toEqual([8000, 0]);
    }
    link.before = async () => {};
    await run('DELETE FROM cf_processing_queue WHERE id > 100');
  });

  it('is sound where a small table is read again while a large one is being loaded', async () => {
    await run(
      `INSERT INTO cf_processing_queue (id, plugin_name, status)
       SELECT i, 'one', 'COMPLETED' FROM generate_series(101, 2000) i`,
      `INSERT INTO cf_meta (key, schema_version) SELECT repeat('x', 150) || i, i FROM generate_series(1, 40) i`,
    );
    const { database, link } = opened({ pace: { ...usualPace, rowsAtOnce: 300, fillingMs: -1 } });
    let failures = 0;
    link.before = async (statement) => {
      if (!statement.includes('cf_meta') || failures > 0) return;
      failures += 1;
      throw new PostgresFailure({ kind: 'too-slow' });
    };
    const { rows } = await rowsOf(database, 'PRAGMA integrity_check');
    await run(
      'DELETE FROM cf_processing_queue WHERE id > 100',
      'DELETE FROM cf_meta WHERE updated_at IS NULL',
    );
    expect([rows, failures]).toEqual([[[{ integrity_check: 'ok' }]], 1]);
  });

  it('compares nothing for nineteen times as long as comparing took', async () => {
    let time = 0;
    // Whatever is done takes 10 ms.
    const { database, link } = opened({ steady: () => time, pace: comparing });
    link.spent = () => (time += 10);
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
