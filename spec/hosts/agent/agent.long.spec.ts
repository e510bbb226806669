import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { afterEach, expect } from '@jest/globals';
import { diskThere, procThere } from '../../../lib/hosts/agent/agent-host.js';
import { agentSource } from '../../../lib/hosts/agent/agent-source.js';
import { DatabaseReader, type DatabaseReaderOptions } from '../../../lib/snapshot/database-reader.js';
import { isUnchanged, measureOutput } from '../../../lib/snapshot/outputs/measure-output.js';
import { ProcessTable } from '../../../lib/snapshot/workers/process-table.js';
import { firstRequest } from '../../bench/reading.js';
import { type Follower, followInJson, type Told } from '../../end-to-end/follow-lines.js';
import { killAll, run, start } from '../../end-to-end/scripts.js';
import { agentHere, helperHere } from '../../support/agent-here.js';
import { createDatabase, readSql } from '../../support/databases.js';
import { eventually as eventuallyThere } from '../../support/eventually.js';
import { folderForEach } from '../../support/folder-for-each.js';
import { hostWithPython as farHostWithPython } from '../../support/host-with-python.js';
import { NativeWriter } from '../../support/native-writer.js';
import { needs } from '../../support/needs.js';

const { describe, it } = needs('python3');
const folder = folderForEach();
afterEach(killAll);

