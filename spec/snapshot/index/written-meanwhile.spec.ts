import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { nodeSystem } from '../../../lib/snapshot/files/node-system.js';
import { LiveDatabase } from '../../../lib/snapshot/live-database.js';
import type { Queryable } from '../../../lib/snapshot/port.js';
import { readShape } from '../../../lib/snapshot/tables/database-shape.js';
import { createDatabase } from '../../support/databases.js';
import { type TemporaryFolder, temporaryFolder } from '../../support/temporary-folder.js';

const program = fileURLToPath(new URL('./one-commit.js', import.meta.url));

/** A queue whose table has some hundred pages, and rows that reach into overflow pages. */
const jobs = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 8000)
  INSERT INTO cf_processing_queue (plugin_name, status, claim_time, error_message)
  SELECT CASE i % 500 WHEN 0 THEN hex(zeroblob(3000)) ELSE 'p' || (i % 7) END,
    CASE i % 2 WHEN 0 THEN 'FAILED' ELSE 'COMPLETED' END, 1768300000 + i, 'no' FROM n`;

let folder: TemporaryFolder;
let path: string;
let database: LiveDatabase;
let attempts: number;
/** How much longer than it did each attempt is made to look, ms in all. */
let late: number;

beforeEach(async () => {
  attempts = 0;
  late = 0;
  folder = temporaryFolder();
  path = folder.file('queue.db');
  await createDatabase(path, { migrated: 'all', journalMode: 'persist', sql: [jobs] });
  database = new LiveDatabase(path, Date.now, () => {}, {
    ...nodeSystem,
    steady: () => nodeSystem.steady() + late,
  });
});

afterEach(async () => {
  await database.close();
  folder.remove();
});

function commit(sql: string): void {
  execFileSync(process.execPath, [program, path, sql]);
}

/** Counts by the walk and by SQL, while jobs are queued again between the two; no page comes or goes for that. */
function countBesideCommits() {
  return database.read((tables: Queryable, walkQueue) => {
    attempts += 1;
    late += 5000;
    const counts = walkQueue(readShape(tables))?.queue()?.index.table()?.counts();
    commit(`UPDATE cf_processing_queue SET status = 'QUEUED' WHERE id IN (${2 * attempts}, 7000)`);
    const [failed] = tables.all(
      `SELECT COUNT(*) AS failed FROM cf_processing_queue WHERE +status = 'FAILED'`,
    );
    return { walked: counts?.failed, asked: Number(failed?.failed) };
  });
}

describe('a queue in rollback mode that is written during every attempt', () => {
  it('is read as of before the commit, once an attempt knows which pages it needs, however slow it is', async () => {
    const reading = await countBesideCommits();
    expect(reading).toMatchObject({ kind: 'value' });
    if (reading.kind === 'problem') return;
    // Each earlier attempt had one job queued again behind its back, and the first one another besides.
    const before = 4000 - (attempts - 1) - 1;
    expect(reading.value).toEqual({ walked: before, asked: before });
    expect(attempts).toBe(2);
  });

  it('is read as of the newest commit in the next read', async () => {
    await countBesideCommits();
    const known = attempts;
    const reading = await countBesideCommits();
    const before = 4000 - known - 1;
    expect(reading).toMatchObject({ value: { walked: before, asked: before } });
  });
});
