import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { threadEntry } from '../../../bin/early-thread.js';
import { usualLimits, workerOptions } from '../../../lib/entries.js';
import type { PictureRequest } from '../../../lib/model/picture.js';
import type { ReadResult } from '../../../lib/snapshot/port.js';
import { ReaderThread } from '../../../lib/snapshot/thread/reader-thread.js';
import { createDatabase, runSql } from '../../support/databases.js';
import { eventually } from '../../support/eventually.js';
import { type LeakWatch, watchForLeaks } from '../../support/leaks.js';
import { tenJobs as request } from '../../support/ten-jobs.js';
import { testFolder } from '../../support/test-folder.js';
import { inThread, mortalThread, setupFor } from './readers.js';

const never = new AbortController().signal;
const searchFor = (text: string) => ({ jobId: '1', text, from: 0, direction: 'forward' }) as const;

/** A queue whose counting never ends, in SQLite's own loop: nothing but the end of its thread ends it. */
const endlessQueue = `CREATE VIEW cf_processing_queue AS
  WITH RECURSIVE number(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM number)
  SELECT id, 'x' AS plugin_name, 'QUEUED' AS status, 0 AS retry_count FROM number`;

let folder: string;
let path: string;
let leaks: LeakWatch;
let thread: ReaderThread | null;
let deaths: string[];

beforeEach(async () => {
  folder = testFolder();
  path = join(folder, 'queue.db');
  thread = null;
  deaths = [];
  await createDatabase(path, {
    migrated: 'all',
    rows: [{ id: 1, plugin_name: 'x', status: 'RUNNING' }],
    tables: { cf_job_logs: [{ job_id: 1, log_text: 'a line\n' }] },
  });
  leaks = watchForLeaks();
});

afterEach(async () => {
  await thread?.close();
  await leaks.expectNone();
});

function begin(entry?: URL): ReaderThread {
  thread = inThread(setupFor(path), { onDeath: (detail) => deaths.push(detail) }, entry);
  return thread;
}

/** A thread in the middle of a read that doesn't end, that read, and what has been answered since. */
async function inEndlessRead(): Promise<{
  readonly readers: ReaderThread;
  readonly reading: ReturnType<ReaderThread['snapshots']['read']>;
  readonly answered: readonly string[];
}> {
  await runSql(path, ['DROP TABLE cf_processing_queue', endlessQueue]);
  const readers = begin();
  const answered: string[] = [];
  const reading = readers.snapshots.read(request);
  void reading.then(() => answered.push('read'));
  // A look that isn't answered while 400 timers run here waits behind the read.
  do {
    answered.length = 0;
    void readers.snapshots.look().then(() => answered.push('look'));
    for (let turns = 0; turns < 400; turns += 1) await wait(1);
  } while (answered.includes('look'));
  return { readers, reading, answered };
}

describe('a long read in a thread', () => {
  it('leaves the calling thread free', async () => {
    const { answered } = await inEndlessRead();
    for (let turns = 0; turns < 100; turns += 1) await wait(1);
    expect(answered).not.toContain('read');
  });

  it('is ended by close, and with it every call that waits', async () => {
    const { readers, reading } = await inEndlessRead();
    const target = join(folder, 'saved');
    const waiting = [
      reading,
      readers.logs.read({ jobId: '1', place: { kind: 'end' }, before: 1, after: 1 }),
      readers.logs.search(searchFor('line'), never),
      readers.logs.save('1', target, never),
    ];
    const looking = readers.snapshots.look();
    await eventually(() => existsSync(target), 'nothing was saved');
    await Promise.all([readers.snapshots.close(), readers.logs.close()]);
    const kinds = await Promise.all(waiting.map(async (result) => (await result).kind));
    expect(kinds).toEqual(['problem', 'problem', 'stopped', 'stopped']);
    expect(typeof (await looking)).toBe('string');
    expect(existsSync(target)).toBe(false);
    expect(deaths).toEqual([]);
  });

  it('does not delay the abort of a search', async () => {
    const { readers } = await inEndlessRead();
    const control = new AbortController();
    const searching = readers.logs.search(searchFor('line'), control.signal);
    control.abort();
    expect(await searching).toEqual({ kind: 'stopped' });
  });
});

