import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { SeenJob } from '../../lib/actions/action.js';
import { everyJob } from '../../lib/model/filter.js';
import { NativeWriter } from '../support/native-writer.js';
import { testFolder } from '../support/test-folder.js';
import { job, jobsTo } from './queues.js';

const program = fileURLToPath(new URL('./altering-process.js', import.meta.url));

afterEach(() => NativeWriter.killAll());

/** A queue with jobs in this status, and few columns. */
async function queueWith(status: string, jobs = 1): Promise<string> {
  const path = join(testFolder(), 'queue.db');
  const native = await NativeWriter.start(path);
  await native.exec(`CREATE TABLE cf_processing_queue (id INTEGER PRIMARY KEY, status TEXT, plugin_name TEXT);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${jobs})
    INSERT INTO cf_processing_queue SELECT i, '${status}', 'parser' FROM n`);
  await native.close();
  return path;
}

async function rowsOf(path: string): Promise<unknown> {
  const native = await NativeWriter.start(path);
  const rows = await native.all('SELECT * FROM cf_processing_queue');
  await native.close();
  return rows;
}

/** What comes of an action whose tables are altered by this statement before its transaction. */
async function done(request: object, alteration: string): Promise<unknown> {
  const child = spawn(process.execPath, [program, alteration], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify({ request, busyTimeoutMs: 1000 }));
  return JSON.parse(await text(child.stdout));
}

const cancel = (path: string, jobs: readonly SeenJob[] = jobsTo(1, 'QUEUED')) => ({
  ...{ action: 'cancel', path, jobs },
});
const retryAll = (path: string) => ({ action: 'retry-all', path, filter: everyJob });

describe('an action whose tables are altered just before its transaction', () => {
  it('writes to a column that was added', async () => {
    const path = await queueWith('QUEUED');
    const add = 'ALTER TABLE cf_processing_queue ADD COLUMN end_time INTEGER';
    expect(await done(cancel(path), add)).toMatchObject({ kind: 'done', changed: 1 });
    expect(await rowsOf(path)).toMatchObject([{ status: 'CANCELLED', end_time: expect.anything() }]);
  });

  it('writes to a column that was added when it retries all jobs', async () => {
    const path = await queueWith('FAILED');
    const add = 'ALTER TABLE cf_processing_queue ADD COLUMN retry_count INTEGER DEFAULT 0';
    expect(await done(retryAll(path), add)).toMatchObject({ kind: 'done', changed: 1 });
    expect(await rowsOf(path)).toMatchObject([{ status: 'QUEUED', retry_count: 1 }]);
  });

  it.each(['cancel', 'retry-all'])('reports that the queue’s table is gone: %s', async (action) => {
    const path = await queueWith(action === 'cancel' ? 'QUEUED' : 'FAILED');
    const request = action === 'cancel' ? cancel(path) : retryAll(path);
    const rename = 'ALTER TABLE cf_processing_queue RENAME TO other';
    expect(await done(request, rename)).toMatchObject({ kind: 'problem', problem: { code: 'foreign' } });
  });

  it.each([
    ['retried', 200, '200 of 250 failed jobs are queued again; then the database could not be written'],
    ['cancelled', 199, 'Cancelled 199 of 450 jobs; then the database could not be written'],
  ])(
    'counts the jobs that were %s before the database could not be written any more',
    async (what, changed, sentence) => {
      const isRetry = what === 'retried';
      const path = await queueWith(isRetry ? 'FAILED' : 'QUEUED', isRetry ? 250 : 450);
      const jobs = jobsTo(450, 'QUEUED').with(199, job(200, 'RUNNING'));
      // The second time it can't.
      const once = 'CREATE TABLE other (id)';
      const result = await done(isRetry ? retryAll(path) : cancel(path, jobs), once);
      expect((result as { readonly rests: readonly number[] }).rests[0]).toBeGreaterThanOrEqual(19);
      const movedOn = isRetry ? [] : [{ id: '200', statusText: 'QUEUED' }];
      expect(result).toMatchObject({ kind: 'done', changed, movedOn, sentence });
    },
  );

  it('fires a trigger that updates its own row once, where the driver has recursive triggers on', async () => {
    const path = await queueWith('QUEUED');
    const touch = `ALTER TABLE cf_processing_queue ADD COLUMN touched INTEGER DEFAULT 0;
      CREATE TRIGGER touch AFTER UPDATE ON cf_processing_queue BEGIN
        UPDATE cf_processing_queue SET touched = touched + 1 WHERE id = NEW.id;
      END`;
    expect(await done(cancel(path), touch)).toMatchObject({ kind: 'done', changed: 1 });
    expect(await rowsOf(path)).toMatchObject([{ status: 'CANCELLED', touched: 1 }]);
  });
});
