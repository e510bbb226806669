import { beforeEach, describe, expect, it } from '@jest/globals';
import { folderForEach } from '../support/folder-for-each.js';
import { type Form, makeDatabase } from './databases.js';
import { firstRequest, startReader } from './reading.js';
import { SmallCommits } from './small-commits.js';

const queue = { jobs: 20_000, bytes: 20_000_000 };
const forms: Readonly<Record<string, Form>> = {
  migrated: { ...queue, migrated: true },
  'as the oldest workers made it': { ...queue, migrated: false },
  'as the newest workers made it': { ...queue, migrated: false, version: 'D' },
};

const folder = folderForEach();
let path: string;
beforeEach(() => {
  path = folder.file('jobs.sqlite3');
});

describe('a refresh after one small commit', () => {
  it.each(Object.entries(forms))(
    'reads at most 20 pages and three for each page that changed, of 20,000 jobs: %s',
    async (_, form) => {
      await makeDatabase(path, { ...form, seed: 5, now: Date.now() });
      const commits = await SmallCommits.begin(path, form, 5);
      const reader = await startReader('own', path);
      try {
        let { pagesRead } = await reader.ask(firstRequest);
        const excess: number[] = [];
        for (let count = 0; count < 12; count += 1) {
          const changed = await commits.commit();
          const cost = await reader.ask(firstRequest);
          excess.push(cost.pagesRead - pagesRead - (3 * changed + 20));
          pagesRead = cost.pagesRead;
        }
        expect(Math.max(...excess)).toBeLessThanOrEqual(0);
      } finally {
        await reader.kill();
        await commits.close();
      }
    },
  );
});
