import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { JobFilter } from '../../lib/model/filter.js';
import type { PictureRequest } from '../../lib/model/picture.js';
import { LiveDatabase } from '../../lib/snapshot/live-database.js';
import { readPicture } from '../../lib/snapshot/queries/read-picture.js';
import { createDatabase } from '../support/databases.js';
import { folderForEach } from '../support/folder-for-each.js';
import { NativeWriter } from '../support/native-writer.js';

const jobs = 400;
const now = 1_768_300_000_000;
const everything: JobFilter = { statuses: null, types: null, name: '', cleared: null };

/** One job on each page, about. */
const rows = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${jobs})
  INSERT INTO cf_processing_queue (id, plugin_name, status, error_message)
  SELECT i, 'fix', 'FAILED', printf('%300s', 'disk ' || (i % 2)) FROM n`;

const folder = folderForEach();
let database: LiveDatabase;
let writer: NativeWriter;

beforeEach(async () => {
  const path = folder.file('jobs.sqlite3');
  await createDatabase(path, { rows: [], sql: ['PRAGMA journal_mode = WAL'], pageSize: 512 });
  writer = await NativeWriter.start(path);
  await writer.exec(rows);
  database = new LiveDatabase(path, () => now);
});

afterEach(() => database.close());

/** How many jobs are listed, and in how many attempts that was found out; `during` is called in each. */
async function listed(filter: JobFilter, leavesOfText: number, during = (_attempt: number) => {}) {
  const request: PictureRequest = {
    ...{ filter, anchor: { kind: 'index', index: 0 }, before: 0, after: 3, failures: 0 },
  };
  let attempts = 0;
  const reading = await database.read((tables, walkQueue) => {
    attempts += 1;
    during(attempts);
    return readPicture(tables, request, now, 'db', { walkQueue, mayComeLater: false, leavesOfText });
  });
  if (reading.kind === 'problem') throw new Error(`${reading.problem.sentence} ${reading.problem.detail}`);
  if (reading.value.kind === 'problem') throw new Error(reading.value.problem.sentence);
  return { attempts, matching: reading.value.picture.window.matching };
}

describe('the list of a text filter', () => {
  it('is read in parts, between which other reads run', async () => {
    expect(await listed(everything, 50)).toMatchObject({ matching: jobs });
    const done: string[] = [];
    const text = listed({ ...everything, text: 'DISK 1' }, 50).then((found) => {
      done.push('text');
      return found;
    });
    await listed(everything, 50);
    done.push('other');
    const { attempts, matching } = await text;
    expect(matching).toBe(jobs / 2);
    expect(attempts).toBeGreaterThan(4);
    expect(done).toEqual(['other', 'text']);
    // What is known of it stays known.
    expect(await listed({ ...everything, text: 'DISK 1' }, 50)).toEqual({ attempts: 1, matching });
  });

  it('is complete although jobs change faster than they are searched', async () => {
    await listed(everything, 50);
    const writes: Promise<unknown>[] = [];
    const { matching } = await listed({ ...everything, text: 'disk 1' }, 5, (attempt) => {
      if (attempt < 40) writes.push(writer.exec('UPDATE cf_processing_queue SET priority = priority + 1'));
    });
    expect(matching).toBe(jobs / 2);
    await Promise.all(writes);
  });
});
