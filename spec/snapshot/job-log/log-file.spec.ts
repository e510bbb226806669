import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { nextTurn } from '../../../lib/snapshot/files/node-system.js';
import type { DatabaseLogReader } from '../../../lib/snapshot/job-log/database-log-reader.js';
import { type LogBytes, problemOfFile } from '../../../lib/snapshot/job-log/log-bytes.js';
import { LogFile, logPath } from '../../../lib/snapshot/job-log/log-file.js';
import { folderForEach } from '../../support/folder-for-each.js';
import type { NativeWriter } from '../../support/native-writer.js';
import { logDatabase, writeLog } from './log-database.js';
import { lastLines, logReader } from './reading.js';

const never = new AbortController().signal;
const folder = folderForEach();
let path: string;
let native: NativeWriter;
let reader: DatabaseLogReader;

beforeEach(async () => {
  path = folder.file('logs.db');
  native = await logDatabase(path);
  reader = logReader(path, { logFolder: folder.path });
});

afterEach(() => reader.close());

const texts = async (jobId = '1') => (await lastLines(reader, jobId)).lines.map(({ text }) => text);
const read = (jobId = '1') => reader.read({ jobId, place: { kind: 'end' }, before: 5, after: 0 });

/** Records an artifact of job 1. */
const record = (uri: string, kind = 'log') =>
  native.exec(`CREATE TABLE IF NOT EXISTS cf_job_artifacts (
    job_id INTEGER, kind TEXT, name TEXT, uri TEXT, table_name TEXT, rows INTEGER, created_at INTEGER);
    INSERT INTO cf_job_artifacts VALUES (1, '${kind}', 'n', '${uri}', NULL, NULL, 1)`);

