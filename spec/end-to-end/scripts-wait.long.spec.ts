import { constants } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { createDatabase, runSql } from '../support/databases.js';
import { NativeWriter } from '../support/native-writer.js';
import { runInside as run } from './inside.js';
import { folder, open, path, soon } from './scene.js';
import { start } from './scripts.js';
import { fix, hasEnded, scan, watching } from './waiting-script.js';

describe('jobs-view wait', () => {
  it('exits with 4 at its timeout, and prints the counts', async () => {
    await createDatabase(path, { rows: [scan, fix] });
    const { code, out, errors } = await run(['wait', path, '--timeout', '1s']);
    expect({ code, out }).toEqual({ code: 4, out: '1 queued, 1 running, 0 done, 0 failed, 0 cancelled\n' });
    expect(errors).toMatch(
      /^jobs-view: .*jobs\.sqlite3: Timed out: jobs are still queued or running\.\n.*--timeout.*\n$/,
    );
  });

  it('exits with 1 at once for jobs that there are not, and names them, whatever else is under way', async () => {
    await createDatabase(path, { rows: [scan, fix] });
    const of = (...more: readonly string[]) => run(['wait', path, '--timeout', '20s', ...more]);
    const { code, out, errors } = await of('--id', '1,99,x');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(errors).toMatch(/^jobs-view: .*jobs\.sqlite3: There are no jobs 99, x\.\n.*jobs-view PATH.*\n$/);
    expect((await of('--id', '99', '--timeout', '0s')).code).toBe(1);
    expect((await of('--id', '1', '--status', 'failed')).code).toBe(0);
  });

  it('looks once with any timeout, at jobs that pass the filter', async () => {
    const later = { ...scan, id: 3, status: 'QUEUED' };
    await createDatabase(path, { rows: [scan, { ...fix, status: 'COMPLETED' }, later] });
    const now = ['--timeout', '0s'];
    expect((await run(['wait', path, ...now, '--name', 'FIX'])).code).toBe(0);
    expect((await run(['wait', path, ...now, '--name', 'scan'])).code).toBe(4);
    expect((await run(['wait', path, ...now, '--status', 'queued,failed'])).code).toBe(4);
    expect((await run(['wait', path, ...now, '--type', 'export'])).code).toBe(0);
  });

  it('waits for a missing database, and for a table in it', async () => {
    const script = start(['wait', path]);
    await script.says('Waiting for it');
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

  it('reports at its timeout that there was no database', async () => {
    const { code, out, errors } = await run(['wait', path, '--timeout', '0s']);
    expect({ code, out }).toEqual({ code: 4, out: '' });
    expect(errors).toContain('There is no database here.');
  });

  it('ends with 1 at a problem that does not pass by itself', async () => {
    const { code, out, errors } = await run(['wait', folder.path]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(errors).toContain('This is a folder.');
  });

  it('prints on a terminal how many jobs it waits for', async () => {
    await createDatabase(path, { rows: [scan, fix] });
    const view = open(['wait', path, '--name', 'scan'], { flags: [] });
    await view.waitForText('jobs.sqlite3: waiting for 1 running job', soon);
    view.type('\x03');
    expect(await view.ended).toEqual({ code: 0, signal: constants.signals.SIGINT });
  });

  it('ends with --stalled once a running job that passes the filter stands still, though nothing is committed', async () => {
    const at = (agoMs: number) =>
      new Date(Date.now() - agoMs).toISOString().replace('T', ' ').replace('Z', '');
    const counting = { items_total: 500, items_processed: 400, claim_time: at(300_000) };
    // Its pace so far allows it to stand still for 30 s; that is over in some 8 s.
    const slow = { ...scan, ...counting, updated_at: at(22_000) };
    await createDatabase(path, { migrated: 'all', rows: [slow, fix] });
    const stalled = '1 queued, 1 running (1 stalled), 0 done, 0 failed, 0 cancelled\n';
    const others = start(['wait', path, '--stalled', '--name', 'fix']);
    const script = start(['wait', path, '--stalled']);
    await watching(script);
    expect(await script.ended).toEqual({
      code: 6,
      signal: null,
      out: stalled,
      errors: expect.stringMatching(
        /^jobs-view: .*: A running job has stalled: 1\.\n.*--once --status stalled\n$/,
      ),
    });
    expect(hasEnded(others)).toBe(false);
    expect(await run(['wait', path, '--timeout', '0s', '--stalled'])).toMatchObject({
      code: 6,
      out: stalled,
    });
    expect(await run(['wait', path, '--timeout', '0s', '--stalled', '--status', 'queued'])).toMatchObject({
      code: 4,
    });
    expect(await run(['wait', path, '--timeout', '0s'])).toMatchObject({ code: 4 });
    await runSql(path, ["UPDATE cf_processing_queue SET status = 'COMPLETED'"]);
    expect(await others.ended).toMatchObject({ code: 0 });
    expect(await run(['wait', path, '--stalled'])).toMatchObject({ code: 0 });
  }, 60_000);

  it('counts with --new the failures from now on', async () => {
    const old = { id: 3, plugin_name: 'old', status: 'FAILED', end_time: '2026-01-13 09:00:00' };
    await createDatabase(path, { rows: [scan, fix, old] });
    const script = start(['wait', path, '--new']);
    await watching(script);
    await runSql(path, ["UPDATE cf_processing_queue SET status = 'FAILED' WHERE id = 1"]);
    expect(hasEnded(script)).toBe(false);
    await runSql(path, ["UPDATE cf_processing_queue SET status = 'COMPLETED' WHERE id = 2"]);
    expect(await script.ended).toMatchObject({
      code: 3,
      out: '0 queued, 0 running, 1 done, 2 failed (1 new), 0 cancelled\n',
      errors: '',
    });
    const { code, out } = await run(['wait', path, '--new']);
    expect({ code, out }).toEqual({
      code: 0,
      out: '0 queued, 0 running, 1 done, 2 failed (0 new), 0 cancelled\n',
    });
  });

  it('counts with --since the failures that ended since then', async () => {
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
});
