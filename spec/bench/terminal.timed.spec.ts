import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { NativeWriter } from '../support/native-writer.js';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import { ChangedCells } from './changed-cells.js';
import { BenchDashboard } from './dashboard.js';
import { makeDatabase } from './databases.js';
import { runningIds } from './random-job.js';

const jobs = 500;
/** The queue's instant, so long ago that no age in it changes for days. */
const now = Date.now() - 100 * 86_400_000;

let folder: TemporaryFolder;
let path: string;
let dashboard: BenchDashboard;
beforeAll(async () => {
  folder = temporaryFolder();
  path = folder.file('jobs.sqlite3');
  await makeDatabase(path, { jobs, bytes: 500_000, migrated: true, seed: 5, now });
});
afterEach(async () => {
  await dashboard.close();
  await NativeWriter.killAll();
});
afterAll(() => folder.remove());

/**
 * Shows the jobs of a status; resolves when what a start writes besides has been written, as it is after some seconds.
 */
async function show(status: string, keys: string): Promise<void> {
  dashboard = new BenchDashboard(path, folder.path, { args: ['--status', status] });
  await dashboard.showsJobs();
  dashboard.type(keys);
  for (let before = -1, looks = 0; before !== dashboard.bytes().length && looks < 4; looks += 1) {
    before = dashboard.bytes().length;
    await setTimeout(1500);
  }
}

describe('the output to the terminal', () => {
  it('is at most three times the bytes of the changed cells when a row changes its text', async () => {
    const worker = await NativeWriter.start(path);
    // A job whose worker gives no sign would be listed above the newest one.
    await worker.exec(
      `UPDATE cf_processing_queue SET worker_host = 'elsewhere', updated_at = datetime('now') WHERE status = 'RUNNING'`,
    );
    await show('running', '');
    const top = runningIds(jobs).at(-1) ?? 0;
    for (const name of ['another_parser_of_books', 'yet_the_third_of_them_all']) {
      const cells = new ChangedCells(dashboard.screen);
      const before = dashboard.bytes().length;
      const shown = dashboard.shows(() => dashboard.screen.text().includes(name), name);
      await worker.run('UPDATE cf_processing_queue SET plugin_name = ? WHERE id = ?', [name, top]);
      await shown;
      const written = Buffer.byteLength(dashboard.bytes().slice(before));
      expect(written / cells.bytes()).toBeLessThanOrEqual(3);
    }
  });

  it('is empty for two seconds in which neither a job nor an age changes', async () => {
    await show('failed', 'G');
    const before = dashboard.bytes().length;
    await setTimeout(2000);
    expect(dashboard.bytes().slice(before)).toBe('');
  });
});
