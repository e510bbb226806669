import { afterAll, describe, expect, it } from '@jest/globals';
import { everyJob, type JobFilter } from '../../lib/model/filter.js';
import { DatabaseReader } from '../../lib/snapshot/database-reader.js';
import { Performer } from '../actions/performer.js';
import { runSql } from '../support/databases.js';
import { NativeWriter } from '../support/native-writer.js';
import { testFolder } from '../support/test-folder.js';
import { deedsIn, expectDeed } from './contract.js';
import type { TableRow } from './left-rows.js';
import { now } from './scene.js';
import { scenes } from './scenes.js';

describe('a job of another program in SQLite', () => {
  const performer = new Performer();
  afterAll(() => performer.close());

  it('is left alone where all failed jobs that pass a filter are retried, and it lets none through', async () => {
    const path = `${testFolder()}/queue.sqlite3`;
    await runSql(path, [scenes.find(({ name }) => name === 'oban')?.make.sqlite ?? '']);
    const retried = (statuses: JobFilter['statuses']) =>
      performer.perform({ action: 'retry-all', path, filter: { ...everyJob, statuses } });
    expect(await retried(['queued', 'cancelled'])).toMatchObject({ kind: 'done', changed: 0 });
    expect(await retried(['queued', 'failed'])).toMatchObject({ kind: 'done', changed: 1 });
  });

  it.each(deedsIn('sqlite'))(
    'is changed as its own project does it, once, and nothing else is: %s',
    async (_, sql, deed) => {
      const path = `${testFolder()}/queue.sqlite3`;
      await runSql(path, [`PRAGMA journal_mode = wal; BEGIN; ${sql}; COMMIT`]);
      const native = await NativeWriter.start(path);
      const reader = new DatabaseReader(path, { clock: () => now, folders: { base: '/', home: null } });
      try {
        await expectDeed(
          {
            dialect: 'sqlite',
            reader,
            act: (action, job) => performer.perform({ action, path, jobs: [job] }),
            dump: async () => {
              const schema = await native.all('SELECT type, name, sql FROM sqlite_schema');
              const rows: TableRow[] = [];
              for (const { name } of schema.filter(({ type }) => type === 'table')) {
                if (name === 'sqlite_sequence') continue;
                const columns = await native.all(`SELECT name FROM pragma_table_info('${name}')`);
                // JSON is a text or JSON's own bytes.
                const values = columns.map(
                  ({ name: each }) =>
                    `CASE typeof(${each}) WHEN 'blob' THEN json(${each}) ELSE ${each} END AS ${each}`,
                );
                const all = await native.all(`SELECT ${values.join(', ')} FROM ${name} ORDER BY rowid`);
                rows.push(...all.map((row) => ({ table: String(name), row })));
              }
              return { schema: schema.map((each) => JSON.stringify(each)), rows };
            },
          },
          deed,
        );
      } finally {
        await reader.close();
        await native.close();
      }
    },
  );
});
