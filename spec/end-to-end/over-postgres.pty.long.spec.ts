import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { makeFile, makeQueue } from '../postgres/same-rows.js';
import { scene } from '../postgres/scene.js';
import { needs } from '../support/needs.js';
import { postgresRelay } from '../support/postgres-relay.js';
import { addressOf } from '../support/postgres-server.js';
import { createTables } from '../support/postgres-tables.js';
import { childrenOf, commandLines } from '../support/processes.js';
import type { PtyProgram } from '../support/pty.js';
import { sharedServer } from '../support/shared-server.js';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import { testFolder } from '../support/test-folder.js';
import { isAlive, until } from '../support/until.js';
import { followInJson, type Told } from './follow-lines.js';
import { inTime, runInside as run } from './inside.js';
import { program } from './program.js';
import { open, folder as own, quit, refused } from './scene.js';
import { run as runProgram } from './scripts.js';

const { describe, it } = needs('postgres');

const within = { within: 30_000 };

const server = sharedServer();

beforeAll(async () => {
  await server.with((client) =>
    makeQueue(client, { version: 'D', migrated: 'all', schema: 'jobs' }, scene(true)),
  );
  await server.run(`CREATE ROLE guest LOGIN PASSWORD 'secret'`);
  await server.rules('local all guest scram-sha-256', 'local all all trust');
});

const address = (user = 'owner', more = {}) => addressOf(server, { user, schema: 'jobs', ...more });

/** Without what differs from one read to a later one, and the database's name; piece by piece. */
const plain = (text: string) =>
  text
    .replace(/"(as_of|database)":"[^"]*"|database="[^"]*"/g, '')
    .replace(/(_seconds(?:\{[^}]*\})?) \d+\.\d+/g, '$1')
    .replace(/"\w+_seconds":\d{7,}(\.\d+)?/g, '')
    .split(/(?<=[,{}])/);