describe('a log in a file', () => {
  it('is shown if the database has no log of the job', async () => {
    expect(await read()).toEqual({ kind: 'none', looked: [`cf_job_logs in ${path}`, folder.file('1.log')] });
    writeFileSync(folder.file('1.log'), 'from the file\n');
    expect(await lastLines(reader, '1')).toMatchObject({
      lines: [{ text: 'from the file' }],
      size: 14,
      origin: { kind: 'file', path: folder.file('1.log') },
    });
    await writeLog(native, 1, Buffer.from('from the database\n'));
    expect(await texts()).toEqual(['from the database']);
    await native.exec('UPDATE cf_job_logs SET log_text = NULL');
    expect(await texts()).toEqual(['from the file']);
  });

  it('is the newest existing one that the database records; if none exists, the paths are listed', async () => {
    await record(`file://${folder.file('old.txt')}`);
    await record(`file://${folder.file('no%20log.txt')}`);
    await record('s3://bucket/log');
    await record('file://relative');
    await record(`file://${folder.file('data.txt')}`, 'output');
    writeFileSync(folder.file('data.txt'), 'no log\n');
    const at = [`cf_job_logs in ${path}`, 'file://relative', 's3://bucket/log'];
    expect(await read()).toEqual({
      kind: 'none',
      looked: [...at, folder.file('no log.txt'), folder.file('old.txt'), folder.file('1.log')],
      recorded: 'file://relative',
    });
    writeFileSync(folder.file('1.log'), 'in the folder\n');
    expect(await texts()).toEqual(['in the folder']);
    writeFileSync(folder.file('old.txt'), 'old\n');
    expect(await texts()).toEqual(['old']);
    writeFileSync(folder.file('no log.txt'), 'new\n');
    expect(await texts()).toEqual(['new']);
    appendFileSync(folder.file('no log.txt'), 'and on\n');
    expect(await texts()).toEqual(['new', 'and on']);
    await writeLog(native, 1, Buffer.from('in the database\n'));
    expect(await texts()).toEqual(['in the database']);
  });

  it('is found by relative paths as outputs are; a path that is listed names its folder', async () => {
    for (const uri of ['~/of-home.txt', '../beside.txt', 'file:logs/1%20.txt', 'logs/1.txt'])
      await record(uri);
    await reader.close();
    const base = folder.file('current');
    const home = folder.file('home');
    reader = logReader(path, { folders: { base, home } });
    for (const each of [base, home, folder.file('current/logs')]) mkdirSync(each);
    const from = `relative to the current folder, ${base}`;
    expect(await read()).toEqual({
      kind: 'none',
      looked: [
        `cf_job_logs in ${path}`,
        `logs/1.txt, ${from}`,
        `logs/1 .txt, ${from}`,
        `../beside.txt, ${from}`,
        folder.file('home/of-home.txt'),
      ],
      recorded: `logs/1.txt, ${from}`,
    });
    writeFileSync(folder.file('home/of-home.txt'), 'of home\n');
    expect(await texts()).toEqual(['of home']);
    writeFileSync(folder.file('current/logs/1 .txt'), 'of the current folder\n');
    expect(await lastLines(reader, '1')).toMatchObject({
      lines: [{ text: 'of the current folder' }],
      origin: { kind: 'file', path: folder.file('current/logs/1 .txt') },
    });
    await reader.close();
    reader = logReader(path, { folders: { base: folder.file('elsewhere'), home: null } });
    expect(await read()).toMatchObject({
      looked: [
        `cf_job_logs in ${path}`,
        `logs/1.txt, relative to the current folder, ${folder.file('elsewhere')}`,
        `logs/1 .txt, relative to the current folder, ${folder.file('elsewhere')}`,
        `../beside.txt, relative to the current folder, ${folder.file('elsewhere')}`,
        '~/of-home.txt',
      ],
    });
  });

  it('is shown if a newer one that the database records cannot be read', async () => {
    await record(`file://${folder.file('old.txt')}`);
    await record(`file://${folder.file('folder')}`);
    mkdirSync(folder.file('folder'));
    expect(await read()).toMatchObject({ kind: 'problem', problem: { file: folder.file('folder') } });
    writeFileSync(folder.file('1.log'), 'in the folder of logs\n');
    expect(await texts()).toEqual(['in the folder of logs']);
    writeFileSync(folder.file('old.txt'), 'old\n');
    expect(await texts()).toEqual(['old']);
  });

  it('may grow, shrink, be replaced, vanish and come back between reads, and is never held open', async () => {
    const file = folder.file('1.log');
    writeFileSync(file, 'one\n');
    expect(await texts()).toEqual(['one']);
    appendFileSync(file, 'two\nthr');
    expect(await texts()).toEqual(['one', 'two', 'thr']);
    appendFileSync(file, 'ee\n');
    expect(await texts()).toEqual(['one', 'two', 'three']);
    truncateSync(file, 4);
    expect(await texts()).toEqual(['one']);
    writeFileSync(folder.file('new'), 'another\n');
    renameSync(folder.file('new'), file);
    expect(await texts()).toEqual(['another']);
    renameSync(file, folder.file('old'));
    expect((await read()).kind).toBe('none');
    symlinkSync(folder.file('old'), file);
    expect(await texts()).toEqual(['another']);
    const open = readdirSync('/proc/self/fd').map((descriptor) => {
      try {
        return readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8').match(/ino:\s*(\d+)/)?.[1];
      } catch {
        // The folder's own descriptor is gone by now.
        return undefined;
      }
    });
    expect(open).not.toContain(String(statSync(file).ino));
  });

  it('is a problem at once if the path leads to a FIFO, folder, device or loop of links', async () => {
    execFileSync('mkfifo', [folder.file('1.log')]);
    mkdirSync(folder.file('2.log'));
    symlinkSync('/dev/zero', folder.file('3.log'));
    symlinkSync('4.log', folder.file('4.log'));
    for (const jobId of ['1', '2', '3', '4']) {
      expect(await read(jobId)).toMatchObject({
        kind: 'problem',
        problem: {
          code: 'not-a-file',
          file: folder.file(`${jobId}.log`),
          sentence: expect.stringContaining('log'),
        },
      });
    }
  });

  it('is never looked for outside its folder, whatever the job’s id', () => {
    for (const id of [
      '',
      ...'../1 .. . /etc/passwd a/b a\\b a\0b .hidden -x 1\n é'.split(' '),
      'x'.repeat(300),
    ])
      expect([id, logPath('/logs', id)]).toEqual([id, null]);
    for (const id of ['1', '-9223372036854775808', 'a-b_c.d', '0042'])
      expect(logPath('/logs', id)).toBe(`/logs/${id}.log`);
  });

  it('is read again if it is rewritten at its size during a read, and is another edition then', async () => {
    const file = folder.file('1.log');
    const write = (word: string, writtenAt: number) => {
      writeFileSync(file, `${word}\n${word}\n`);
      utimesSync(file, writtenAt, writtenAt);
    };
    write('one', 1);
    const log = new LogFile(file, Date.now);
    const whole = (bytes: LogBytes) => bytes.read(0, bytes.size).toString();
    const before = log.read(whole);
    let readings = 0;
    const meanwhile = log.read((bytes) => {
      const first = bytes.read(0, 4).toString();
      if (++readings === 1) write('two', 2);
      return first + bytes.read(4, 8).toString();
    });
    expect(meanwhile).toMatchObject({ value: 'two\ntwo\n' });
    const editions = [before, meanwhile, log.read(whole)].map(
      (read) => read.kind === 'value' && read.edition,
    );
    expect(editions[1]).not.toBe(editions[0]);
    expect(editions[2]).toBe(editions[1]);
    appendFileSync(file, 'more\n');
    expect(log.read(whole)).toMatchObject({ edition: editions[2] });
  });

  it('is read 10,000 lines at a time at most, however many are asked for', async () => {
    writeFileSync(folder.file('1.log'), 'line\n'.repeat(20_010));
    const [before, after] = [1e9, 1e9];
    const middle = { jobId: '1', place: { kind: 'offset', offset: 5 * 10_005 }, before, after } as const;
    expect(await reader.read(middle)).toMatchObject({ kind: 'piece', piece: { lines: { length: 20_000 } } });
  });

  it('is left by each call whose signal is aborted, and by no other', async () => {
    writeFileSync(folder.file('1.log'), Buffer.alloc(3 << 20, 'a line\n'));
    const search = { jobId: '1', text: 'nowhere', from: 0, direction: 'forward' } as const;
    const calls: readonly ((signal: AbortSignal, nth: number) => Promise<{ readonly kind: string }>)[] = [
      (signal) => reader.search(search, signal),
      (signal) => reader.matches(search, 0, signal),
      (signal, nth) => reader.save('1', folder.file(`saved${nth}`), signal),
    ];
    const control = new AbortController();
    const begun = [control.signal, never].map((signal, nth) => calls.map((call) => call(signal, nth)));
    control.abort();
    const late = calls.map((call) => call(control.signal, 2));
    const kinds = await Promise.all([...begun, late].map((some) => Promise.all(some)));
    const stopped = Array.from(calls, () => 'stopped');
    expect(kinds.map((some) => some.map(({ kind }) => kind))).toEqual([
      stopped,
      ['none', 'counted', 'saved'],
      stopped,
    ]);
  });

  it('is searched to its new end if it grows meanwhile', async () => {
    writeFileSync(folder.file('1.log'), Buffer.alloc(5 << 20, 'nothing here\n'));
    const search = { jobId: '1', text: 'needle', from: 0, direction: 'forward' } as const;
    const searching = reader.search(search, new AbortController().signal);
    appendFileSync(folder.file('1.log'), '\nneedle\n');
    expect(await searching).toMatchObject({ kind: 'found', start: (5 << 20) + 1 });
  });
});

