import { expect, jest } from '@jest/globals';
import { ServerConnection } from '../../lib/postgres/link/server-connection.js';
import type { PostgresDatabase } from '../../lib/postgres/postgres-database.js';
import type { SnapshotReader } from '../../lib/snapshot/port.js';
import { caughtUp } from '../support/caught-up.js';
import { eventually } from '../support/eventually.js';
import { needs } from '../support/needs.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { sharedServer } from '../support/shared-server.js';
import { linkTo } from './link/link-to.js';
import { countedPicture, type ReaderOptions, rowsOf, readerOf as sameReaderOf, top } from './same-rows.js';

const { describe, it } = needs('postgres');

const primary = sharedServer({
  settings: ['wal_receiver_status_interval=1'],
  tables: { version: 'D' },
  statements: [
    `INSERT INTO cf_processing_queue (plugin_name, status) SELECT 'parser', 'QUEUED' FROM generate_series(1, 50)`,
    'CREATE ROLE reader LOGIN',
  ],
});
// Replay goes first at once: whoever reads what it removes is stopped.
const standby = sharedServer({
  standbyOf: primary,
  settings: ['max_standby_streaming_delay=0', 'wal_retrieve_retry_interval=100ms'],
});
const role = { user: 'reader' };
const pause = () => standby.run('SELECT pg_wal_replay_pause()');
const resume = () => standby.run('SELECT pg_wal_replay_resume()');

/** A reader of a server's queue by the real time, as a role without any right but to read. */
function readerOf(servers: readonly [PostgresServer, ...PostgresServer[]], parts: ReaderOptions = {}) {
  const link = linkTo(servers[0], { ...role, servers });
  return { link, ...sameReaderOf(servers[0], 'public', { link, clock: Date.now, ...parts }) };
}

/** Waits until a database has replayed all, or has more to replay, by its look. */
const untilAll = (database: PostgresDatabase, isAll: boolean) =>
  eventually(
    async () => (await database.look()).includes(' all ') === isAll,
    () => (isAll ? 'it has not replayed all' : 'it has replayed all'),
  );

/** The first counted picture that a reader shows, though it may have a problem before. */
const firstPicture = (reader: SnapshotReader) =>
  eventually(async () => {
    const result = await reader.read(top);
    return result.kind === 'picture' && result.picture.counts !== null ? result.picture : undefined;
  }, 'nothing is shown');

