import { getEventListeners } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { everyJob } from '../../../lib/model/filter.js';
import type { LogPiece } from '../../../lib/model/log.js';
import type { Picture, PictureRequest } from '../../../lib/model/picture.js';
import { linked } from '../../hosts/linked.js';
import { createDatabase, runSql } from '../../support/databases.js';
import { eventually } from '../../support/eventually.js';
import { type LeakWatch, watchForLeaks } from '../../support/leaks.js';
import { testFolder } from '../../support/test-folder.js';
import { filteredLines } from '../job-log/reading.js';
import { inProcess, inThread, type OpenReaders, type Readers, setupFor } from './readers.js';

const everything: PictureRequest = {
  filter: everyJob,
  anchor: { kind: 'index', index: 0 },
  ...{ before: 0, after: 50, failures: 5, pipeline: true, clearing: true, metricsSince: true },
  monitoring: { periodMs: 300_000 },
  detail: { id: '9007199254740993', failuresFrom: 0, failures: 5 },
};

const log = Buffer.from(
  Array.from(
    { length: 5000 },
    (_, index) => `line ${index}${index === 4000 ? ' \x1b[1mnee\x1b[0mdle' : ''}\n`,
  ).join(''),
);
const never = new AbortController().signal;

let folder: string;
let path: string;
let leaks: LeakWatch;
let readers: Readers | null;
let sizes: number;
let news: number;

beforeEach(async () => {
  folder = testFolder();
  path = join(folder, 'queue.db');
  readers = null;
  sizes = 0;
  news = 0;
  await createDatabase(path, {
    migrated: 'all',
    rows: [
      {
        ...{ id: 9007199254740993n, plugin_name: 'exact', status: 'COMPLETED', output_path: 'sized' },
        ...{ output_size_bytes: 9007199254740995n, end_time: 1_768_300_000_000 },
      },
      { id: 2, plugin_name: 'broken', status: 'FAILED', error_message: 'boom', end_time: 1_768_300_000_000 },
      { id: 3, plugin_name: 'busy', status: 'RUNNING', items_total: 10, items_processed: 4 },
      { id: 4, plugin_name: 'measured', status: 'COMPLETED', output_path: 'out', end_time: 1_768_300_000 },
    ],
    tables: {
      cf_job_logs: [
        { job_id: 2, log_text: log.toString() },
        { job_id: 3, log_text: gzipSync(log) },
      ],
      cf_job_failures: [{ job_id: 2, error_type: 'Value', error_message: 'boom', line_number: 3 }],
    },
  });
  leaks = watchForLeaks();
});

afterEach(async () => {
  await readers?.close();
  await leaks.expectNone();
  // A signal that outlives its calls doesn't keep them.
  expect(getEventListeners(never, 'abort')).toEqual([]);
});

async function pictureOf(from: Readers, request = everything): Promise<Picture> {
  const result = await from.snapshots.read(request);
  if (result.kind !== 'picture') throw new Error(JSON.stringify(result));
  return result.picture;
}

async function pieceOf(from: Readers, jobId: string): Promise<LogPiece> {
  const reading = await from.logs.read({ jobId, place: { kind: 'end' }, before: 2, after: 1 });
  if (reading.kind !== 'piece') throw new Error(JSON.stringify(reading));
  return reading.piece;
}

/** Over a link within this process, which names the database where its host would be named. */
const onHost: OpenReaders = ({ path, logFolder }, listener = {}) => {
  const { readers } = linked(path, { label: path, logFolder });
  readers.listen(listener);
  return readers;
};

const ways: readonly (readonly [name: string, open: OpenReaders])[] = [
  ['on the same thread', inProcess],
  ['on a thread of their own', inThread],
  ['on another host', onHost],
];