describe('saving a log', () => {
  it('writes its bytes to a new file with ordinary permissions', async () => {
    await writeLog(native, 1, Buffer.from('one\ntwo'));
    const saved = folder.file('saved');
    expect(await reader.save('1', saved, never)).toEqual({ kind: 'saved', path: saved, bytes: 7 });
    expect(readFileSync(saved, 'utf8')).toBe('one\ntwo');
    expect(statSync(saved).mode & 0o777).toBe(0o666 & ~process.umask());
    await writeLog(native, 2, Buffer.alloc(0));
    expect(await reader.save('2', folder.file('empty'), never)).toMatchObject({ bytes: 0 });
  });

  it('never overwrites a file, link or folder', async () => {
    await writeLog(native, 1, Buffer.from('one\n'));
    const taken = folder.file('taken');
    writeFileSync(taken, 'kept');
    symlinkSync(folder.file('nowhere'), folder.file('dangling'));
    for (const target of [taken, folder.file('dangling'), folder.path]) {
      expect(await reader.save('1', target, never)).toMatchObject({
        kind: 'problem',
        problem: { file: target, sentence: expect.stringContaining('already') },
      });
    }
    expect(readFileSync(taken, 'utf8')).toBe('kept');
    expect(existsSync(folder.file('nowhere'))).toBe(false);
    expect(await reader.save('1', folder.file('no/such/folder'), never)).toMatchObject({ kind: 'problem' });
  });

  it('leaves no file behind without a log, after an abort, and after the reader was closed', async () => {
    const target = folder.file('saved');
    expect(await reader.save('1', target, never)).toEqual({ kind: 'none' });
    expect(existsSync(target)).toBe(false);
    await writeLog(native, 1, Buffer.alloc(30e6, 'a line\n'));
    const control = new AbortController();
    const saving = reader.save('1', target, control.signal);
    control.abort();
    expect(await saving).toEqual({ kind: 'stopped' });
    expect(existsSync(target)).toBe(false);
    expect(await reader.save('1', target, control.signal)).toEqual({ kind: 'stopped' });
    const ending = reader.save('1', target, never);
    await reader.close();
    expect(['stopped', 'problem']).toContain((await ending).kind);
    expect(existsSync(target)).toBe(false);
  });

  it('is no longer searched once the reader has been closed', async () => {
    writeFileSync(folder.file('1.log'), Buffer.alloc(30e6, 'a line\n'));
    const ended: string[] = [];
    const search = { jobId: '1', text: 'absent', from: 0, direction: 'forward' } as const;
    const searching = reader.search(search, never).then(({ kind }) => ended.push(kind));
    await nextTurn();
    await reader.close().then(() => ended.push('closed'));
    await searching;
    expect(ended).toEqual(['stopped', 'closed']);
  });

  it('reports a full disk in words', () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    expect(problemOfFile(full, '/x')).toMatchObject({
      sentence: 'There is no space left for the log.',
      file: '/x',
    });
  });
});
