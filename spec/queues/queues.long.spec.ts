import { DBOS } from '@dbos-inc/dbos-sdk';
import { afterEach, expect } from '@jest/globals';
import { Logger, type Runner, run as runGraphile } from 'graphile-worker';
import PgBoss from 'pg-boss';
import type { SeenJob } from '../../lib/actions/action.js';
import { changeOf } from '../../lib/actions/changes.js';
import { everyJob } from '../../lib/model/filter.js';
import { changeOtherThere } from '../../lib/postgres/actions/perform-on-server.js';
import { ServerWriter } from '../../lib/postgres/actions/server-writer.js';
import { type MirrorPace, usualPace } from '../../lib/postgres/mirror/mirror-pace.js';
import { allQueues, queuesIn } from '../../lib/schema/known-queues.js';
import { filesAmong } from '../../lib/schema/sql-files.js';
import { runInside as run } from '../end-to-end/inside.js';
import { done, label, writerParts, writeTo } from '../postgres/actions/write-to.js';
import { readerOf, readWhole } from '../postgres/same-rows.js';
import { needs } from '../support/needs.js';
import { addressOf } from '../support/postgres-server.js';
import { sharedServer } from '../support/shared-server.js';
import { until } from '../support/until.js';
import {
  all,
  deedsIn,
  expectActions,
  expectDeed,
  expectScene,
  expectSeveral,
  jobsNamed,
} from './contract.js';
import { leftBetween, type TableRow, writtenBy } from './left-rows.js';
import { scenes } from './scenes.js';

const { describe, it } = needs('postgres');

/** Longer than these projects wait between two looks. */
const patienceMs = 15_000;

