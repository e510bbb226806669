import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readSql } from '../support/databases.js';
import { folderForEach } from '../support/folder-for-each.js';
import { makeDatabase } from './databases.js';
import { runningIds } from './random-job.js';

const plan = { jobs: 5_000, bytes: 6_000_000, migrated: true, seed: 3, now: 1_768_471_200_000 };
const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

const folder = folderForEach();

describe('a generated database', () => {
  it('is the same for the same plan, and another for another seed', async () => {
    const [one, same, other] = ['one', 'same', 'other'].map((name) => folder.file(name)) as [
      string,
      string,
      string,
    ];
    await makeDatabase(one, plan);
    await makeDatabase(same, plan);
    await makeDatabase(other, { ...plan, seed: 4 });
    expect(hashOf(same)).toBe(hashOf(one));
    expect(hashOf(other)).not.toBe(hashOf(one));
  });

  it.each([{ migrated: true }, { migrated: false }, { migrated: false, version: 'D' as const }])(
    'has 200 queued, 40 running and 2 % failed jobs of 5,000, in a file of the planned size: %j',
    async (form) => {
      const { migrated } = form;
      const path = folder.file('jobs.sqlite3');
      await makeDatabase(path, { ...plan, ...form });
      expect(statSync(path).size / plan.bytes).toBeCloseTo(1, 1);
      const rows = await readSql(
        path,
        'SELECT status, COUNT(*) AS jobs FROM cf_processing_queue GROUP BY status',
      );
      const jobs = Object.fromEntries(rows.map((row) => [row.status, row.jobs]));
      expect(jobs).toMatchObject({ QUEUED: 200, RUNNING: 40 });
      expect(jobs.FAILED).toBeGreaterThan(70);
      expect(jobs.FAILED).toBeLessThan(130);
      const running = await readSql(
        path,
        `SELECT id FROM cf_processing_queue WHERE status = 'RUNNING' ORDER BY id`,
      );
      expect(running.map(({ id }) => id)).toEqual(runningIds(plan.jobs));
      const objects = await readSql(path, `SELECT name FROM sqlite_schema WHERE name LIKE '%jobs_view%'`);
      expect(objects.length > 0).toBe(migrated);
    },
  );
});