describe.each(ways)('the readers %s', (_, open) => {
  const begin = (logFolder: string | null = null): Readers => {
    readers = open(setupFor(path, logFolder), {
      onSizes: () => {
        sizes += 1;
      },
      onLogNews: () => {
        news += 1;
      },
    });
    return readers;
  };

  it('the picture equals that of another reader, to the last digit', async () => {
    const other = inProcess(setupFor(path));
    const expected = await pictureOf(other);
    await other.close();
    const picture = await pictureOf(begin());
    expect(picture).toEqual({ ...expected, asOf: picture.asOf, monitoring: picture.monitoring });
    expect(picture.detail?.job).toMatchObject({ id: '9007199254740993', outputSizeBytes: 9007199254740995n });
    expect(picture.window.jobs).toHaveLength(4);
    expect(picture.pipeline).toBeDefined();
    expect(picture.monitoring).toBeDefined();
  });

  it('a look and a picture change with a commit', async () => {
    const { snapshots } = begin();
    const before = await snapshots.look();
    expect(await snapshots.look()).toBe(before);
    await runSql(path, ["UPDATE cf_processing_queue SET status = 'COMPLETED' WHERE id = 3"]);
    expect(await snapshots.look()).not.toBe(before);
    const result = await snapshots.read(everything);
    expect(result).toMatchObject({ picture: { counts: { complete: 3, running: 0 } } });
  });

  it('a missing or foreign database is a problem in pictures and logs', async () => {
    await rm(path);
    const { snapshots, logs } = begin();
    const missing = { kind: 'problem', problem: { code: 'missing', file: path } };
    expect(await snapshots.read(everything)).toMatchObject(missing);
    expect(await logs.read({ jobId: '2', place: { kind: 'end' }, before: 1, after: 1 })).toMatchObject(
      missing,
    );
    await rm(`${path}-wal`, { force: true });
    await rm(`${path}-shm`, { force: true });
    await runSql(path, ['CREATE TABLE other (a)']);
    expect(await snapshots.read(everything)).toMatchObject({ kind: 'problem', problem: { code: 'foreign' } });
  });

  it('news of a measured output size arrives, and the next picture shows it', async () => {
    writeFileSync(join(folder, 'out'), Buffer.alloc(12_345));
    const from = begin();
    const first = await pictureOf(from);
    await eventually(() => sizes > 0, 'never said');
    const sizeIn = (picture: Picture) => picture.window.jobs.find(({ id }) => id === '4')?.outputSizeBytes;
    expect([sizeIn(first), sizeIn(await pictureOf(from))]).toEqual([null, 12_345n]);
  });

  it('a log is read from the database, plain and packed, and from a file', async () => {
    const logFolder = testFolder();
    writeFileSync(join(logFolder, '4.log'), 'from a file\n');
    const from = begin(logFolder);
    const plain = await pieceOf(from, '2');
    expect(plain.lines.map(({ text }) => text)).toEqual(['line 4998', 'line 4999']);
    expect(plain.size).toBe(log.length);
    expect((await pieceOf(from, '3')).lines).toEqual(plain.lines);
    expect(await pieceOf(from, '4')).toMatchObject({
      origin: { kind: 'file' },
      lines: [{ text: 'from a file' }],
    });
    const request = { jobId: '1', place: { kind: 'end' }, before: 1, after: 1 } as const;
    expect(await from.logs.read(request)).toMatchObject({ kind: 'none' });
  });

  it('news of an unpacked newer log arrives, and the next piece shows it', async () => {
    const from = begin();
    await pieceOf(from, '3');
    await runSql(path, ["UPDATE cf_job_logs SET log_text = x'1f8b' || substr(log_text, 3) WHERE job_id = 3"]);
    await runSql(path, [
      `UPDATE cf_job_logs SET log_text = x'${gzipSync('newer\n').toString('hex')}' WHERE job_id = 3`,
    ]);
    await pieceOf(from, '3');
    await eventually(() => news > 0, 'never said');
    expect((await pieceOf(from, '3')).lines).toMatchObject([{ text: 'newer' }]);
  });

  it('a search finds a match across escape sequences, finds nothing, or is aborted', async () => {
    const { logs } = begin();
    const search = { jobId: '2', text: 'needle', from: 0, direction: 'forward' } as const;
    expect(await logs.search(search, never)).toEqual({
      kind: 'found',
      start: log.indexOf('line 4000'),
      wrapped: false,
    });
    expect(await logs.search({ ...search, text: 'nothing such' }, never)).toEqual({ kind: 'none' });
    const control = new AbortController();
    const searching = logs.search(search, control.signal);
    control.abort();
    expect(await searching).toEqual({ kind: 'stopped' });
    expect(await logs.search(search, control.signal)).toEqual({ kind: 'stopped' });
  });

  it('a filter restricts the lines that are read, searched and counted', async () => {
    const { logs } = begin();
    const matching = await filteredLines(logs, '2', 'needle|^line 10$');
    expect(matching).toEqual(['line 10', 'line 4000 \x1b[1mnee\x1b[0mdle']);
    const search = { jobId: '2', text: 'needle', from: 0, direction: 'forward' } as const;
    expect(await logs.search({ ...search, only: 'line 4' }, never)).toMatchObject({ kind: 'found' });
    expect(await logs.search({ ...search, only: 'line 5' }, never)).toEqual({ kind: 'none' });
    expect(await logs.matches({ ...search, only: 'line 4' }, 0, never)).toMatchObject({ total: 1 });
    expect(await logs.matches({ ...search, only: 'line 5' }, 0, never)).toMatchObject({ total: 0 });
  });

  it('a log is saved to a new file; nothing is left of it after a refusal or an abort', async () => {
    const { logs } = begin();
    const target = join(folder, 'saved');
    expect(await logs.save('2', target, never)).toEqual({ kind: 'saved', path: target, bytes: log.length });
    expect(readFileSync(target).equals(log)).toBe(true);
    expect(await logs.save('3', target, never)).toMatchObject({
      kind: 'problem',
      problem: { file: target, sentence: expect.stringContaining('already') },
    });
    expect(readFileSync(target).equals(log)).toBe(true);
    const other = join(folder, 'other');
    expect(await logs.save('1', other, never)).toEqual({ kind: 'none' });
    const control = new AbortController();
    const saving = logs.save('2', other, control.signal);
    control.abort();
    expect(await saving).toEqual({ kind: 'stopped' });
    expect(await logs.save('2', other, control.signal)).toEqual({ kind: 'stopped' });
    expect(existsSync(other)).toBe(false);
  });

  it('close stops saving, and removes the file', async () => {
    await runSql(path, ['UPDATE cf_job_logs SET log_text = zeroblob(60000000) WHERE job_id = 2']);
    const from = begin();
    await from.snapshots.look();
    const target = join(folder, 'saved');
    const saving = from.logs.save('2', target, never);
    await from.logs.close();
    expect(existsSync(target)).toBe(false);
    await from.close();
    expect(['stopped', 'problem']).toContain((await saving).kind);
  });

  it('each call after close is answered with a problem or as stopped', async () => {
    const from = begin();
    await from.close();
    const { snapshots, logs } = from;
    expect(await snapshots.read(everything)).toMatchObject({ kind: 'problem' });
    const request = { jobId: '2', place: { kind: 'end' }, before: 1, after: 1 } as const;
    expect(await logs.read(request)).toMatchObject({ kind: 'problem', problem: { code: 'failed' } });
    const search = { jobId: '2', text: 'line', from: 0, direction: 'forward' } as const;
    expect(await logs.search(search, never)).toEqual({ kind: 'stopped' });
    expect(await logs.save('2', join(folder, 'saved'), never)).toEqual({ kind: 'stopped' });
    expect(typeof (await snapshots.look())).toBe('string');
    expect(existsSync(join(folder, 'saved'))).toBe(false);
    await from.close();
  });
});