describe('a queue that its own project fills and works', () => {
  const server = sharedServer({ tcp: true });
  const ends: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  /**
   * A database of its own, its jobs by their names, what acts on them, and what each action left of the job in the tables
   * of a schema.
   */
  const database = async (name: string, schema: string) => {
    await server.run(`CREATE DATABASE ${name} TEMPLATE postgres`);
    const { port } = server;
    const towards = { database: name };
    const { reader } = readerOf(server, 'public', { database: name });
    const shown = () => jobsNamed(reader);
    const left: string[] = [];
    const query = async (text: string) =>
      server.with(async (client) => (await client.query({ text, rowMode: 'array' })).rows, towards);
    const dumped = async () => (await dumpOf(query, schema)).rows;
    const act = async (action: 'retry' | 'cancel', job: string, before?: SeenJob) => {
      const seen = before ?? (await shown()).get(job);
      if (seen === undefined) throw new Error(`no job ${job}`);
      const { id, statusText, retryCount } = seen;
      const found = await dumped();
      const result = await writeTo(server, { action, jobs: [{ id, statusText, retryCount }] }, towards);
      // Others change meanwhile, and a partition is named after its queue.
      for (const row of leftBetween(found, await dumped())) {
        const [table = '', of = '', ...rest] = row.split(' ');
        if (of.replace(':', '') !== id) continue;
        left.push([action, table.replace(/^j[0-9a-f]{9,}/, 'job'), of.replace(id, 'ID'), ...rest].join(' '));
      }
      return result;
    };
    return { shown, act, left, url: `postgres://owner@127.0.0.1:${port}/${name}` };
  };

  it('is shown as pg-boss tells it, which works what we retry and nothing that we cancel', async () => {
    const { shown, act, left, url } = await database('boss', 'pgboss');
    const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false });
    boss.on('error', () => {});
    await boss.start();
    ends.push(() => boss.stop({ graceful: false, wait: true }));
    const worked: string[] = [];
    let isBroken = true;
    for (const name of ['good', 'bad', 'later', 'other']) await boss.createQueue(name);
    const ids = { good: '', bad: '', later: '', other: '' };
    const options = { retryLimit: 0 };
    ids.good = (await boss.send('good', { n: 1 }, options)) ?? '';
    ids.bad = (await boss.send('bad', { n: 2 }, options)) ?? '';
    ids.later = (await boss.send('later', {}, { ...options, startAfter: 3600, priority: 7 })) ?? '';
    ids.other = (await boss.send('other', {}, options)) ?? '';
    const work = (name: string) =>
      boss.work(name, { pollingIntervalSeconds: 0.5 }, async () => {
        worked.push(name);
        if (name === 'bad' && isBroken) throw new Error('no route to host');
      });
    await work('good');
    await work('bad');
    await until(async () => (await boss.getJobById('bad', ids.bad))?.state === 'failed', patienceMs);
    await until(async () => (await boss.getJobById('good', ids.good))?.state === 'completed', patienceMs);
    const jobs = await shown();
    const words = { created: 'queued', active: 'running', completed: 'complete', failed: 'failed' };
    for (const [name, id] of Object.entries(ids)) {
      const told = await boss.getJobById(name, id);
      const job = jobs.get(name);
      expect([name, job?.status]).toEqual([name, words[told?.state as keyof typeof words]]);
      expect(job).toMatchObject({ id, typeText: 'job', priority: told?.priority });
      expect(job?.retryCount).toBe(told?.retryCount);
      expect(job?.completedAt).toBe(told?.completedOn === null ? null : told?.completedOn.getTime());
    }
    expect(jobs.get('bad')?.errorMessage).toMatch(/^Error: no route to host\n +at /);
    expect(jobs.get('later')?.waiting).toMatchObject({ kind: 'scheduled' });
    // As version 12 has it, where a job waits for others.
    const columns =
      'ADD blocked boolean NOT NULL DEFAULT false, ADD pending_dependencies int NOT NULL DEFAULT 1';
    await boss.getDb().executeSql(`ALTER TABLE pgboss.job ${columns}`, []);
    await boss.getDb().executeSql("UPDATE pgboss.job SET blocked = true WHERE name = 'later'", []);
    const { waiting, statusText } = (await shown()).get('later') ?? {};
    expect([waiting, statusText]).toEqual([{ kind: 'held', why: 'Waits for 1 other jobs' }, 'PENDING']);
    isBroken = false;
    await boss.offWork('bad');
    expect((await done(act('retry', 'bad'))).changed).toBe(1);
    await work('bad');
    await until(async () => (await boss.getJobById('bad', ids.bad))?.state === 'completed', patienceMs);
    expect((await done(act('cancel', 'other'))).changed).toBe(1);
    expect((await boss.getJobById('other', ids.other))?.state).toBe('cancelled');
    const cancelled = (await shown()).get('other');
    await work('other');
    await boss.send('other', {}, options);
    await until(() => worked.includes('other'), patienceMs);
    expect(worked.filter((name) => name === 'other')).toHaveLength(1);
    // As it was cancelled: with no attempt more than it had.
    await boss.offWork('other');
    expect((await done(act('retry', 'other', cancelled))).changed).toBe(1);
    await work('other');
    await until(async () => (await boss.getJobById('other', ids.other))?.state === 'completed', patienceMs);
    expect((await boss.getJobById('other', ids.other))?.retryLimit).toBe(0);
    expect(await act('retry', 'other', cancelled)).toMatchObject({ changed: 0 });
    expectLeft('pg-boss', left, [
      'retry job ID: state from failed to retry, retry_limit from 0 to 1, completed_on from now to null',
      'cancel job ID: state from created to cancelled, completed_on from null to now',
      'retry job ID: state from cancelled to created, completed_on from now to null',
    ]);
  }, 60_000);

  it('is shown job by job, and acted on job by job, where pg-boss has the same id in two queues', async () => {
    const { shown, act, url } = await database('twice', 'pgboss');
    const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false });
    boss.on('error', () => {});
    await boss.start();
    ends.push(() => boss.stop({ graceful: false, wait: true }));
    const id = 'c0ffee00-0000-4000-8000-000000000001';
    const states = async () =>
      Promise.all(['one', 'two'].map(async (name) => (await boss.getJobById(name, id))?.state));
    const seen = async () => [...(await shown())].map(([name, job]) => [name, job.id, job.status]).sort();
    await boss.createQueue('one');
    await boss.createQueue('two');
    for (const name of ['one', 'two']) await boss.send(name, {}, { id, retryLimit: 0 });
    expect(await seen()).toEqual(['one', 'two'].map((name) => [name, `${id}/${name}`, 'queued']));
    expect((await done(act('cancel', 'two'))).changed).toBe(1);
    expect(await states()).toEqual(['created', 'cancelled']);
    await boss.fetch('one');
    await boss.fail('one', id);
    expect((await done(act('retry', 'one'))).changed).toBe(1);
    expect(await states()).toEqual(['retry', 'cancelled']);
    // As it was when only one queue had a job with this id, or none was in between.
    await boss.deleteJob('two', id);
    expect(await seen()).toEqual([['one', id, 'queued']]);
    const alone = (await shown()).get('one');
    await boss.send('two', {}, { id, retryLimit: 0 });
    const { statusText = '', retryCount = 0 } = alone ?? {};
    expect(retryCount).toBe(1);
    expect(await act('cancel', 'one', { id, statusText, retryCount })).toMatchObject({ changed: 0 });
    expect(await states()).toEqual(['retry', 'created']);
    expect((await done(act('cancel', 'one'))).changed).toBe(1);
  }, 60_000);

  it('is shown as Graphile Worker has it, which works what we retry and nothing that we cancel', async () => {
    const { shown, act, left, url } = await database('graphile', 'graphile_worker');
    const worked: string[] = [];
    let isBroken = true;
    const task = (name: string) => async () => {
      worked.push(name);
      if (name === 'bad' && isBroken) throw new Error('no route to host');
    };
    const start = (...names: readonly string[]): Promise<Runner> =>
      runGraphile({
        connectionString: url,
        ...{ concurrency: 1, pollInterval: 100, noHandleSignals: true },
        taskList: Object.fromEntries(names.map((name) => [name, task(name)])),
        logger: new Logger(() => () => {}),
      });
    let runner = await start('good', 'bad');
    ends.push(() => runner.stop());
    await runner.addJob('good', {});
    await runner.addJob('bad', {}, { maxAttempts: 1, priority: 3 });
    await runner.addJob('later', {}, { runAt: new Date(Date.now() + 3_600_000), queueName: 'serial' });
    await runner.addJob('other', {});
    await until(async () => (await shown()).get('bad')?.status === 'failed', patienceMs);
    await until(() => worked.includes('good'), patienceMs);
    const jobs = await shown();
    expect([...jobs].map(([name, { status }]) => [name, status]).sort()).toEqual([
      ['bad', 'failed'],
      ['later', 'queued'],
      ['other', 'queued'],
    ]);
    expect(jobs.get('bad')).toMatchObject({
      ...{ priority: 3, typeText: 'job' },
      errorMessage: expect.stringContaining('no route to host'),
    });
    expect(jobs.get('later')).toMatchObject({ typeText: 'serial', waiting: { kind: 'scheduled' } });
    isBroken = false;
    await runner.stop();
    expect((await done(act('retry', 'bad'))).changed).toBe(1);
    runner = await start('good', 'bad');
    await until(async () => !(await shown()).has('bad'), patienceMs);
    // It waits for its second attempt.
    isBroken = true;
    await runner.addJob('bad', {});
    await until(async () => (await shown()).get('bad')?.retryCount === 1, patienceMs);
    expect((await done(act('cancel', 'bad'))).changed).toBe(1);
    expect((await done(act('cancel', 'other'))).changed).toBe(1);
    expect((await shown()).get('other')?.status).toBe('cancelled');
    const others = await start('other', 'last');
    ends.push(() => others.stop());
    await others.addJob('last', {});
    await until(() => worked.includes('last'), patienceMs);
    expect(worked).not.toContain('other');
    const cancelled = 'to Cancelled by user, is_available from true to false';
    expectLeft('graphile-worker', left, [
      'retry _private_jobs ID: attempts from 1 to 0, is_available from false to true',
      `cancel _private_jobs ID: attempts from 1 to 25, last_error from no route to host ${cancelled}`,
      `cancel _private_jobs ID: attempts from 0 to 25, last_error from null ${cancelled}`,
    ]);
  }, 60_000);

  it('is shown as DBOS tells it, which works what we retry and nothing that we cancel', async () => {
    const { shown, act, url } = await database('dbos_app', 'dbos');
    DBOS.setConfig({
      name: 'app',
      systemDatabaseUrl: url,
      logLevel: 'error',
      runAdminServer: false,
    } as never);
    const worked: string[] = [];
    const flow = (name: string, work: () => Promise<unknown>) =>
      DBOS.registerWorkflow(
        async () => {
          worked.push(name);
          await work();
        },
        { name },
      );
    const good = flow('good', () => DBOS.runStep(async () => 1, { name: 'one' }));
    const bad = flow('bad', async () => {
      throw new TypeError('no route to host');
    });
    let goOn = () => {};
    const going = new Promise<void>((resolve) => (goOn = resolve));
    const slow = flow('slow', async () => {
      await DBOS.runStep(async () => 1, { name: 'one' });
      await going;
      await DBOS.runStep(async () => void worked.push('slow went on'), { name: 'two' });
    });
    await DBOS.launch();
    ends.push(() => DBOS.shutdown());
    await (await DBOS.startWorkflow(good)()).getResult();
    await (await DBOS.startWorkflow(bad)()).getResult().catch(() => {});
    const running = await DBOS.startWorkflow(slow)();
    await until(async () => ((await shown()).get('slow')?.itemsProcessed ?? 0) >= 1, patienceMs);
    const jobs = await shown();
    const words = { SUCCESS: 'complete', ERROR: 'failed', PENDING: 'running' };
    for (const told of await DBOS.listWorkflows({})) {
      const job = jobs.get(told.workflowName);
      expect([told.workflowName, job?.status]).toEqual([
        told.workflowName,
        words[told.status as keyof typeof words],
      ]);
      expect(job?.id).toBe(told.workflowID);
    }
    expect(jobs.get('bad')?.errorMessage).toMatch(/^TypeError: no route to host/);
    const refused = await act('retry', 'bad');
    expect(refused).toMatchObject({ kind: 'problem', problem: { advice: expect.stringContaining('fork') } });
    expect((await done(act('cancel', 'slow'))).changed).toBe(1);
    goOn();
    await running.getResult().catch(() => {});
    expect((await shown()).get('slow')?.status).toBe('cancelled');
    expect(worked).not.toContain('slow went on');
    expect((await done(act('retry', 'slow'))).changed).toBe(1);
    await until(() => worked.includes('slow went on'), patienceMs);
  }, 60_000);
});