describe('a thread of readers', () => {
  it('can be closed before it has started', async () => {
    const readers = begin();
    const reading = readers.snapshots.read(request);
    await readers.close();
    expect(['picture', 'problem']).toContain((await reading).kind);
  });

  it.each([
    ['throw', 'thrown on purpose'],
    ['reject', 'rejected on purpose'],
    ['exit', 'code 3'],
    ['memory', 'memory'],
  ])(
    'is reported, and replaced at the next read, if it dies by %s',
    async (how, detail) => {
      const readers = begin(mortalThread);
      const before = await readers.snapshots.look();
      const target = join(folder, 'saved');
      const searching = readers.logs.search(searchFor(how), never);
      const reading = readers.snapshots.read(request);
      const saving = readers.logs.save('1', target, never);
      const failed = {
        kind: 'problem',
        problem: { code: 'failed', file: path, detail: expect.stringContaining(detail) },
      };
      expect(await searching).toMatchObject(failed);
      expect(await reading).toMatchObject(failed);
      // A file is made before the thread is asked to fill it: where that one has died by then, the next one does.
      const saved = await saving;
      const hasNext = saved.kind === 'saved';
      if (!hasNext) expect(saved).toMatchObject(failed);
      expect(existsSync(target)).toBe(hasNext);
      expect(deaths).toEqual([expect.stringContaining(detail)]);
      // That it died shows as a change, and what that leads to begins another thread.
      if (!hasNext) expect(await readers.snapshots.look()).not.toBe(before);
      expect(await readers.snapshots.read(request)).toMatchObject({ kind: 'picture' });
      expect(await readers.snapshots.look()).toBe(before);
      expect(await readers.logs.search(searchFor('line'), never)).toMatchObject({ kind: 'found' });
    },
    60_000,
  );

  it('shows another change with each death', async () => {
    const readers = begin(mortalThread);
    const looks: string[] = [];
    for (let times = 1; times <= 2; times += 1) {
      await readers.logs.search(searchFor('throw'), never);
      expect(deaths).toHaveLength(times);
      looks.push(await readers.snapshots.look());
    }
    expect(looks[0]).not.toBe(looks[1]);
  });

  it('stops saving a log after an abort, and removes the file', async () => {
    const readers = begin(mortalThread);
    const searching = readers.logs.search(searchFor('hold'), never);
    const target = join(folder, 'saved');
    const control = new AbortController();
    const saving = readers.logs.save('1', target, control.signal);
    await eventually(() => existsSync(target), 'nothing was saved');
    await wait(1);
    control.abort();
    writeFileSync(`${path}.go`, '');
    expect(await saving).toEqual({ kind: 'stopped' });
    expect(existsSync(target)).toBe(false);
    expect(await searching).toEqual({ kind: 'none' });
  });

  it('reports the progress of a read', async () => {
    const heard: unknown[] = [];
    const readers = begin(mortalThread);
    readers.listen({ onProgress: (progress) => heard.push(progress) });
    await readers.logs.search(searchFor('progress'), never);
    expect(heard).toEqual([{ bytesRead: 1, databaseBytes: 2 }]);
  });

  it('keeps its output off the terminal, and adds it to the report of its death', async () => {
    const written: unknown[] = [];
    const { stdout, stderr } = process;
    const writes = [stdout.write, stderr.write] as const;
    const take = (chunk: unknown) => written.push(String(chunk)) > 0;
    stdout.write = take;
    stderr.write = take;
    try {
      await begin(mortalThread).logs.search(searchFor('exit'), never);
    } finally {
      [stdout.write, stderr.write] = writes;
    }
    expect(written.filter((text) => String(text).includes('printed'))).toEqual([]);
    expect(deaths).toEqual([expect.stringContaining('printed to stderr')]);
  });

  it('is a problem if its module does not exist', async () => {
    const readers = begin(new URL('file:///nowhere/such-thread.js'));
    expect(await readers.snapshots.read(request)).toMatchObject({
      kind: 'problem',
      problem: { code: 'failed', detail: expect.stringContaining('such-thread') },
    });
  });
});

describe('an early read', () => {
  /** Tells its answer from every other: it brings no job. */
  const early: PictureRequest = { ...request, after: 0 };
  const jobsIn = (result: ReadResult) =>
    result.kind === 'picture' ? result.picture.window.jobs.length : result;

  it('answers the first read that it serves for, and no later one', async () => {
    const readers = begin();
    readers.readEarly(early, (later) => later === request);
    expect(jobsIn(await readers.snapshots.read(request))).toBe(0);
    expect(jobsIn(await readers.snapshots.read(request))).toBe(1);
  });

  it('is dropped if it does not serve for the first read', async () => {
    const readers = begin();
    let asked = 0;
    readers.readEarly(early, () => asked++ > 0);
    expect(jobsIn(await readers.snapshots.read(request))).toBe(1);
    expect(jobsIn(await readers.snapshots.read(request))).toBe(1);
    expect(asked).toBe(1);
  });

  it('runs in a thread that was started before the database was known', async () => {
    const worker = new Worker(threadEntry, workerOptions(usualLimits));
    const readers = new ReaderThread(threadEntry, setupFor(path), usualLimits, worker);
    thread = readers;
    expect(jobsIn(await readers.snapshots.read(request))).toBe(1);
    expect(worker.threadId).toBeGreaterThan(0);
    await readers.close();
    // One that ends late is not waited for.
    await eventually(() => worker.threadId === -1, 'the thread goes on');
  });

  it('runs in another thread if the early one has ended', async () => {
    const worker = new Worker(threadEntry, workerOptions(usualLimits));
    await worker.terminate();
    const readers = new ReaderThread(threadEntry, setupFor(path), usualLimits, worker);
    thread = readers;
    expect(jobsIn(await readers.snapshots.read(request))).toBe(1);
  });
});