// Each kind of command is run once as the program, and else in this process.
describe('a command on a queue in PostgreSQL', () => {
  /** The same rows in a file. */
  let folder: TemporaryFolder;
  let path: string;
  beforeAll(async () => {
    folder = temporaryFolder();
    path = folder.file('queue.db');
    await makeFile(path, { version: 'D', migrated: 'all' }, scene(true));
  });
  afterAll(() => folder.remove());

  const ways = { 'as the program': runProgram, 'in this process': run };

  it.each<readonly [readonly string[], keyof typeof ways]>([
    [['--once', '--limit', '500'], 'as the program'],
    [['--json', '--limit', '500'], 'in this process'],
    [['--json', '--status', 'failed', '--name', 'parser'], 'in this process'],
    [['causes', '--json'], 'in this process'],
    [['workers', '--json', '--period', 'all'], 'in this process'],
    [['parsers', '--json', '--period', 'all'], 'in this process'],
    [['wait', '--status', 'failed'], 'as the program'],
    [['metrics'], 'as the program'],
  ])(
    '%j, run %s, prints what it prints of the same rows in a file',
    async (words, way) => {
      const here = async () => {
        const ran = await run([...words, path]);
        return { ...ran, out: plain(ran.out), errors: '' };
      };
      // An age may pass an hour meanwhile: then the second read of the file differs from the first.
      let before = await here();
      for (let tries = 1; ; tries++) {
        const { code, out, errors } = await ways[way]([...words, address()]);
        const after = await here();
        if (isDeepStrictEqual(before, after) || tries === 5) {
          expect({ code, out: plain(out), errors }).toEqual(after);
          return;
        }
        before = after;
      }
    },
    30_000,
  );

  it('prints all jobs, however much they are, or their metrics over one connection', async () => {
    await server.with(async (client) => {
      await createTables(client, { version: 'D', schema: 'much' });
      await client.query(
        `INSERT INTO much.cf_processing_queue (plugin_name, status, error_message)
         SELECT 'parser', 'FAILED', repeat('x', 200) FROM generate_series(1, 20000)`,
      );
    });
    const relay = await postgresRelay(`${server.host}/.s.PGSQL.${server.port}`);
    try {
      // To ask for encryption takes a connection of its own.
      const far = addressOf({ host: '127.0.0.1', port: relay.port }, { schema: 'much', sslmode: 'disable' });
      const { code, out, errors } = await runProgram(['--json', far]);
      expect({ code, errors, jobs: out.split('"id":').length - 1 }).toEqual({
        code: 0,
        errors: '',
        jobs: 20_000,
      });
      expect(out.length).toBeGreaterThan(2 ** 24);
      expect(relay.counts.begun).toBe(1);
      expect(await runProgram(['metrics', far])).toMatchObject({ code: 0, errors: '' });
      expect(relay.counts.begun).toBe(2);
    } finally {
      await relay.close();
    }
  }, 60_000);

  it('uses what V8 compiled of the program in an earlier run', async () => {
    const home = testFolder();
    const files = async () => {
      const ran = await runProgram(['--json', address()], {
        HOME: home,
        XDG_CACHE_HOME: join(home, 'cache'),
      });
      expect(ran).toMatchObject({ code: 0, errors: '' });
      const cache = join(home, 'cache', 'jobs-view');
      return readdirSync(cache, { recursive: true }).map((file) => statSync(join(cache, String(file))).ino);
    };
    const made = await files();
    expect(made).not.toEqual([]);
    // What isn't used is compiled and kept again.
    expect(await files()).toEqual(made);
  }, 30_000);

  it('uses a password file, whose password no output has', async () => {
    const passwords = join(testFolder(), 'pgpass');
    writeFileSync(passwords, `${server.host}:*:*:guest:secret\n`, { mode: 0o600 });
    const ran = await runProgram(['--json', '--limit', '1', address('guest')], { PGPASSFILE: passwords });
    expect(ran).toMatchObject({ code: 0, errors: '' });
    expect(ran.out).not.toContain('secret');
    const without = await run(['--json', address('guest')]);
    expect(without).toMatchObject(refused(1, 'wants a password'));
    const wrong = await run(['--json', address('guest')], { PGPASSWORD: 'other' });
    expect(wrong).toMatchObject(refused(1, 'refuses the password'));
  }, 30_000);

  it('is read by the program on a host beside the server, with the password of that account', async () => {
    const there = testFolder();
    const install = (name: string, text: string, mode = 0o755) =>
      writeFileSync(join(there, name), text, { mode });
    install(
      'ssh',
      `#!/bin/sh\nfor line; do :; done\nHOME='${there}' PATH="${there}:$PATH" exec sh -c "$line"\n`,
    );
    install('jobs-view', `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
    const through = ['--json', '--limit', '1', `ssh://bastion/?postgres=${address('guest')}`];
    const here = { JOBS_VIEW_SSH: join(there, 'ssh'), HOME: testFolder() };
    const without = await run(through, here);
    expect(without).toMatchObject({ code: 1, errors: expect.stringContaining('wants a password') });
    install('.pgpass', `${server.host}:*:*:guest:secret\n`, 0o600);
    const ran = await run(through, here);
    expect(ran).toMatchObject({ code: 0, errors: '', out: expect.stringContaining('"ssh://bastion"') });
    const direct = await run(['--json', '--limit', '1', address('guest')], { PGPASSWORD: 'secret' });
    expect(plain(ran.out)).toEqual(plain(direct.out));
    expect(ran.out).not.toContain('secret');
  }, 30_000);

  it('uses a service file, whose password no output has, right or wrong', async () => {
    const folder = testFolder();
    const said: string[] = [];
    for (const { password, isRight } of [
      { password: 'secret', isRight: true },
      { password: 'secret, but wrong', isRight: false },
    ]) {
      const services = join(folder, password);
      writeFileSync(
        services,
        `[queue]\nhost=${server.host}\nport=${server.port}\nuser=guest\ndbname=postgres\npassword=${password}\n`,
      );
      for (const [words, code] of [
        [['--json'], 0],
        [['doctor'], 0],
        [['doctor', '--json'], 0],
        [['workers'], 0],
        [['wait', '--status', 'failed'], 3],
      ] as const) {
        const command = [...words, 'postgres://?service=queue&schema=jobs'];
        const ran = await inTime(() => run(command, { PGSERVICEFILE: services }));
        const text = `${ran.out}${ran.errors}`;
        expect({ words, code: ran.code }).toEqual({ words, code: isRight ? code : 1 });
        expect(text.includes('refuses the password')).toBe(!isRight);
        said.push(text);
      }
    }
    expect(said.join('\n')).not.toContain('secret');
  }, 60_000);

  it.each<readonly [string, () => string, number, string]>([
    ['a password in the address', () => 'postgres://me:secret@there/q', 2, 'password'],
    ['an unknown parameter', () => address('owner', { secret: '1' }), 2, 'parameter'],
    ['a server that is not there', () => addressOf({ host: server.host, port: 1 }), 1, 'Nothing answers'],
    [
      'a schema without a queue',
      () => address().replace('=jobs', '=other'),
      1,
      'no table cf_processing_queue',
    ],
  ])('reports %s', async (_, place, code, about) => {
    const ran = await run(['--once', place()]);
    expect(ran).toMatchObject(refused(code, about));
    expect(ran.errors).not.toContain('secret');
  });

  it('says which rows and tables this user may not see, on stderr and in `hidden`', async () => {
    const { schema } = await server.queue(
      { version: 'D', schema: 'closed' },
      `INSERT INTO cf_processing_queue (plugin_name, status) VALUES ('a', 'FAILED'), ('b', 'QUEUED')`,
      'CREATE ROLE watcher LOGIN',
      'REVOKE SELECT ON cf_job_artifacts FROM PUBLIC',
      'ALTER TABLE cf_processing_queue ENABLE ROW LEVEL SECURITY',
      `CREATE POLICY failed ON cf_processing_queue FOR SELECT USING (status = 'FAILED')`,
    );
    const place = (user: string) => addressOf(server, { user, schema });
    const stderr = [
      'security: counts may be too small.\nUse a role',
      'may not read cf_job_artifacts: what they hold is missing.\nHave their owner run: GRANT SELECT ON cf_job_artifacts TO',
    ];
    const hidden = { rows: true, tables: ['cf_job_artifacts'] };
    for (const words of [['--json'], ['--once'], ['causes', '--json'], ['metrics'], ['workers']]) {
      const { code, out, errors } = await run([...words, place('watcher')]);
      expect({ words, code, lines: errors.split('\n').length }).toEqual({ words, code: 0, lines: 5 });
      for (const said of stderr) expect(errors).toContain(said);
      if (words.includes('--json')) expect(JSON.parse(out)).toMatchObject({ hidden });
      const all = await run([...words, place('owner')]);
      expect({ words, code: all.code, errors: all.errors }).toEqual({ words, code: 0, errors: '' });
      expect(all.out).not.toContain('hidden');
    }
    const both = await run(['--json', place('watcher'), place('owner')]);
    expect(both.errors.split('\n').length).toBe(5);
    const [its, others] = JSON.parse(both.out).databases;
    expect(its).toMatchObject({ hidden, counts: { failed: 1, queued: 0 } });
    expect(others).not.toHaveProperty('hidden');
  }, 30_000);

  it('prints the log of a job, and follows it to its end', async () => {
    await server.run(`INSERT INTO jobs.cf_job_logs (job_id, log_text) VALUES (225, 'one\ntwo\n')`);
    expect(await runProgram(['log', '225', address()])).toMatchObject({
      code: 0,
      out: 'one\ntwo\n',
      errors: '',
    });
    expect(await run(['log', '225', '-f', address()])).toMatchObject({ code: 0, out: 'one\ntwo\n' });
    const none = await run(['log', '226', address()]);
    expect(none).toMatchObject({ code: 1, errors: expect.stringContaining('cf_job_logs in postgres://') });
  }, 30_000);
});

describe('an action on jobs in PostgreSQL', () => {
  const statusOf = async (id: number) =>
    (await server.run(`SELECT status FROM jobs.cf_processing_queue WHERE id = ${id}`)).flat()[0];

  it('changes the jobs that it may, and reports the others', async () => {
    const ran = await runProgram(['retry', address(), '233', '3', '--yes', '--json']);
    expect(ran).toMatchObject({ code: 5, errors: expect.stringContaining('3 cannot be retried') });
    expect(JSON.parse(ran.out)).toMatchObject({
      jobs: [
        { id: 233, result: 'done' },
        { id: 3, result: 'not_allowed' },
      ],
    });
    expect(await statusOf(233)).toBe('QUEUED');
    expect(await run(['cancel', address(), '233', '--yes'])).toMatchObject({ code: 0 });
    expect(await statusOf(233)).toBe('ABORTED');
  }, 30_000);
});

describe('a queue in PostgreSQL', () => {
  it('is made by init once, and retry works on it', async () => {
    const place = address().replace('=jobs', '=made');
    const made = await runProgram(['init', place]);
    expect(made).toMatchObject({ code: 0, errors: '', out: expect.stringContaining('table cf_job_logs') });
    expect(await run(['init', place])).toMatchObject(refused(1, 'a queue already'));
    expect(await run(['migrate', place])).toMatchObject({
      code: 0,
      out: expect.stringContaining('up to date'),
    });
    await server.run(
      `INSERT INTO made.cf_processing_queue (plugin_name, status, claim_time) VALUES ('p', 'FAILED', now())`,
      `INSERT INTO made.cf_job_failures (job_id, error_message) VALUES (1, 'no')`,
    );
    expect(await run(['retry', place, '1', '--yes'])).toMatchObject({ code: 0 });
    const text =
      'SELECT earlier_attempt, status, retry_count FROM made.cf_job_failures, made.cf_processing_queue';
    const { rows } = await server.with((client) => client.query(text));
    expect(rows).toEqual([{ earlier_attempt: 0, status: 'QUEUED', retry_count: 1 }]);
  }, 30_000);

  it('is completed by migrate, without triggers, if its version is older', async () => {
    await server.with(async (client) => {
      await createTables(client, { version: 'D', schema: 'older' });
      await client.query(`INSERT INTO cf_processing_queue (status) VALUES ('QUEUED')`);
    });
    const place = address().replace('=jobs', '=older');
    const guest = await run(['migrate', place.replace('owner@', 'guest@')], { PGPASSWORD: 'secret' });
    expect(guest).toMatchObject({ code: 1, errors: expect.stringContaining('may not make or alter') });
    const migrated = await runProgram(['migrate', place]);
    expect(migrated).toMatchObject({ code: 0, errors: '' });
    expect(migrated.out).toContain('column cf_processing_queue.progress_pct\n');
    expect(await run(['migrate', place])).toMatchObject({ out: expect.stringContaining('up to date') });
    const text = `SELECT (SELECT count(*)::int FROM pg_trigger WHERE NOT tgisinternal) AS triggers,
      (SELECT count(*)::int FROM pg_indexes WHERE schemaname = 'older' AND indexname LIKE '%jobs%' AND tablename = 'cf_processing_queue') AS indexes,
      (SELECT job_type || progress_pct FROM older.cf_processing_queue) AS job`;
    const { rows } = await server.with((client) => client.query(text));
    expect(rows).toEqual([{ triggers: 0, indexes: 1, job: 'PARSE0' }]);
  }, 30_000);

  it('is missed by migrate in a schema without one', async () => {
    const ran = await run(['migrate', address().replace('=jobs', '=nowhere')]);
    expect(ran).toMatchObject({ code: 1, errors: expect.stringContaining('no table cf_processing_queue') });
  });
});

describe('follow of a queue in PostgreSQL', () => {
  it('waits for a server that is down, and ends with 1 at a schema without a queue', async () => {
    const environment = { XDG_STATE_HOME: testFolder() };
    const queue = await server.queue({ version: 'D' });
    await queue.run("INSERT INTO cf_processing_queue (id, plugin_name, status) VALUES (1, 'p', 'QUEUED')");
    await server.stop();
    const follower = followInJson([addressOf(server, { schema: queue.schema })], environment);
    const jobs = (told: readonly Told[]) =>
      told.flatMap(({ type, id, from, to }) => (type === 'job' ? [`${id} ${from}→${to}`] : []));
    await follower.until((told) => told.length > 0);
    expect(follower.told).toMatchObject([
      { type: 'connection', state: 'lost', problem: { code: 'no-server' } },
    ]);
    await server.start();
    await follower.until((told) => told.some(({ type }) => type === 'snapshot'));
    await queue.run(
      "UPDATE cf_processing_queue SET status = 'FAILED', error_message = 'disk full'",
      "INSERT INTO cf_processing_queue (id, plugin_name, status) VALUES (2, 'q', 'RUNNING')",
    );
    await follower.until((told) => jobs(told).length === 2);
    expect(jobs(follower.told).sort()).toEqual(['1 queued→failed', '2 null→running']);
    expect(follower.told.map(({ type, state }) => state ?? type).slice(0, 3)).toEqual([
      'lost',
      'good',
      'snapshot',
    ]);
    await queue.run('DELETE FROM cf_processing_queue WHERE id = 2');
    await follower.until((told) => jobs(told).includes('2 running→null'));
    await follower.end('SIGTERM');
    const ended = await run(['follow', addressOf(server, { schema: 'nowhere' })], environment);
    expect(ended).toMatchObject(refused(1, 'no table cf_processing_queue'));
  }, 60_000);
});

describe('a dashboard of a queue in PostgreSQL', () => {
  /** In no command line of a spec that runs beside this one. */
  const password = 'known-to-the-guest-alone';

  const server = sharedServer();

  let dashboard: PtyProgram;

  beforeAll(async () => {
    await server.with(async (client) => {
      await makeQueue(client, { version: 'D' }, scene(false));
      await client.query(`CREATE ROLE guest LOGIN PASSWORD '${password}'`);
      await client.query('GRANT UPDATE ON cf_processing_queue TO guest');
    });
    await server.rules('local all guest scram-sha-256', 'local all slow trust');
  });

  /** Starts the dashboard of a queue, with a log file in the test's folder; resolves once it shows jobs. */
  async function start(address: string, environment: Readonly<Record<string, string>> = {}): Promise<void> {
    const args = [address, '--log-file', own.file('log')];
    dashboard = open(args, { columns: 120, rows: 40, environment, flags: [] });
    await dashboard.waitForText('parser "', within);
  }

  /** What the dashboard has logged by now. */
  const logged = () => readFileSync(own.file('log'), 'utf8');

  const children = () => childrenOf(dashboard.pid);

  /** How many jobs were retried: that many more than all were before. */
  const retried = () =>
    server.with(async (client) => {
      const before = scene(false).cf_processing_queue?.reduce((sum, row) => sum + Number(row.retry_count), 0);
      const sum = `SELECT sum(retry_count)::int - ${before} AS retried FROM cf_processing_queue`;
      return (await client.query(sum)).rows;
    });

  /** Everything that a list of processes shows to others. */
  const processes = () => commandLines().join('\n');

  it('says that its channel is no longer needed, and shows changes all the same', async () => {
    await start(addressOf(server, { channel: 'jobs' }));
    await dashboard.waitForText('channel= in the address is no longer needed', within);
    expect(logged()).toContain('watch.degraded');
    await server.run(`UPDATE cf_processing_queue SET plugin_name = 'polled' WHERE id = 1`);
    await dashboard.waitForText('polled', within);
  }, 60_000);

  it('says that the queue is locked, without calling the server silent, and is live soon after the release', async () => {
    await start(addressOf(server));
    await server.with(async (client) => {
      await client.query('BEGIN; LOCK cf_processing_queue');
      // Where nothing is committed, nothing is read.
      await server.run('SELECT pg_current_xact_id()');
      await dashboard.waitForText('s ago, the queue is locked by another program', within);
      await client.query(`UPDATE cf_processing_queue SET plugin_name = 'released' WHERE id = 1; COMMIT`);
    });
    await dashboard.waitForText('live', { within: 4000 });
    await dashboard.waitForText('released', within);
  }, 60_000);

  it.each([
    ['alone', []],
    ['beside a file', ['queue.db']],
  ])(
    '%s shows its age while a server rests that works long for each read',
    async (_, beside) => {
      const { schema, run: change } = await server.queue(
        { version: 'D', only: ['cf_processing_queue'] },
        "INSERT INTO cf_processing_queue (plugin_name, status) VALUES ('at first', 'RUNNING')",
        `DO $$ BEGIN CREATE ROLE slow LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
        'GRANT SELECT ON cf_processing_queue TO slow',
        'ALTER TABLE cf_processing_queue ENABLE ROW LEVEL SECURITY',
        'CREATE POLICY slowly ON cf_processing_queue USING ((SELECT pg_sleep(0.25)) IS NOT NULL)',
      );
      await server.run(`GRANT USAGE ON SCHEMA "${schema}" TO slow`);
      const files = beside.map((name) => own.file(name));
      for (const file of files) await makeFile(file, { version: 'D' }, {});
      dashboard = open([addressOf(server, { user: 'slow', schema }), ...files], {
        ...{ columns: 120, rows: 24, flags: [] },
      });
      await dashboard.waitForText('at first', within);
      const rename = (name: string) => change(`UPDATE cf_processing_queue SET plugin_name = '${name}'`);
      await rename('second');
      await dashboard.waitForText('second', within);
      // The reads at the beginning don't count, so nobody rests after them.
      const rests = () => dashboard.screen.text().includes('as of 4s ago');
      for (let changes = 1; !rests(); changes += 1) {
        await rename(`change ${changes}`);
        await until(() => rests() || dashboard.screen.text().includes(`change ${changes}`), within.within);
      }
      await rename('third');
      await dashboard.waitForText('third', within);
      await rename('fourth');
      await dashboard.waitForText('as of 2s ago', within);
      expect(dashboard.screen.text()).toContain('third');
      await dashboard.waitForText('fourth', within);
    },
    60_000,
  );

  it('shows commits, retries a job, keeps the last picture while the server is down, and leaves no process', async () => {
    await start(addressOf(server, { user: 'guest' }), { PGPASSWORD: password });
    await server.run(`UPDATE cf_processing_queue SET plugin_name = 'renamed' WHERE id = 1`);
    await dashboard.waitForText('renamed', within);
    dashboard.type('R');
    await dashboard.waitForText('is queued again', within);
    expect(await retried()).toEqual([{ retried: 1 }]);

    await server.stop('killed');
    await dashboard.waitForText('stale', within);
    await dashboard.waitForText('parser "', within);
    dashboard.type('j');
    await server.start();
    await server.run(`UPDATE cf_processing_queue SET plugin_name = 'afterwards' WHERE status = 'FAILED'`);
    await dashboard.waitForText('afterwards', within);
    await dashboard.waitForText('live', within);

    const reading = children();
    expect(reading).toHaveLength(1);
    expect(processes()).not.toContain(password);
    await quit(dashboard);
    await until(() => !reading.some(isAlive), 5000);
    expect(dashboard.bytes()).toContain('here/postgres');
    const log = logged();
    for (const text of [dashboard.bytes(), log]) expect(text).not.toContain(password);
    expect(log).toContain('database=postgres://');
    expect(log).not.toMatch(/exception|nonsense/);
  }, 90_000);
});
