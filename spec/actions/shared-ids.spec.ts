import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { everyJob } from '../../lib/model/filter.js';
import { NativeWriter } from '../support/native-writer.js';
import { testFolder } from '../support/test-folder.js';
import { performerForAll } from './performer.js';

const performer = performerForAll();

/** A queue that lets ids be shared and NULL: all have failed, and only 1 and the text null are a row's own. */
async function queue(): Promise<{ path: string; native: NativeWriter }> {
  const path = join(testFolder(), 'queue.sqlite3');
  const native = await NativeWriter.start(path);
  await native.exec(
    'CREATE TABLE cf_processing_queue (id, plugin_name TEXT, status TEXT, retry_count INTEGER DEFAULT 0)',
  );
  await native.exec(`
    INSERT INTO cf_processing_queue (id, plugin_name, status) VALUES
      (1, 'own', 'FAILED'), (7, 'one', 'FAILED'), (7, 'two', 'FAILED'), ('8', 'text', 'FAILED'), (8, 'number', 'FAILED'),
      (NULL, 'none', 'FAILED'), ('null', 'word', 'PENDING')`);
  return { path, native };
}

async function statuses(native: NativeWriter): Promise<Record<string, unknown>> {
  const rows = await native.all('SELECT plugin_name, status FROM cf_processing_queue');
  return Object.fromEntries(rows.map((row) => [String(row.plugin_name), row.status]));
}

const untouched = {
  one: 'FAILED',
  two: 'FAILED',
  text: 'FAILED',
  number: 'FAILED',
  none: 'FAILED',
  word: 'PENDING',
};

describe('an action in a queue whose ids are shared or NULL', () => {
  it.each(['7', '8', '\u001f2\u001f7', '\u001f6-'])('writes no row for the id %j', async (id) => {
    const { path, native } = await queue();
    const jobs = [{ id, statusText: 'FAILED', retryCount: 0 }];
    expect(await performer.perform({ action: 'retry', path, jobs })).toMatchObject({
      kind: 'done',
      changed: 0,
    });
    expect(await statuses(native)).toEqual({ own: 'FAILED', ...untouched });
  });

  it('retries all failed jobs but those rows', async () => {
    const { path, native } = await queue();
    expect(await performer.perform({ action: 'retry-all', path, filter: everyJob })).toMatchObject({
      kind: 'done',
      changed: 1,
    });
    expect(await statuses(native)).toEqual({ ...untouched, own: expect.not.stringMatching('FAILED') });
  });

  it('writes a job whose id is the text null, and none without an id', async () => {
    const { path, native } = await queue();
    await native.exec("UPDATE cf_processing_queue SET status = 'FAILED' WHERE id = 'null'");
    await native.exec("UPDATE cf_processing_queue SET plugin_name = 'sought' WHERE id IS NULL");
    const filter = { ...everyJob, name: 'sought' };
    expect(await performer.perform({ action: 'retry-all', path, filter })).toMatchObject({ changed: 0 });
    expect((await statuses(native)).word).toBe('FAILED');
  });
});
