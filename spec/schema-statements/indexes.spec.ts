import { describe, expect, it } from '@jest/globals';
import { queryIndexes, soundIndexes } from '../../lib/schema/indexes.js';
import { statement } from '../../lib/schema/statement.js';
import { QueueDatabase, versions } from '../snapshot/queries/queue-database.js';

describe('the set of our indexes', () => {
  it('covers the tables whose columns are there, and is made only once', async () => {
    const database = await QueueDatabase.of('A', 'none');
    const names = () => queryIndexes(database.tables()).map((index) => [index.name, index.table]);
    expect(names()).toEqual([]);
    database.run('CREATE TABLE cf_job_failures (job_id INTEGER)');
    expect(names()).toEqual([]);
    database.run('ALTER TABLE cf_job_failures ADD COLUMN id INTEGER');
    expect(names()).toContainEqual(['ix_jobs_view_failures', 'cf_job_failures']);
    database.run('CREATE TABLE cf_sink_stats (id INTEGER, sink_uri TEXT, recorded_at TEXT)');
    expect(names()).toHaveLength(1);
    database.run('ALTER TABLE cf_sink_stats ADD COLUMN output_name TEXT');
    database.addIndexes();
    database.addIndexes();
    const tables = database.tables();
    const rows = database.all(statement('queries/indexes', tables));
    expect(soundIndexes(tables, rows)).toEqual(new Set(['ix_jobs_view_failures', 'ix_jobs_view_sinks']));
    database.close();
  });

  it('has no index over the queue, which workers write all the time', async () => {
    for (const version of versions) {
      const database = await QueueDatabase.of(version, 'all');
      expect(queryIndexes(database.tables()).map(({ table }) => table)).not.toContain('cf_processing_queue');
      database.close();
    }
  });

  it('uses no function that a worker’s old SQLite may lack', async () => {
    const database = await QueueDatabase.of('C', 'all');
    for (const { sql } of queryIndexes(database.tables())) {
      const functions = new Set(sql.match(/\b\w+(?=\()/g)?.map((name) => name.toLowerCase()));
      for (const common of ['cast', 'coalesce', 'length', 'lower', 'ltrim', 'max', 'min'])
        functions.delete(common);
      for (const common of ['nullif', 'strftime', 'substr', 'trim', 'typeof', 'upper'])
        functions.delete(common);
      expect(functions).toEqual(new Set());
    }
    database.close();
  });
});
