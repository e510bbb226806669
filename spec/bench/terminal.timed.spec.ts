import { setTimeout } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { folderForEach } from '../support/folder-for-each.js';
import { BenchDashboard } from './dashboard.js';
import { makeDatabase } from './databases.js';

const folder = folderForEach();

it('the output to the terminal is empty for two seconds in which neither a job nor an age changes', async () => {
  const path = folder.file('jobs.sqlite3');
  // So long ago that no age in it changes for days.
  const now = Date.now() - 100 * 86_400_000;
  await makeDatabase(path, { jobs: 500, bytes: 500_000, migrated: true, seed: 5, now });
  const dashboard = new BenchDashboard(path, folder.path, { args: ['--status', 'failed'] });
  try {
    await dashboard.showsJobs();
    dashboard.type('G');
    // What a start writes besides has been written after some seconds.
    for (let before = -1, looks = 0; before !== dashboard.bytes().length && looks < 4; looks += 1) {
      before = dashboard.bytes().length;
      await setTimeout(1500);
    }
    const before = dashboard.bytes().length;
    await setTimeout(2000);
    expect(dashboard.bytes().slice(before)).toBe('');
  } finally {
    await dashboard.close();
  }
});
