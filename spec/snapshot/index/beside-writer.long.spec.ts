import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LiveDatabase } from '../../../lib/snapshot/live-database.js';
import type { Queryable } from '../../../lib/snapshot/port.js';
import { readShape } from '../../../lib/snapshot/tables/database-shape.js';
import { createDatabase } from '../../support/databases.js';
import { type TemporaryFolder, temporaryFolder } from '../../support/temporary-folder.js';

const program = fileURLToPath(new URL('./queue-writer.js', import.meta.url));
const seed = Math.floor(Math.random() * 2 ** 31);
const reads = 150;

/** A queue whose table has some hundred pages. */
const jobs = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 8000)
  INSERT INTO cf_processing_queue (plugin_name, status, claim_time, items_total)
  SELECT 'p' || (i % 7), CASE i % 3 WHEN 0 THEN 'FAILED' ELSE 'COMPLETED' END, 1768300000 + i, 10 FROM n`;

let folder: TemporaryFolder;
let path: string;
let writer: ChildProcess | undefined;
let database: LiveDatabase;

let isOver = false;

beforeEach(async () => {
  isOver = false;
  folder = temporaryFolder();
  path = folder.file('queue.db');
  await createDatabase(path, { migrated: 'all', sql: [jobs] });
  database = new LiveDatabase(path);
});

afterEach(async () => {
  isOver = true;
  await database.close();
  if (writer?.exitCode === null) {
    writer.kill('SIGKILL');
    await once(writer, 'exit');
  }
  folder.remove();
});

async function start(framesBetweenCheckpoints: number): Promise<void> {
  writer = fork(program, [path, String(seed), String(framesBetweenCheckpoints)]);
  await once(writer, 'message');
}

const states = {
  ...{ queued: 'PENDING', running: 'RUNNING', complete: 'COMPLETED', failed: 'FAILED', cancelled: 'ABORTED' },
};

function truth(tables: Queryable): Record<string, number> {
  const rows = tables.all('SELECT status, jobs FROM truth');
  const of = (word: string) => Number(rows.find((row) => row.status === word)?.jobs ?? 0);
  return { ...Object.fromEntries(Object.entries(states).map(([name, word]) => [name, of(word)])), other: 0 };
}

describe(`the index beside a writer that hardly pauses (seed ${seed})`, () => {
  // With few frames between checkpoints the log is restarted all the time, often several times between two reads.
  it.each([1000, 60, 8])(
    'has the counts that the writer keeps in the same transactions (%d frames)',
    async (frames) => {
      await start(frames);
      // A test that took too long is ended, its database closed: then every read fails, without a pause.
      for (let accepted = 0; accepted < reads && !isOver; ) {
        const reading = await database.read((tables, walkQueue) => {
          const queue = walkQueue(readShape(tables))?.queue();
          return { counted: queue?.index.table()?.counts(), truth: truth(tables) };
        });
        if (reading.kind === 'problem') {
          expect({ ...reading.problem, writer: writer?.exitCode }).toMatchObject({
            code: 'busy',
            writer: null,
          });
          continue;
        }
        expect(reading.value.counted).toEqual(reading.value.truth);
        accepted += 1;
        // An accepted read doesn't wait for anything.
        await new Promise(setImmediate);
      }
    },
    120_000,
  );
});