describe('the list of several queues in a database of PostgreSQL', () => {
  const server = sharedServer({ tables: { version: 'D', migrated: 'all', schema: 'public' } });

  it('has the jobs of each under its name, and of one alone where that is named', async () => {
    await server.run("INSERT INTO cf_processing_queue (plugin_name) VALUES ('fix')");
    const others = ['laravel', 'oban', 'river'];
    for (const { name, make } of scenes)
      if (others.includes(name))
        await server.run(`CREATE SCHEMA of_${name}`, `SET search_path TO of_${name}`, make.postgres ?? '');
    const place = addressOf(server, { user: 'owner' });
    await expectSeveral(run, { place, name: 'postgres', others });
    const { out } = await run(['--json', `${place}&queue={oban,river}`]);
    expect(JSON.parse(out)).toMatchObject({ databases: [{ name: 'oban' }, { name: 'river' }] });
  }, 60_000);
});

describe('a queue of another program in PostgreSQL', () => {
  const server = sharedServer();

  it.each(
    scenes.filter(({ make }) => make.postgres !== undefined).map((scene) => [scene.name, scene] as const),
  )('is recognised in any schema, shown and acted on as its folder says: %s', async (name, scene) => {
    await server.run(
      `CREATE SCHEMA their_${name}`,
      `SET search_path TO their_${name}`,
      scene.make.postgres ?? '',
    );
    try {
      const { reader } = readerOf(server, 'public');
      await expectScene(reader, scene);
      const act = (action: 'retry' | 'cancel', job: SeenJob) => writeTo(server, { action, jobs: [job] });
      await expectActions(reader, act, 'postgres', scene);
    } finally {
      await server.run(`DROP SCHEMA their_${name} CASCADE`);
    }
  });

  it('has all or nothing done to each job of a transaction, whatever became of those before it', async () => {
    const text = '-- title: A\n-- needs: mine(id)\n-- checked: 1\n-- retry: failed\n--\nSELECT 1';
    const steps = `-- guard
      UPDATE mine SET state = 'half' WHERE id = CAST(:id AS int) RETURNING id;
      -- guard
      SELECT id FROM mine WHERE id = CAST(:id AS int) AND id <> 2;
      -- then
      UPDATE mine SET state = 'whole', n = CASE id WHEN 3 THEN -1 WHEN 4 THEN 1 ELSE id END WHERE id = CAST(:id AS int);`;
    const files = { 'queues/mine/queue': text, 'queues/mine/retry.postgres': steps.replace(/^ +/gm, '') };
    const { folders, faults } = queuesIn(null, filesAmong(files));
    const [folder] = folders;
    if (folder === undefined) throw new Error(JSON.stringify(faults));
    const jobs = [1, 2, 3, 4, 5].map((id) => ({ id: String(id), statusText: 'FAILED', retryCount: 0 }));
    const place = { ...{ name: 'mine', folder, schema: 'mine', written: 'mine' }, tables: new Map() };
    const writer = new ServerWriter(writerParts(server));
    try {
      await server.run(
        'CREATE SCHEMA mine',
        'CREATE TABLE mine.mine (id int, state text, n int UNIQUE CHECK (n > 0))',
        "INSERT INTO mine.mine SELECT i, 'as it was' FROM generate_series(1, 5) i",
      );
      const change = changeOf({ action: 'retry' });
      expect(await changeOtherThere(writer, place, change, jobs, false, label)).toMatchObject({
        ...{ changed: 2, movedOn: [{ id: '2' }], sentence: expect.stringContaining('; 2 refused: ') },
      });
      const states = (await server.run('SELECT state FROM mine.mine ORDER BY id')).flat();
      expect(states).toEqual(['whole', 'as it was', 'as it was', 'as it was', 'whole']);
    } finally {
      await writer.close();
      await server.run('DROP SCHEMA mine CASCADE');
    }
  });

  /** Reads again and again, each time after statements; expects the jobs, by their names, of each status. */
  const expectAfter = async (
    made: readonly string[],
    steps: readonly (readonly [string, Readonly<Record<string, readonly string[]>>])[],
    pace: MirrorPace,
  ) => {
    try {
      await server.run('CREATE SCHEMA large', 'SET search_path TO large', ...made);
      const { reader } = readerOf(server, 'public', { pace });
      for (const [statement, expected] of [['SELECT 1', {}], ...steps] as const) {
        await server.run('SET search_path TO large', statement);
        const result = await readWhole(reader, { ...all, filter: { ...everyJob, name: 'mail' } });
        if (result.kind === 'problem') throw new Error(result.problem.sentence);
        const { jobs } = result.picture.window;
        for (const [status, names] of Object.entries(expected)) {
          const shown = jobs.filter((job) => job.status === status).map((job) => job.name);
          expect([statement, status, shown.sort()]).toEqual([statement, status, names]);
        }
      }
    } finally {
      await server.run('DROP SCHEMA large CASCADE');
    }
  };

  it('of many jobs has what its workers do with the next read, however long ago the others were compared', async () => {
    const old = `INSERT INTO river_job (id, kind, args, metadata, state, finalized_at)
      SELECT 100 + n, 'old', '{}', '{}', 'completed', now() FROM generate_series(1, 3000) AS n`;
    const made = scenes.find(({ name }) => name === 'river')?.make.postgres;
    const tables = `${made} UPDATE river_job SET kind = 'mail_' || id; DELETE FROM river_job WHERE id > 6`;
    await expectAfter(
      [tables, old],
      [
        ["UPDATE river_job SET state = 'running' WHERE id = 1", { running: ['mail_1', 'mail_5'] }],
        [
          "UPDATE river_job SET state = 'discarded', finalized_at = now() WHERE id = 1",
          { running: ['mail_5'], failed: ['mail_1'] },
        ],
        [
          "INSERT INTO river_job (id, kind, args, metadata) VALUES (9999, 'mail_new', '{}', '{}')",
          { queued: ['mail_2', 'mail_3', 'mail_4', 'mail_new'] },
        ],
        [
          'DELETE FROM river_job WHERE id IN (2, 5)',
          { running: [], queued: ['mail_3', 'mail_4', 'mail_new'] },
        ],
      ],
      { ...usualPace, rowsAtOnce: 500, rangesLoaded: 1, stepsAtOnce: 0, stepsEach: 0 },
    );
  });

  it('with texts as ids has each job once, wherever its row is written again', async () => {
    const set = (what: string, id: number) => `UPDATE job SET ${what} WHERE data->>'n' = '${id}'`;
    await expectAfter(
      [
        `CREATE TABLE job (id uuid NOT NULL DEFAULT gen_random_uuid(), name text NOT NULL, priority int DEFAULT 0, data jsonb,
           state text DEFAULT 'completed', retry_limit int, retry_count int DEFAULT 0, start_after timestamptz DEFAULT now(),
           created_on timestamptz DEFAULT now(), started_on timestamptz, completed_on timestamptz, output jsonb,
           PRIMARY KEY (name, id)) PARTITION BY LIST (name)`,
        ...[1, 2, 3].map(
          (n) => `CREATE TABLE job_${n} PARTITION OF job FOR VALUES IN ('mail_${n}', 'old_${n}')`,
        ),
        `INSERT INTO job (name, data) SELECT 'old_' || (1 + n % 3), '{}' FROM generate_series(1, 4000) AS n`,
        `INSERT INTO job (name, data, state) SELECT 'mail_' || n, jsonb_build_object('n', n), 'created' FROM generate_series(1, 3) n`,
      ],
      [
        [set("state = 'active'", 1), { running: ['mail_1'], queued: ['mail_2', 'mail_3'] }],
        // As pg-boss lets a job fail.
        [
          `WITH gone AS (DELETE FROM job WHERE data->>'n' = '1' RETURNING *) INSERT INTO job (id, name, data, state)
             SELECT id, name, data, 'failed' FROM gone`,
          { running: [], failed: ['mail_1'] },
        ],
        [
          `${set("state = 'failed'", 2)}; DELETE FROM job WHERE name = 'old_1'`,
          { failed: ['mail_1', 'mail_2'] },
        ],
        ['VACUUM job; ', { failed: ['mail_1', 'mail_2'] }],
        [set("name = 'mail_1'", 3), { queued: ['mail_1'], failed: ['mail_1', 'mail_2'] }],
      ],
      usualPace,
    );
  });
});

