import { execFile } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { DatabaseVersion } from '../support/database-versions.js';
import { createDatabase } from '../support/databases.js';
import { NativeWriter } from '../support/native-writer.js';
import { runInside } from './inside.js';
import { brief, program } from './program.js';
import { folder, path } from './scene.js';
import { start } from './scripts.js';

/** What the program prints, byte for byte. */
function printed(...args: string[]): Promise<{ code: number; out: Buffer; errors: string }> {
  const options = { encoding: 'buffer', maxBuffer: 1 << 26, env: { PATH: process.env.PATH } } as const;
  return new Promise((resolve) => {
    execFile(process.execPath, [...brief, program, ...args], options, (error, out, errors) =>
      resolve({ code: Number(error?.code ?? 0), out, errors: errors.toString() }),
    );
  });
}

const job = (id: number, status = 'RUNNING') => ({ id, plugin_name: 'p', status });
/** Every byte, over several portions, and no line break at the end. */
const bytes = Buffer.from(Array.from({ length: 2_500_003 }, (_, index) => (index * 7 + (index >> 8)) & 0xff));

/** Makes jobs, of which the first has this log. */
const withLog = (log_text: string | Buffer, version: DatabaseVersion = 'A', rows = [job(1)]) =>
  createDatabase(path, {
    version,
    migrated: 'all',
    rows,
    tables: { cf_job_logs: [{ job_id: 1, log_text }] },
  });

describe.each(['A', 'D'] as const)('the log of a job of version %s', (version) => {
  it('is printed byte for byte', async () => {
    await withLog(bytes, version);
    const { code, out, errors } = await printed('log', '1', path);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(out.equals(bytes)).toBe(true);
  });

  it('is reported as missing on stderr, with where it was looked for', async () => {
    await createDatabase(path, { version, rows: [job(1)] });
    const { code, out, errors } = await runInside(['log', '1', path]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(errors).toContain('There is no log of job 1.');
    expect(errors).toContain(`It was looked for in: cf_job_logs in ${path}`);
    const absent = await runInside(['log', '7', path]);
    expect(absent).toMatchObject({ code: 1, out: '' });
    expect(absent.errors).toContain('There is no job 7 in this database.\nCheck the id and the path.');
  });
});

describe('a log', () => {
  it('is unpacked, and read from a file beside the database', async () => {
    await withLog(gzipSync('packed\n'));
    expect(await runInside(['log', '1', path])).toEqual({ code: 0, out: 'packed\n', errors: '' });
    mkdirSync(folder.file('logs'));
    writeFileSync(folder.file('logs/2.log'), 'beside\n');
    const beside = { code: 0, out: 'beside\n', errors: '' };
    expect(await runInside(['log', '2', path, '--log-dir', folder.file('logs')])).toEqual(beside);
    expect(await runInside(['log', '2', path], { JOBS_VIEW_LOG_DIR: folder.file('logs') })).toEqual(beside);
    expect(await runInside(['log', '2'], { JOBS_VIEW_DATABASE: path })).toMatchObject({ code: 1 });
  });
});

describe('log --follow', () => {
  const following = (...args: string[]) => start(['log', ...args, '-f']);
  const append = (text: string) => `UPDATE cf_job_logs SET log_text = log_text || '${text}' WHERE job_id = 1`;
  const end = "UPDATE cf_processing_queue SET status = 'COMPLETED' WHERE id = 1";

  it('prints what is added to a stored log and to a file until the job has ended', async () => {
    await createDatabase(path, { migrated: 'all', rows: [job(1, 'QUEUED'), job(2)] });
    mkdirSync(folder.file('logs'));
    const file = folder.file('logs/2.log');
    const native = await NativeWriter.start(path);
    const stored = following('1', path);
    const beside = following('2', path, '--log-dir', folder.file('logs'));
    await stored.says('Waiting for the log of job 1');
    await native.run("INSERT INTO cf_job_logs (job_id, log_text) VALUES (1, 'one\n')");
    writeFileSync(file, 'one\n');
    await stored.says('one\n');
    await beside.says('one\n');
    await native.run(append('two\nhalf a '));
    appendFileSync(file, 'two\nhalf a ');
    await stored.says('half a ');
    await beside.says('half a ');
    await native.run(append('line\n'));
    await native.run(end);
    appendFileSync(file, 'line\n');
    await native.run(end.replace('id = 1', 'id = 2'));
    for (const script of [stored, beside]) {
      const { code, out, errors } = await script.ended;
      expect({ code, out }).toEqual({ code: 0, out: 'one\ntwo\nhalf a line\n' });
      expect(errors).toMatch(/^(jobs-view: Waiting for the log of job \d \(Ctrl-C to stop\)\.\n)?$/);
    }
    await native.close();
  }, 60_000);

  it('ends at once for a job that has ended or does not exist', async () => {
    await withLog('all of it', 'A', [job(1, 'FAILED'), job(2, 'COMPLETED')]);
    expect(await runInside(['log', '1', path, '--follow'])).toEqual({
      code: 0,
      out: 'all of it',
      errors: '',
    });
    const none = await runInside(['log', '2', path, '-f']);
    expect(none).toMatchObject({ code: 1, out: '' });
    expect(none.errors).toContain('There is no log of job 2.');
    const absent = await runInside(['log', '3', path, '-f']);
    expect(absent).toMatchObject({ code: 1, out: '' });
    expect(absent.errors).toContain('There is no job 3 in this database.');
    const missing = await runInside(['log', '3', `${path}.not`, '-f']);
    expect(missing.errors).toContain('There is no database here.');
  });
});
