import { writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { HostAction } from '../../lib/hosts/wire/action-shapes.js';
import { everyJob } from '../../lib/model/filter.js';
import type { LogRequest } from '../../lib/model/log.js';
import { createDatabase, runSql } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { type LeakWatch, watchForLeaks } from '../support/leaks.js';
import { testFolder } from '../support/test-folder.js';
import { type Linked, linked } from './linked.js';
import { everything, scene } from './wire/scene.js';

const end: LogRequest = { jobId: '2', place: { kind: 'end' }, before: 2, after: 1 };
let folder: string;
let path: string;
let leaks: LeakWatch;
let link: Linked;

beforeEach(async () => {
  folder = testFolder();
  path = join(folder, 'queue.db');
  await createDatabase(path, scene);
  leaks = watchForLeaks();
});

afterEach(async () => {
  await link.readers.close();
  for (const end of await Promise.all(link.served)) expect(end).toEqual({ kind: 'over' });
  await leaks.expectNone();
});

describe('The reader of a database on another host', () => {
  it('reports a commit without being asked', async () => {
    link = linked(path);
    let changes = 0;
    await link.readers.snapshots.read(everything);
    const stop = link.readers.watch({
      onChange: () => {
        changes += 1;
      },
      onHampered: () => {},
    });
    const before = await link.readers.snapshots.look();
    await runSql(path, ["UPDATE cf_processing_queue SET status = 'COMPLETED' WHERE id = 3"]);
    await eventually(
      () => changes > 0,
      () => 'no change was told',
    );
    expect(await link.readers.snapshots.look()).not.toBe(before);
    expect(await link.readers.snapshots.read(everything)).toMatchObject({
      picture: { counts: { complete: 2 } },
    });
    stop();
  });

  it('answers with the problem there, without its path and without the words of its system', async () => {
    await rm(path);
    link = linked(path);
    const problem = { code: 'missing', file: 'ssh://there' };
    const result = await link.readers.snapshots.read(everything);
    expect(result).toMatchObject({ kind: 'problem', problem });
    expect(JSON.stringify(result)).not.toContain(folder);
    // It would not be made there by what makes one here.
    expect(JSON.stringify(result)).toContain('`ssh HOST jobs-view init PATH` makes');
    expect(await link.readers.logs.read(end)).toMatchObject({ kind: 'problem', problem });
  });

  it('counts jobs, and names the runs that failed', async () => {
    link = linked(path);
    const { matchingCounts } = link.readers;
    const all = { kind: 'all' } as const;
    expect(await matchingCounts.rest(everyJob, all)).toEqual({ kind: 'unfinished', queued: 1, running: 2 });
    expect(await matchingCounts.counts(everyJob, all)).toMatchObject({ failuresThatCount: 1 });
    const runs = await matchingCounts.failedRuns(everyJob);
    if (runs.kind === 'problem') throw new Error(runs.problem.sentence);
    expect(runs.runs.size).toBe(1);
    expect(await matchingCounts.counts(everyJob, { kind: 'new', known: runs.runs })).toMatchObject({
      failuresThatCount: 0,
    });
  });

  it('measures outputs for a picture that is asked for once', async () => {
    writeFileSync(join(folder, 'out'), Buffer.alloc(12_345));
    await runSql(path, ["UPDATE cf_processing_queue SET output_size_bytes = NULL, output_path = 'out'"]);
    link = linked(path);
    const result = await link.readers.measured(everything);
    expect(result).toMatchObject({ kind: 'picture', picture: { totals: { outputBytes: 12_345n } } });
  });

  it('answers the first read with the early one if that serves it', async () => {
    link = linked(path);
    link.readers.readEarly({ ...everything, before: 0, after: 0 }, () => false);
    expect(await link.readers.snapshots.read(everything)).toMatchObject({
      picture: { window: { jobs: { length: 7 } } },
    });
    link.readers.readEarly(everything, () => true);
    const first = await link.readers.snapshots.read(everything);
    await runSql(path, ['DELETE FROM cf_processing_queue']);
    expect(first).toMatchObject({ picture: { window: { matching: 7 } } });
    expect(await link.readers.snapshots.read(everything)).toMatchObject({
      picture: { window: { matching: 0 } },
    });
  });
});

describe('An action on another host', () => {
  const jobs = [{ id: '2', statusText: 'FAILED', retryCount: 0 }];

  it('is done there, and ends with the result there', async () => {
    const asked: HostAction[] = [];
    link = linked(path, {
      act: async (action) => {
        asked.push(action);
        return { kind: 'done', sentence: 'Job 2 is queued again', changes: [], changed: 1, movedOn: [] };
      },
    });
    expect(await link.readers.act({ action: 'retry', jobs })).toMatchObject({ kind: 'done', changed: 1 });
    expect(asked).toEqual([{ action: 'retry', jobs }]);
  });

  it('is refused where the host allows none, without being sent', async () => {
    link = linked(path, { able: ['read', 'logs'], act: () => Promise.reject(new Error('asked')) });
    await link.readers.snapshots.read(everything);
    expect(await link.readers.act({ action: 'retry', jobs })).toMatchObject({
      kind: 'problem',
      problem: { code: 'read-only', file: 'ssh://there' },
    });
  });

  it('is in doubt where the link is lost meanwhile, and is finished there', async () => {
    let finish = () => {};
    const acting = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let isDone = false;
    link = linked(path, {
      act: async () => {
        link.ends[0]?.end(255);
        await acting;
        isDone = true;
        return { kind: 'done', sentence: '', changes: [], changed: 1, movedOn: [] };
      },
    });
    expect(await link.readers.act({ action: 'retry', jobs })).toMatchObject({
      kind: 'problem',
      problem: { code: 'cut-short', advice: expect.stringContaining('It may have been done') },
    });
    // By then a server that doesn't wait for it has closed everything else.
    setTimeout(finish, 500);
    await link.served[0];
    expect(isDone).toBe(true);
    await link.readers.close();
    expect(await link.readers.act({ action: 'retry', jobs })).toMatchObject({
      problem: { code: 'failed', advice: expect.stringContaining('Nothing was changed') },
    });
  });

  it('is not waited for there when the link is lost, if it writes nothing', async () => {
    link = linked(path, {
      act: () => {
        link.ends[0]?.end(255);
        return new Promise(() => {});
      },
    });
    expect(await link.readers.act({ action: 'probe' })).toMatchObject({ problem: { code: 'failed' } });
    expect(await link.served[0]).toEqual({ kind: 'over' });
  });
});