describe('a job of another program in PostgreSQL', () => {
  const server = sharedServer();

  it.each(deedsIn('postgres'))(
    'is changed as its own project does it, once, and nothing else is: %s',
    async (_, sql, deed) => {
      const schema = 'their_queue';
      await server.run(`CREATE SCHEMA ${schema}`, `SET search_path TO ${schema}`, sql);
      const query = async (text: string) =>
        (await server.run(`SET search_path TO ${schema}`, text)).map((row) => row.map(String));
      const [channel = '', payload] = deed.notified ?? [];
      const named = channel.replace('SCHEMA', schema);
      const heard: unknown[] = [];
      try {
        await server.with(async (listener) => {
          listener.on('notification', (each) => heard.push([each.channel, JSON.parse(each.payload ?? '')]));
          await listener.query(`LISTEN "${named || 'any'}"`);
          await expectDeed(
            {
              dialect: 'postgres',
              reader: readerOf(server, 'public').reader,
              act: (action, job) => writeTo(server, { action, jobs: [job] }),
              dump: () => dumpOf(query, schema),
            },
            deed,
          );
          await listener.query('SELECT 1');
        });
        expect(heard).toEqual(payload === undefined ? [] : [[named, payload]]);
      } finally {
        await server.run(`DROP SCHEMA ${schema} CASCADE`);
      }
    },
  );
});