const tenThousand = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
  INSERT INTO cf_processing_queue (plugin_name, status, claim_time, error_message)
  SELECT 'parser ' || i % 20, CASE WHEN i % 10 THEN 'COMPLETED' ELSE 'FAILED' END, 1768300000 + i, hex(randomblob(200)) FROM n`;

/** A process that this one has begun and that has a file open; null if there is none. Of Linux. */
function helperOf(pid: string, file: string): string | null {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  const filesOf = (child: string) =>
    readdirSync(`/proc/${child}/fd`).map((each) => readlinkSync(`/proc/${child}/fd/${each}`));
  return children.find((child) => filesOf(child).includes(file)) ?? null;
}

/** Whether somebody is writing. */
const isLocked = (writer: NativeWriter) =>
  writer.exec('BEGIN IMMEDIATE; ROLLBACK').then(
    () => false,
    () => true,
  );

const hostWithPython = (pid?: string) => farHostWithPython(folder.file('far-shell'), pid);

/** What is looked for, once it is there. */
const eventually = <T>(look: () => T | null | Promise<T | null>): Promise<T> =>
  eventuallyThere(
    () =>
      Promise.resolve()
        .then(look)
        .then(
          (found) => found ?? undefined,
          () => undefined,
        ),
    'there',
  );

describe('an agent in Python', () => {
  it.each([
    [4096, { first: 2, counted: 4, bytes: 2_000_000 }],
    [512, { first: 12, counted: 40, bytes: 6_000_000 }],
    [65_536, { first: 2, counted: 12, bytes: 12_000_000 }],
  ] as const)(
    'shows what a reader shows of pages of %i bytes, in few round trips',
    async (pageSize, most) => {
      const path = folder.file('queue.db');
      await createDatabase(path, { migrated: 'all', pageSize, sql: [tenThousand] });
      const writer = await NativeWriter.start(path);
      await writer.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      // More than a look at the WAL's first frames shows.
      for (let id = 1; id <= 60; id += 1)
        await writer.run(`UPDATE cf_processing_queue SET priority = 1 WHERE id = ${id * 150}`);
      const agent = agentHere(path);
      const options: DatabaseReaderOptions = { clock: Date.now, folders: { base: '/', home: null } };
      const far = new DatabaseReader(path, { ...options, system: agent.system, lastWritten: () => null });
      const near = new DatabaseReader(path, options);
      const asked = async () => {
        const before = agent.asked();
        const result = await far.read(firstRequest);
        if (result.kind === 'problem') throw new Error(result.problem.sentence);
        const { times, bytes } = agent.asked();
        return { jobs: result.picture.window.jobs, times: times - before.times, bytes: bytes - before.bytes };
      };
      try {
        const first = await asked();
        expect(first.times).toBeLessThanOrEqual(most.first);
        expect(first.bytes).toBeLessThanOrEqual(most.bytes);
        // All jobs are counted then.
        expect((await asked()).times).toBeLessThanOrEqual(most.counted);
        await asked();
        await writer.run(`UPDATE cf_processing_queue SET plugin_name = 'moved' WHERE id = 10000`);
        const changed = await asked();
        expect(changed.times).toBeLessThanOrEqual(2);
        expect(changed.bytes).toBeLessThanOrEqual(150_000 + 12 * pageSize);
        const here = await near.read(firstRequest);
        expect(here).toMatchObject({ kind: 'picture', picture: { window: { jobs: changed.jobs } } });
        expect(changed.jobs[0]?.name).toBe('moved');
      } finally {
        await Promise.all([far.close(), near.close(), writer.close(), agent.close()]);
      }
    },
    60_000,
  );

  it('has the doctor read the database, and try whether jobs can be changed', async () => {
    const path = folder.file('queue.db');
    await createDatabase(path, { migrated: 'all', sql: [tenThousand] });
    const environment = { HOME: folder.path, JOBS_VIEW_SSH: hostWithPython() };
    const { code, out } = await run(['doctor', `ssh://there${path}`], environment);
    expect(out).toMatch(
      /^ok {4}database there {2}10,000 jobs; its files are read from here, through python3$/m,
    );
    expect(out).toMatch(/^ok +actions there +retry, cancel and stop will work: /m);
    expect(out).toMatch(/^ok +host +ssh:\/\/there: python3, through which this program reads; /m);
    expect(code).toBe(0);
    const missing = await run(['doctor', `ssh://there${folder.file('none.db')}`], environment);
    expect(missing).toMatchObject({ code: 1, out: expect.stringContaining('There is no database here.') });
  }, 60_000);

  it('changes jobs there, each only if it is still as it was seen, and ends what it began', async () => {
    const path = folder.file('queue.db');
    await createDatabase(path, { migrated: 'all', sql: [tenThousand] });
    const environment = { HOME: folder.path, JOBS_VIEW_SSH: hostWithPython() };
    const act = (...words: readonly string[]) => run([...words, '--yes', `ssh://there${path}`], environment);
    expect(await act('retry', '--status', 'failed')).toMatchObject({ out: '1,000 jobs are queued again\n' });
    expect(await act('cancel', '10')).toMatchObject({ out: 'Cancelled 1 job\n', code: 0 });
    expect(await act('cancel', '10', '20')).toMatchObject({
      code: 5,
      errors: expect.stringContaining('job 10 cannot be cancelled: its status is CANCELLED'),
    });
    const columns = 'status, retry_count AS retries, count(*) AS jobs';
    expect(await readSql(path, `SELECT ${columns} FROM cf_processing_queue GROUP BY 1, 2`)).toEqual([
      { status: 'CANCELLED', retries: 1, jobs: 2 },
      { status: 'COMPLETED', retries: 0, jobs: 9000 },
      { status: 'QUEUED', retries: 1, jobs: 998 },
    ]);
  }, 60_000);

  it('changes jobs beside a Node that reads and brings no SQLite, as the doctor says', async () => {
    const path = folder.file('queue.db');
    await createDatabase(path, { migrated: 'all', sql: [tenThousand] });
    const bin = folder.file('bin');
    mkdirSync(bin);
    const hiding = `const { getBuiltinModule } = process;
      process.getBuiltinModule = (name) => (name === 'node:sqlite' ? undefined : getBuiltinModule(name));`;
    const options = `--import=data:text/javascript,${encodeURIComponent(hiding).replaceAll("'", '%27')}`;
    const script = (file: string, text: string) =>
      writeFileSync(file, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    script(
      `${bin}/node`,
      `[ "$1" = --version ] && echo v20.19.0 && exit\nNODE_OPTIONS='${options}' exec '${process.execPath}' "$@"`,
    );
    script(folder.file('ssh'), `for last; do :; done\nPATH='${bin}:/usr/bin' exec /bin/sh -c "$last"`);
    const environment = { HOME: folder.path, JOBS_VIEW_SSH: folder.file('ssh') };
    const there = `ssh://there${path}`;
    expect(await run(['retry', '10', '--yes', there], environment)).toMatchObject({ errors: '', code: 0 });
    const { out } = await run(['doctor', there], environment);
    expect(out).toMatch(/^ok +host +ssh:\/\/there: Node, which runs this program, \d/m);
    expect(out).toMatch(/^ok +actions there +retry, cancel and stop will work: /m);
    expect(await readSql(path, 'SELECT status FROM cf_processing_queue WHERE id = 10')).toEqual([
      { status: 'QUEUED' },
    ]);
  }, 60_000);

  it.each([
    ['the link is lost', 'agent', 'It may have been done, whole or not at all.'],
    ['its process there is killed', 'helper', 'It may have been done, whole or not at all.'],
    ['a worker keeps the lock', null, 'Another process has held the write lock for more than 5 s.'],
  ] as const)(
    'reports what became of a write if %s',
    async (_, killed, words) => {
      const path = folder.file('queue.db');
      await createDatabase(path, { migrated: 'all', journalMode: 'delete', sql: [tenThousand] });
      const worker = await NativeWriter.start(path);
      // A reader holds up the commit alone: until then the write under way has the lock.
      await worker.exec(killed === null ? 'BEGIN IMMEDIATE' : 'BEGIN; SELECT id FROM cf_processing_queue');
      const script = start(['retry', '10', '--yes', `ssh://there${path}`], {
        ...{ HOME: folder.path, JOBS_VIEW_SSH: hostWithPython(folder.file('pid')) },
      });
      if (killed !== null) {
        const agent = await eventually(() => readFileSync(folder.file('pid'), 'utf8').trim() || null);
        const pid = await eventually(() => helperOf(agent, realpathSync(path)));
        const other = await NativeWriter.start(path, { busyTimeout: 0 });
        await eventually(async () => (await isLocked(other)) || null);
        await other.close();
        process.kill(Number(killed === 'agent' ? agent : pid), 'SIGKILL');
        const { code, errors } = await script.ended;
        expect({ code, errors }).toEqual({ code: 1, errors: expect.stringContaining(words) });
        await worker.exec('ROLLBACK');
        // It finishes what it was asked for, and ends.
        await eventually(() => (existsSync(`/proc/${pid}`) ? null : true));
        expect(await readSql(path, 'SELECT status FROM cf_processing_queue WHERE id = 10')).toEqual([
          { status: killed === 'agent' ? 'QUEUED' : 'FAILED' },
        ]);
      } else {
        expect(await script.ended).toMatchObject({ code: 1, errors: expect.stringContaining(words) });
        await worker.exec('ROLLBACK');
      }
      await worker.close();
    },
    60_000,
  );

  it('reports plainly that its process there was killed before it was asked to write', async () => {
    const path = folder.file('queue.db');
    await createDatabase(path, { migrated: 'all' });
    const there = helperHere();
    const [pid] = there.perform([
      ['target', '/proc/self'],
      ['connect', path, 0, 60, 'rw'],
    ]).results;
    process.kill(Number(pid), 'SIGKILL');
    await eventually(() => (existsSync(`/proc/${pid}`) ? null : true));
    const words = 'the process that was to write has ended';
    const writes = [
      ['run', 'DELETE FROM cf_processing_queue', {}],
      ['batch', [], []],
    ] as const;
    expect(there.perform(writes).results).toEqual(writes.map(() => expect.objectContaining({ words })));
    await there.close();
  });

  it('reports an unknown outcome if its process there is killed in a later one of several transactions', async () => {
    const path = folder.file('queue.db');
    const queued = "SELECT count(*) AS jobs FROM cf_processing_queue WHERE status = 'QUEUED'";
    // The second transaction never ends.
    await createDatabase(path, {
      migrated: 'all',
      sql: [
        tenThousand,
        'CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n',
        `CREATE TRIGGER slow AFTER UPDATE ON cf_processing_queue WHEN (${queued}) > 200
         BEGIN SELECT count(*) FROM endless; END`,
      ],
    });
    const script = start(['retry', '--status', 'failed', '--yes', `ssh://there${path}`], {
      ...{ HOME: folder.path, JOBS_VIEW_SSH: hostWithPython(folder.file('pid')) },
    });
    const agent = await eventually(() => readFileSync(folder.file('pid'), 'utf8').trim() || null);
    const pid = await eventually(() => helperOf(agent, realpathSync(path)));
    const other = await NativeWriter.start(path, { busyTimeout: 0 });
    const isSecond = async () => (await other.all(queued))[0]?.jobs === 200 && (await isLocked(other));
    await eventually(async () => (await isSecond()) || null);
    process.kill(Number(pid), 'SIGKILL');
    expect(await script.ended).toMatchObject({
      ...{ code: 1, errors: expect.stringContaining('It may have been done, whole or not at all.') },
    });
    expect(await other.all(queued)).toEqual([{ jobs: 200 }]);
    await other.close();
  }, 60_000);

  it('follows a queue, after a lost link and from a cursor on, and misses nothing', async () => {
    const path = folder.file('queue.db');
    await createDatabase(path, { migrated: 'all', sql: [tenThousand] });
    const writer = await NativeWriter.start(path);
    const setTo = (status: string, id: number) =>
      writer.run(`UPDATE cf_processing_queue SET status = '${status}' WHERE id = ${id}`);
    const environment = { HOME: folder.path, JOBS_VIEW_SSH: hostWithPython(folder.file('pid')) };
    const address = `ssh://there${path}`;
    const follower = followInJson([address], environment);
    await follower.until((told) => told.length > 0);
    await setTo('RUNNING', 3);
    await follower.until((told) => told.some(({ id }) => id === 3));
    process.kill(Number(readFileSync(folder.file('pid'), 'utf8')), 'SIGKILL');
    await setTo('RUNNING', 4);
    await follower.until((told) => told.some(({ id }) => id === 4));
    expect(await follower.end('SIGTERM')).toMatchObject({ signal: 'SIGTERM', errors: '' });
    const told = ({ told: lines }: Follower) =>
      lines
        .filter(({ type }) => type !== 'counts')
        .map(({ type, id, state, to }) => [type, id ?? state ?? null, to ?? null]);
    expect(told(follower)).toEqual([
      ['snapshot', null, null],
      ['job', 3, 'running'],
      ['connection', 'lost', null],
      ['connection', 'good', null],
      ['job', 4, 'running'],
    ]);
    await setTo('FAILED', 3);
    await writer.close();
    const cursor = follower.told.find(({ id }) => id === 3)?.cursor ?? '';
    const again = followInJson([address, '--since', cursor], environment);
    const jobs = (lines: readonly Told[]) => lines.filter(({ type }) => type === 'job').length;
    await again.until((lines) => jobs(lines) === 2);
    await createDatabase(folder.file('other.db'), { migrated: 'all', sql: [tenThousand] });
    renameSync(folder.file('other.db'), path);
    await again.until((lines) => jobs(lines) === 4);
    const [first, ...rest] = told(again);
    expect(first).toEqual(['snapshot', null, null]);
    expect(rest.slice(0, 2).sort()).toEqual([
      ['job', 3, 'failed'],
      ['job', 4, 'running'],
    ]);
    expect(rest.slice(2)).toEqual([
      ['connection', 'replaced', null],
      ['job', 3, 'complete'],
      ['job', 4, 'complete'],
    ]);
    await again.end();
  }, 60_000);

  it('measures outputs and finds processes as a program there would', async () => {
    const there = helperHere();
    try {
      const disk = diskThere(async (accesses) => there.perform(accesses));
      for (const name of ['out', 'out/deep']) mkdirSync(folder.file(name));
      for (const name of ['out/one', 'out/deep/two', 'alone']) writeFileSync(folder.file(name), name);
      symlinkSync(folder.file('alone'), folder.file('out/link'));
      for (const name of ['out', 'alone', 'none', 'out/link']) {
        const path = folder.file(name);
        const found = await disk.measureOutput(path);
        expect(found).toEqual(await measureOutput(path));
        expect(await disk.isUnchanged(found)).toBe(name !== 'none');
        if (name === 'out') writeFileSync(folder.file('out/deep/three'), '3');
        expect(await disk.isUnchanged(found)).toBe(await isUnchanged(found));
      }
      const [pid] = there.perform([['target', '/proc/self']]).results;
      const gone = spawn('true');
      await once(gone, 'exit');
      const pids = [process.pid, process.ppid, gone.pid ?? 0, 1];
      const table = new ProcessTable('/proc', Number(pid), procThere(there.perform));
      expect(table.look(pids)).toEqual(new ProcessTable().look(pids));
    } finally {
      await there.close();
    }
  }, 30_000);

  it('is at most 200 lines', () => {
    expect(agentSource.split('\n').length).toBeLessThanOrEqual(201);
  });
});
