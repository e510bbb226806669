import { describe, expect, it } from '@jest/globals';
import { everyJob } from '../../lib/model/filter.js';
import { DatabaseReader } from '../../lib/snapshot/database-reader.js';
import { LiveDatabase } from '../../lib/snapshot/live-database.js';
import { readPicture } from '../../lib/snapshot/queries/read-picture.js';
import { readShape } from '../../lib/snapshot/tables/database-shape.js';
import { readWhole } from '../postgres/same-rows.js';
import { runSql } from '../support/databases.js';
import { testFolder } from '../support/test-folder.js';
import { all } from './contract.js';
import { now } from './scene.js';
import { scenes } from './scenes.js';

describe('a queue of another program whose jobs are rows of one table', () => {
  const more = (table: string, columns: string) =>
    `WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 180)
     INSERT INTO ${table} (id, ${columns}) SELECT 100 * i + id, ${columns} FROM ${table}, n WHERE id < 9`;
  const river = 'state, attempt, attempted_at, finalized_at, args, errors, kind, metadata, tags';
  const oban =
    'state, queue, worker, args, errors, attempt, inserted_at, scheduled_at, attempted_at, completed_at';

  it.each([
    ['river', more('river_job', river), "UPDATE river_queue SET paused_at = 1 WHERE name = 'mail'"],
    [
      'river',
      "UPDATE river_job SET state = 'completed', finalized_at = 1 WHERE id = 5",
      'DELETE FROM river_queue',
    ],
    ['river', more('river_job', river), 'DELETE FROM river_job WHERE id % 100 = 7'],
    ['oban', more('oban_jobs', oban), "UPDATE oban_jobs SET state = 'executing' WHERE id % 100 = 3"],
    ['oban', 'UPDATE oban_jobs SET errors = \'[{"error":"new"}]\'', 'DELETE FROM oban_jobs WHERE id = 7'],
  ])('is read page by page as SQL reads it, whatever is written: %s', async (name, ...writes) => {
    const path = `${testFolder()}/queue.sqlite3`;
    const scene = scenes.find((each) => each.name === name);
    await runSql(path, ['PRAGMA journal_mode = wal', scene?.make.sqlite ?? '']);
    const reader = new DatabaseReader(path, { clock: () => now, folders: { base: '/', home: null } });
    const bySql = new LiveDatabase(path, () => now);
    const requests = [{}, { text: 'row 1' }, { name: 'mail' }, { statuses: ['failed' as const] }].map(
      (filter) => ({ ...all, filter: { ...everyJob, ...filter }, parsers: { periodMs: null, of: null } }),
    );
    const pictures = async () => {
      for (const request of requests) {
        const walked = await readWhole(reader, request);
        const read = await bySql.read((database, walk) => {
          expect(walk(readShape(database))).not.toBeNull();
          return readPicture(database, request, now, path);
        });
        if (walked.kind === 'problem' || read.kind === 'problem')
          throw new Error(JSON.stringify([walked, read]));
        const { window, counts, failedMatching, causes, parsers } = walked.picture;
        expect(read.value).toMatchObject({ picture: { window, counts, failedMatching, causes, parsers } });
      }
    };
    try {
      await pictures();
      for (const write of writes) {
        await runSql(path, [write]);
        await pictures();
      }
    } finally {
      await Promise.all([reader.close(), bySql.close()]);
    }
  });
});
