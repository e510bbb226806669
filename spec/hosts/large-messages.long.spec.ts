import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { oneShot } from '../../lib/commands/write-out.js';
import type { HostAction } from '../../lib/hosts/wire/messages.js';
import type { PictureRequest } from '../../lib/model/picture.js';
import { createDatabase, runSql } from '../support/databases.js';
import { tenJobs } from '../support/ten-jobs.js';
import { testFolder } from '../support/test-folder.js';
import { type Linked, linked } from './linked.js';

const window: PictureRequest = { ...tenJobs, after: 5, failures: 5 };
const many = 100_000;
const few = 10;

let path: string;
let link: Linked;
let acted: HostAction[];

/** Makes a queue of `jobs` jobs, and a link to it. */
async function linkTo(jobs: number): Promise<void> {
  path = join(testFolder(), 'queue.db');
  await createDatabase(path, {
    migrated: 'all',
    sql: [
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${jobs})
       INSERT INTO cf_processing_queue (id, plugin_name, status, error_message)
       SELECT i, 'parser', 'FAILED', printf('row %d is bad', i) FROM n`,
    ],
  });
  acted = [];
  link = linked(path, {
    act: async (action) => {
      acted.push(action);
      return { kind: 'done', sentence: 'done', changes: [], changed: 1, movedOn: [] };
    },
  });
}

afterEach(async () => {
  await link.readers.close();
  for (const end of await Promise.all(link.served)) expect(end).toEqual({ kind: 'over' });
});

/** The link is the first one still, and answers. */
async function isWell(): Promise<void> {
  expect(await link.readers.snapshots.read(window)).toMatchObject({ kind: 'picture' });
  expect(link.ends).toHaveLength(1);
}

describe('A large message between hosts', () => {
  it(`carries ${many} marked jobs with their rows, there and back`, async () => {
    await linkTo(many);
    const result = await link.readers.measured({ ...window, marks: { but: [], rowsFor: 'retry' } });
    if (result.kind === 'problem') throw new Error(result.problem.sentence);
    const rows = result.picture.marks?.rows ?? [];
    expect(rows).toHaveLength(many);
    const seen = rows.map(({ id, statusText, retryCount }) => ({ id, statusText, retryCount }));
    expect(await link.readers.change({ action: 'retry', jobs: seen })).toMatchObject({ kind: 'done' });
    const [action] = acted;
    expect(action?.action === 'retry' ? action.jobs.length : null).toBe(many);
    await isWell();
  }, 60_000);

  it('is replaced by a sentence where it is an answer of over 16 MB, and the link stays', async () => {
    await linkTo(30_001);
    await isWell();
    const result = await link.readers.measured({ ...window, after: 30_000 });
    expect(result).toMatchObject({
      kind: 'problem',
      problem: {
        code: 'too-much',
        file: 'ssh://there',
        sentence: 'This is more than can be sent from one host to another.',
        advice: 'Narrow it down, with --limit, a filter or fewer marks.',
      },
    });
    if (result.kind === 'problem') expect(oneShot(result.problem).advice).toMatch(/^Narrow it down/);
    await isWell();
  });

  it('is never needed for a job with an error of 50 MB, 5,000 failures and a log of 50 MB', async () => {
    await linkTo(few);
    const large = (table: string, columns: string, values: string) =>
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
       INSERT INTO ${table} (${columns}) SELECT ${values} FROM n`;
    await runSql(path, [
      'UPDATE cf_processing_queue SET error_message = hex(zeroblob(25000000)) WHERE id = 1',
      large('cf_job_failures', 'job_id, error_type, error_message', "1, 'E', hex(zeroblob(10000))"),
      'INSERT INTO cf_job_logs (job_id, log_text) VALUES (1, hex(zeroblob(25000000)))',
    ]);
    const detail = { id: '1', failuresFrom: 0, failures: 50 };
    const result = await link.readers.measured({ ...window, detail });
    if (result.kind === 'problem') throw new Error(result.problem.sentence);
    expect(result.picture.detail?.failures).toHaveLength(50);
    const end = await link.readers.logs.read({ jobId: '1', place: { kind: 'end' }, before: 2, after: 1 });
    expect(end).toMatchObject({ kind: 'piece' });
    const portion = await link.readers.portion({ jobId: '1', from: 0, most: 1 << 20 });
    expect(portion).toMatchObject({ kind: 'portion', size: 50_000_000 });
    await isWell();
  });
});