/** Expects actions on a queue's real tables to have left this, and to be seen to change all that its statements write. */
function expectLeft(name: string, left: readonly string[], expected: readonly string[]): void {
  expect(left).toEqual(expected);
  for (const [file, steps] of allQueues().folders.find(({ kind }) => kind.name === name)?.actions ?? []) {
    const rows = left
      .filter((row) => file.startsWith(`${row.split(' ')[0]}.`))
      .map((row) => row.replace(/^\w+ /, ''));
    for (const each of writtenBy(steps.map(({ sql }) => sql)))
      expect([file, rows]).toEqual([file, expect.arrayContaining([expect.stringMatching(each)])]);
  }
}

/** Everything that is in a schema: its relations and triggers, and the rows of its tables. */
async function dumpOf(query: (sql: string) => Promise<readonly string[][]>, schema: string) {
  const relations = await query(
    `SELECT relkind::text, relname::text FROM pg_class WHERE relnamespace = '${schema}'::regnamespace
     UNION ALL SELECT 'trigger', tgname || tgrelid FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2`,
  );
  const rows: TableRow[] = [];
  for (const [kind, table = ''] of relations)
    if (kind === 'r')
      for (const [row = ''] of await query(
        `SELECT row_to_json(it)::text FROM ${schema}.${table} AS it ORDER BY it::text`,
      ))
        rows.push({ table, row: JSON.parse(row) });
  return { schema: relations.map(String), rows };
}