describe('A standby', () => {
  it('shows what was replayed, and its look differs after each replayed commit', async () => {
    const { reader } = readerOf([standby]);
    await caughtUp(primary, standby);
    expect((await countedPicture(reader)).counts).toMatchObject({ queued: 50, failed: 0 });
    for (let failed = 1; failed <= 5; failed += 1) {
      const before = await reader.look();
      await primary.run(`UPDATE cf_processing_queue SET status = 'FAILED' WHERE id = ${failed}`);
      await caughtUp(primary, standby);
      expect(await reader.look()).not.toBe(before);
      expect((await countedPicture(reader)).counts).toMatchObject({ queued: 50 - failed, failed });
    }
    await eventually(async () => (await countedPicture(reader)).limits === undefined, 'it says that it lags');
    await primary.run(`UPDATE cf_processing_queue SET status = 'QUEUED'`);
  });

  it('is right until the last look that found everything replayed', async () => {
    const time = { now: Date.now() };
    const { database } = readerOf([standby], { clock: () => time.now });
    const goodUntil = async () => {
      const reading = await database.read(() => null);
      return reading.kind === 'value' ? (reading.limits?.goodUntil ?? null) : reading.problem.sentence;
    };
    await caughtUp(primary, standby);
    await goodUntil();
    time.now += 3_600_000;
    const lastRight = time.now;
    await untilAll(database, true);
    await pause();
    await primary.run(`UPDATE cf_processing_queue SET priority = 1 WHERE id = 1`);
    await eventually(async () => {
      time.now += 1000;
      return !(await database.look()).includes(' all ');
    }, 'it has replayed all');
    const until = await goodUntil();
    expect(until).toBeGreaterThanOrEqual(lastRight);
    expect(until).toBeLessThan(time.now);
    // What it finds while there is more to replay proves nothing.
    time.now += 3_600_000;
    await database.look();
    expect(await goodUntil()).toBe(until);
    await resume();
  });

  it('reports how far it had replayed before the snapshot, whatever it replays until the answer', async () => {
    const link = linkTo(standby, role);
    const until = () => link.read(async ({ replayedUntil }) => replayedUntil);
    const complete = { kind: 'value', value: null };
    const says = (told: unknown, why: string) =>
      eventually(
        async () => JSON.stringify(await until()) === JSON.stringify(told),
        () => why,
      );
    await caughtUp(primary, standby);
    await says(complete, 'it says that it lags');
    await pause();
    await primary.run('UPDATE cf_processing_queue SET priority = 2 WHERE id = 1');
    await eventually(
      async () => JSON.stringify(await until()) !== JSON.stringify(complete),
      'it says that it is complete',
    );
    const { run } = ServerConnection.prototype;
    const spy = jest.spyOn(ServerConnection.prototype, 'run').mockImplementation(async function (
      this: ServerConnection,
      text,
      values,
    ) {
      if (text.includes('BEGIN ISOLATION')) {
        await resume();
        await caughtUp(primary, standby);
      }
      return run.call(this, text, values);
    });
    try {
      expect(await until()).toEqual({ kind: 'value', value: expect.any(Number) });
    } finally {
      spy.mockRestore();
    }
    await says(complete, 'it still says that it lags');
  });

  it('keeps the age of rows that were compared while it lagged, though it no longer lags', async () => {
    const pace = { rowsAtOnce: 10, stepsAtOnce: 0, stepsEach: 1, fillingMs: -1 };
    const { database } = readerOf([standby], { pace });
    await caughtUp(primary, standby);
    await pause();
    const before = Date.now();
    await primary.run(`UPDATE cf_processing_queue SET priority = 2`);
    // A look before it has heard of the commit would rightly be up to date.
    await eventually(
      async () =>
        (await standby.run('SELECT pg_last_wal_receive_lsn() > pg_last_wal_replay_lsn()')).flat()[0] === true,
      'it receives nothing',
    );
    await untilAll(database, false);
    await rowsOf(database);
    await resume();
    await caughtUp(primary, standby);
    expect((await rowsOf(database)).rightSince ?? Number.NaN).toBeLessThanOrEqual(before);
  });

  it('is read again where its replay has cancelled a statement', async () => {
    const { reader, database } = readerOf([standby]);
    await caughtUp(primary, standby);
    await countedPicture(reader);
    for (let turn = 0; turn < 15; turn += 1) {
      // Removes versions of rows that a read there may need, and locks the table to give room back.
      const cleaning = primary.run(
        `UPDATE cf_processing_queue SET retry_count = ${turn}`,
        'VACUUM (FREEZE, TRUNCATE) cf_processing_queue',
      );
      const reading = await database.read((tables) =>
        tables.all('SELECT count(*) AS jobs FROM cf_processing_queue'),
      );
      expect(reading).toMatchObject({ kind: 'value', value: [{ jobs: 50 }] });
      await cleaning;
    }
  });

  it('is not right since its primary showed a commit that it has never received', async () => {
    const { reader } = readerOf([primary, standby]);
    await caughtUp(primary, standby);
    const [[from] = []] = await standby.run('SHOW primary_conninfo');
    await standby.run(`ALTER SYSTEM SET primary_conninfo = ''`, 'SELECT pg_reload_conf()');
    await eventually(
      async () => (await standby.run('SELECT FROM pg_stat_wal_receiver')).length === 0,
      'it still receives',
    );
    const before = Date.now();
    await primary.run(`UPDATE cf_processing_queue SET status = 'FAILED' WHERE id <= 3`);
    expect((await countedPicture(reader)).counts).toMatchObject({ failed: 3 });
    await reader.look();
    await primary.stop('killed');
    const { counts, limits } = await firstPicture(reader);
    expect(counts).toMatchObject({ failed: 0 });
    expect(limits?.goodUntil).toBeLessThan(before);
    await primary.start();
    const again = `ALTER SYSTEM SET primary_conninfo = '${String(from).replaceAll("'", "''")}'`;
    await standby.run(again, 'SELECT pg_reload_conf()');
    await primary.run(`UPDATE cf_processing_queue SET status = 'QUEUED'`);
    await caughtUp(primary, standby);
  });
});
