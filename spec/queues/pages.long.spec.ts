import { describe, expect, it } from '@jest/globals';
import { everyJob } from '../../lib/model/filter.js';
import { DatabaseReader } from '../../lib/snapshot/database-reader.js';
import { QueueWalk } from '../../lib/snapshot/index/queue-walk.js';
import { SqlFilledIndex } from '../../lib/snapshot/index/sql-filled-index.js';
import { LiveDatabase } from '../../lib/snapshot/live-database.js';
import { readPicture } from '../../lib/snapshot/queries/read-picture.js';
import { readShape } from '../../lib/snapshot/tables/database-shape.js';
import { readWhole } from '../postgres/same-rows.js';
import { countingBySql } from '../snapshot/by-sql/queue-by-sql.js';
import { runSql } from '../support/databases.js';
import { NativeWriter } from '../support/native-writer.js';
import { testFolder } from '../support/test-folder.js';
import { all } from './contract.js';
import { now } from './scene.js';
import { scenes } from './scenes.js';

/** Those whose jobs are made of rows of several tables. */
const ofSeveral = ['solid_queue', 'laravel'];

describe('a queue of another program', () => {
  const more = (table: string, columns: string) =>
    `WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 180)
     INSERT INTO ${table} (id, ${columns}) SELECT 100 * i + id, ${columns} FROM ${table}, n WHERE id < 9`;
  const river = 'state, attempt, attempted_at, finalized_at, args, errors, kind, metadata, tags';
  const oban =
    'state, queue, worker, args, errors, attempt, inserted_at, scheduled_at, attempted_at, completed_at';

  const boss = `CREATE TABLE job (id TEXT, name TEXT, priority INTEGER, state TEXT, retry_limit INTEGER, retry_count INTEGER,
      start_after INTEGER, created_on INTEGER, started_on INTEGER, completed_on INTEGER, output TEXT, policy TEXT);
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 900)
    INSERT INTO job SELECT printf('%08x-%d', i * 7919 % 901, i), 'mail ' || (i % 7), i % 3, word, 2, i % 4, ${now}, ${now} - 1000 * i,
        iif(word = 'created', NULL, ${now} - 900 * (i / 3)), iif(word IN ('created', 'active'), NULL, ${now} - 800 * (i / 3)),
        iif(word = 'failed', json_object('message', 'no price in row ' || (i % 7)), NULL), 'standard'
      FROM (SELECT i, CASE i % 5 WHEN 0 THEN 'created' WHEN 1 THEN 'active' WHEN 2 THEN 'failed' ELSE 'completed' END AS word FROM n)`;

  it.each([
    [
      'pg-boss',
      "UPDATE job SET state = 'completed', completed_on = 1 WHERE rowid % 50 = 2",
      // A row that is written again is another one, with the same id.
      'INSERT INTO job SELECT * FROM job WHERE rowid % 60 = 3; DELETE FROM job WHERE rowid % 60 = 3 AND rowid < 902',
      "UPDATE job SET id = 'x-' || id WHERE rowid % 70 = 5",
      'DELETE FROM job WHERE rowid % 2 = 0',
    ],
    ['river', more('river_job', river), "UPDATE river_queue SET paused_at = 1 WHERE name = 'mail'"],
    [
      'river',
      "UPDATE river_job SET state = 'completed', finalized_at = 1 WHERE id = 5",
      'DELETE FROM river_queue',
    ],
    ['river', more('river_job', river), 'DELETE FROM river_job WHERE id % 100 = 7'],
    ['oban', more('oban_jobs', oban), "UPDATE oban_jobs SET state = 'executing' WHERE id % 100 = 3"],
    ['oban', 'UPDATE oban_jobs SET errors = \'[{"error":"new"}]\'', 'DELETE FROM oban_jobs WHERE id = 7'],
    [
      'solid_queue',
      `UPDATE solid_queue_jobs SET finished_at = updated_at WHERE id = 1;
       DELETE FROM solid_queue_ready_executions WHERE job_id = 1`,
      `UPDATE solid_queue_failed_executions SET error = '{"message":"no row 1"}' WHERE job_id = 7`,
      "UPDATE solid_queue_jobs SET class_name = ' row 1' WHERE id = 2",
      'DELETE FROM solid_queue_pauses',
    ],
    ['laravel', 'UPDATE jobs SET attempts = attempts + 1', 'DELETE FROM jobs WHERE id = 1'],
  ])('is read as SQL reads it, by pages or whole, whatever is written: %s', async (name, ...writes) => {
    const path = `${testFolder()}/queue.sqlite3`;
    const scene = scenes.find((each) => each.name === name);
    await runSql(path, ['PRAGMA journal_mode = wal', scene?.make.sqlite ?? boss]);
    // Once it is closed, any page may have changed.
    const writer = await NativeWriter.start(path);
    const reader = new DatabaseReader(path, { clock: () => now, folders: { base: '/', home: null } });
    const bySql = new LiveDatabase(path, () => now);
    const requests = [
      {},
      { text: 'row 1' },
      { text: '-31' },
      { name: 'mail' },
      { statuses: ['failed' as const] },
    ].map((filter) => ({
      ...all,
      filter: { ...everyJob, ...filter },
      parsers: { periodMs: null, of: null },
    }));
    const pictures = async () => {
      for (const request of requests) {
        const walked = await readWhole(reader, request);
        const read = await bySql.read((database, walk) => {
          expect(walk(readShape(database))).toBeInstanceOf(
            ofSeveral.includes(name) ? SqlFilledIndex : QueueWalk,
          );
          return readPicture(database, request, now, path, countingBySql(database));
        });
        if (walked.kind === 'problem' || read.kind === 'problem')
          throw new Error(JSON.stringify([walked, read]));
        const { counts, failedMatching, causes, parsers, ...more } = walked.picture;
        // Nothing judges workers where SQL reads.
        const jobs = more.window.jobs.map((job) => ({ ...job, trouble: null }));
        const window = { ...more.window, jobs };
        expect(read.value).toMatchObject({ picture: { window, counts, failedMatching, causes, parsers } });
      }
    };
    try {
      await pictures();
      for (const write of writes) {
        await writer.exec(write);
        await pictures();
      }
    } finally {
      await Promise.all([reader.close(), bySql.close(), writer.close()]);
    }
  });

  it.each(ofSeveral)(
    'of rows of several tables has values that need not be interpreted by SQL: %s',
    async (name) => {
      const path = `${testFolder()}/queue.sqlite3`;
      const scene = scenes.find((each) => each.name === name);
      await runSql(path, [scene?.make.sqlite ?? '']);
      const database = new LiveDatabase(path, () => now);
      try {
        const read = await database.read((queries, walk) => {
          const shape = readShape(queries);
          const run: string[] = [];
          const { traced } = queries;
          const noted: typeof traced = (sql, ...rest) => {
            run.push(sql);
            return traced?.(sql, ...rest) ?? { rows: [], pages: [] };
          };
          Object.assign(queries, { traced: noted });
          const { jobs } = walk(shape).queue();
          expect(jobs).toBe(Object.keys(scene?.jobs ?? {}).length);
          return ['all_rows', 'all_index_rows'].map((each) => run.includes(shape.statement(each)));
        });
        expect(read).toMatchObject({ value: [true, false] });
      } finally {
        await database.close();
      }
    },
  );
});
