import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { threadEntry } from '../../../bin/early-thread.js';
import { usualLimits, workerOptions } from '../../../lib/entries.js';
import { ReaderThread } from '../../../lib/snapshot/thread/reader-thread.js';
import { SharedThread } from '../../../lib/snapshot/thread/shared-thread.js';
import { createDatabase } from '../../support/databases.js';
import { eventually } from '../../support/eventually.js';
import { type LeakWatch, watchForLeaks } from '../../support/leaks.js';
import { openFiles } from '../../support/left-behind.js';
import { tenJobs as request } from '../../support/ten-jobs.js';
import { testFolder } from '../../support/test-folder.js';
import { setupFor } from './readers.js';

const names = ['one', 'two', 'three'];

let folder: string;
let leaks: LeakWatch;
let thread: SharedThread;
let workers: Worker[];
let readers: ReaderThread[];
let deaths: string[];

beforeEach(async () => {
  folder = testFolder();
  for (const name of names)
    await createDatabase(join(folder, name), {
      migrated: 'all',
      rows: [{ id: 1, plugin_name: name, status: 'RUNNING' }],
      tables: { cf_job_logs: [{ job_id: 1, log_text: gzipSync(`of ${name}\n`) }] },
    });
  leaks = watchForLeaks();
  workers = [];
  deaths = [];
  thread = new SharedThread(() => {
    const worker = new Worker(threadEntry, workerOptions(usualLimits));
    workers.push(worker);
    return worker;
  });
  readers = names.map((name) => {
    const reader = new ReaderThread(() => thread.share(), setupFor(join(folder, name)));
    reader.listen({ onDeath: (detail) => deaths.push(detail) });
    return reader;
  });
});

afterEach(async () => {
  await Promise.all(readers.map((reader) => reader.close()));
  await leaks.expectNone();
});

const path = (name: string) => join(folder, name);

async function namesRead(): Promise<readonly (string | undefined)[]> {
  const results = await Promise.all(readers.map((reader) => reader.snapshots.read(request)));
  return results.map((result) =>
    result.kind === 'picture' ? result.picture.window.jobs[0]?.name : result.problem.code,
  );
}

async function linesRead(): Promise<readonly (string | undefined)[]> {
  const asked = { jobId: '1', place: { kind: 'end' }, before: 5, after: 0 } as const;
  const results = await Promise.all(readers.map((reader) => reader.logs.read(asked)));
  return results.map((result) => (result.kind === 'piece' ? result.piece.lines[0]?.text : result.kind));
}

describe('a thread for the readers of several databases', () => {
  it('reads each of them and its logs', async () => {
    expect(await namesRead()).toEqual(names);
    expect(await linesRead()).toEqual(names.map((name) => `of ${name}`));
    expect(workers).toHaveLength(1);
  });

  it('takes 25 shares without a warning of too many listeners', async () => {
    const warnings: string[] = [];
    const warn = (warning: Error) => void warnings.push(warning.name);
    process.on('warning', warn);
    const thread = new SharedThread(() => new Worker(threadEntry, workerOptions(usualLimits)));
    const many = Array.from(
      { length: 25 },
      () => new ReaderThread(() => thread.share(), setupFor(path('one'))),
    );
    expect(await many[24]?.snapshots.read(request)).toMatchObject({ kind: 'picture' });
    await Promise.all(many.map((reader) => reader.close()));
    process.off('warning', warn);
    expect(warnings).toEqual([]);
  });

  it('continues for the others if one is closed, whose unpacked log is too, and ends with the last', async () => {
    const unpacked = () => openFiles().filter((file) => /jobs-view-[\da-f-]{36}$/.test(file)).length;
    await Promise.all([namesRead(), linesRead()]);
    expect(unpacked()).toBe(3);
    const ended = new Promise((resolve) => workers[0]?.once('exit', resolve));
    await readers[1]?.close();
    // A reader whose thread is slow to answer doesn't wait for it.
    await eventually(
      () => unpacked() === 2,
      () => `${unpacked()} logs are open`,
    );
    expect(await namesRead()).toEqual(['one', 'failed', 'three']);
    expect(await linesRead()).toEqual(['of one', 'problem', 'of three']);
    expect(workers).toHaveLength(1);
    await Promise.all(readers.map((reader) => reader.close()));
    await ended;
    expect(deaths).toEqual([]);
  });

  it('is replaced by one new thread for all of them if it dies, also before anybody has asked', async () => {
    await namesRead();
    const reads = namesRead();
    await workers[0]?.terminate();
    expect((await reads).every((told) => told === 'failed' || names.includes(told ?? ''))).toBe(true);
    expect(deaths).toHaveLength(3);
    expect(await namesRead()).toEqual(names);
    expect(workers).toHaveLength(2);
    await Promise.all(readers.map((reader) => reader.close()));
    thread.warm();
    await workers[2]?.terminate();
    const late = new ReaderThread(() => thread.share(), setupFor(path('one')));
    readers.push(late);
    expect(await late.snapshots.read(request)).toMatchObject({ kind: 'picture' });
  });
});
