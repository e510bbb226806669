import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createDatabase, runSql } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { folderForEach } from '../support/folder-for-each.js';
import { NativeWriter } from '../support/native-writer.js';
import { startInPty } from '../support/pty.js';
import { runInside as run } from './inside.js';
import { program } from './program.js';
import { killAll, type Run, type Script, start } from './scripts.js';

const folder = folderForEach();
let path: string;

beforeEach(() => {
  path = folder.file('jobs.sqlite3');
});

afterEach(() => killAll());

const scan = { id: 1, plugin_name: 'scan_logs', status: 'RUNNING' };
const fix = { id: 2, plugin_name: 'fix_parser', status: 'QUEUED' };

/** Resolves when the program watches: it has its inotify descriptor, which comes with the first look. */
async function watching({ child }: Script): Promise<void> {
  await eventually(
    () =>
      readdirSync(`/proc/${child.pid}/fdinfo`).some((name) => {
        try {
          return readFileSync(`/proc/${child.pid}/fdinfo/${name}`, 'latin1').includes('inotify wd:');
        } catch {
          return false;
        }
      }),
    () => 'no watch',
  );
}

/** Whether the program has ended by now. */
const hasEnded = ({ child }: Script): boolean => child.exitCode !== null || child.signalCode !== null;

/** How much of a processor the program has used, in hundredths of a second. */
function ticks({ child }: Script): number | undefined {
  try {
    const fields = readFileSync(`/proc/${child.pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return undefined;
  }
}

/** From signals to the end, ms. */
const endings: number[] = [];

/** The one in the middle of three: a machine that is busy with other things may hold up one of them. */
function median(durations: readonly number[]): number | undefined {
  expect(durations).toHaveLength(3);
  return [...durations].sort((one, other) => one - other)[1];
}

/** From commits in another process to the end of this one, ms. */
const latencies: number[] = [];

async function finish(script: Script, sql: string): Promise<Pick<Run, 'code' | 'out'>> {
  const writer = await NativeWriter.start(path);
  await writer.exec(sql);
  const done = performance.now();
  const { code, out, errors } = await script.ended;
  latencies.push(performance.now() - done);
  await writer.close();
  expect(errors).toBe('');
  return { code, out };
}

describe('jobs-view wait', () => {
  it.each(['wal', 'delete'] as const)(
    'returns when the last job is done, at once (%s)',
    async (journalMode) => {
      await createDatabase(path, { rows: [scan, fix], journalMode });
      const script = start(['wait', path]);
      await watching(script);
      await runSql(path, ["UPDATE cf_processing_queue SET status = 'COMPLETED' WHERE id = 1"]);
      expect(hasEnded(script)).toBe(false);
      const { code, out } = await finish(
        script,
        "UPDATE cf_processing_queue SET status = 'COMPLETED' WHERE id = 2",
      );
      expect({ code, out }).toEqual({
        code: 0,
        out: '0 queued, 0 running, 2 done, 0 failed, 0 cancelled\n',
      });
    },
  );

  it('exits with 3 when a job failed', async () => {
    await createDatabase(path, { rows: [scan] });
    const script = start(['wait', path, '--timeout', '1m']);
    await watching(script);
    const { code, out } = await finish(script, "UPDATE cf_processing_queue SET status = 'FAILED'");
    expect({ code, out }).toEqual({
      code: 3,
      out: '0 queued, 0 running, 0 done, 1 failed, 0 cancelled\n',
    });
  });

  it('took less than a second from the last commit to its end', () => {
    expect(median(latencies)).toBeLessThan(1000);
  });

  it('exits with 4 when the time is up, and says how the jobs stand', async () => {
    await createDatabase(path, { rows: [scan, fix] });
    const { code, out, errors } = await run(['wait', path, '--timeout', '1s']);
    expect({ code, out }).toEqual({
      code: 4,
      out: '1 queued, 1 running, 0 done, 0 failed, 0 cancelled\n',
    });
    expect(errors).toMatch(
      /^jobs-view: .*jobs\.sqlite3: Timed out: jobs are still queued or running\.\n.*--timeout.*\n$/,
    );
  });

  it('looks once however short the time, at nothing but what the filter lets through', async () => {
    await createDatabase(path, { rows: [scan, { ...fix, status: 'COMPLETED' }] });
    const now = ['--timeout', '0s'];
    expect((await run(['wait', path, ...now, '--name', 'FIX'])).code).toBe(0);
    expect((await run(['wait', path, ...now, '--name', 'scan'])).code).toBe(4);
    expect((await run(['wait', path, ...now, '--status', 'queued,failed'])).code).toBe(0);
    expect((await run(['wait', path, ...now, '--type', 'export'])).code).toBe(0);
  });

  it('waits for a database that is not there, and for a table in it', async () => {
    const script = start(['wait', path]);
    const { stderr } = script.child;
    if (stderr !== null) await once(stderr, 'data');
    await runSql(path, ['CREATE TABLE other (id INTEGER)']);
    expect(hasEnded(script)).toBe(false);
    const writer = await NativeWriter.start(path);
    await writer.exec(
      `BEGIN;
       CREATE TABLE cf_processing_queue (id INTEGER PRIMARY KEY, plugin_name TEXT, status TEXT);
       INSERT INTO cf_processing_queue VALUES (1, 'fix_parser', 'COMPLETED');
       COMMIT`,
    );
    const { code, out, errors } = await script.ended;
    expect(code).toBe(0);
    expect(errors).toBe(
      `jobs-view: ${path}: There is no database here yet.\nWaiting for it (Ctrl-C to stop).\n`,
    );
    expect(out).toMatch(/ 1 done, /);
  });

  it('says at the end of its time that there was no database', async () => {
    const { code, out, errors } = await run(['wait', path, '--timeout', '0s']);
    expect({ code, out }).toEqual({ code: 4, out: '' });
    expect(errors).toContain('There is no database here.');
  });

  it('does not wait for what no worker puts right', async () => {
    const { code, out, errors } = await run(['wait', folder.path]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(errors).toContain('not a file');
  });

  it('says on a terminal what it waits for', async () => {
    await createDatabase(path, { rows: [scan, fix] });
    const view = startInPty(process.execPath, [program, 'wait', path, '--name', 'scan']);
    try {
      await view.waitForText('jobs.sqlite3: waiting for 1 running job', {
        within: 15_000,
      });
      view.type('\x03');
      expect(await view.ended).toEqual({ code: 0, signal: constants.signals.SIGINT });
    } finally {
      await view.close();
    }
  });

  it('counts what fails from now on where it is asked for that', async () => {
    const old = { id: 3, plugin_name: 'old', status: 'FAILED', end_time: '2026-01-13 09:00:00' };
    await createDatabase(path, { rows: [scan, fix, old] });
    const script = start(['wait', path, '--new']);
    await watching(script);
    await runSql(path, ["UPDATE cf_processing_queue SET status = 'FAILED' WHERE id = 1"]);
    expect(hasEnded(script)).toBe(false);
    const done = "UPDATE cf_processing_queue SET status = 'COMPLETED' WHERE id = 2";
    expect(await finish(script, done)).toEqual({
      code: 3,
      out: '0 queued, 0 running, 1 done, 2 failed (1 new), 0 cancelled\n',
    });
    const { code, out } = await run(['wait', path, '--new']);
    expect({ code, out }).toEqual({
      code: 0,
      out: '0 queued, 0 running, 1 done, 2 failed (0 new), 0 cancelled\n',
    });
  });

  it('counts what has failed since a moment, by the time in the record', async () => {
    const failed = (id: number, end_time: string) => ({ id, plugin_name: 'p', status: 'FAILED', end_time });
    await createDatabase(path, {
      rows: [failed(1, '2026-01-13 09:00:00'), failed(2, '2026-01-13 11:00:00')],
    });
    expect((await run(['wait', path])).code).toBe(3);
    expect(await run(['wait', path, '--since', '2026-01-13 10:00'])).toMatchObject({
      code: 3,
      out: '0 queued, 0 running, 0 done, 2 failed (1 since 2026-01-13T10:00:00.000Z), 0 cancelled\n',
    });
    expect((await run(['wait', path, '--since', '2026-01-13T12:00:00Z'])).code).toBe(0);
    expect((await run(['wait', path, '--since', '10m'])).code).toBe(0);
    expect(await run(['wait', path, '--since', '9999-01-01'])).toMatchObject({
      code: 2,
      errors: 'jobs-view: --since is in the future\n',
    });
  });

  it('rests while nothing changes, and leaves nothing beside the database', async () => {
    await createDatabase(path, { rows: [scan], journalMode: 'delete' });
    const script = start(['wait', path, '--timeout', '3s']);
    await watching(script);
    const used: number[] = [];
    const sampling = setInterval(() => used.push(ticks(script) ?? used.at(-1) ?? 0), 100);
    expect((await script.ended).code).toBe(4);
    clearInterval(sampling);
    // Of 100 ticks, in the last second: the first read, and all that is compiled for it, lie before.
    expect((used.at(-1) ?? 0) - (used.at(-11) ?? 0)).toBeLessThan(20);
    expect(readdirSync(folder.path)).toEqual(['jobs.sqlite3']);
  });

  // To a shell that is 130, 143 and 129.
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends it at once', async (signal) => {
    await createDatabase(path, { rows: [scan] });
    const script = start(['wait', path]);
    await watching(script);
    const sent = performance.now();
    script.child.kill(signal);
    expect(await script.ended).toEqual({ code: null, signal, out: '', errors: '' });
    endings.push(performance.now() - sent);
  });

  it('took less than half a second from a signal to its end', () => {
    expect(median(endings)).toBeLessThan(500);
  });
});
