import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createDatabase, runSql } from '../support/databases.js';
import { type LeakWatch, watchForLeaks } from '../support/leaks.js';
import { testFolder } from '../support/test-folder.js';
import { type Linked, linked } from './linked.js';
import { everything, scene } from './wire/scene.js';

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
