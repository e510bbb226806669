import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defaultFilter } from '../../lib/model/filter.js';
import { queryIndexes, soundIndexes } from '../../lib/schema/indexes.js';
import { statement } from '../../lib/schema/statement.js';
import { DatabaseShape } from '../../lib/snapshot/database-shape.js';
import { QueueDatabase, versions, wholeList } from '../snapshot/queries/queue-database.js';
import type { DatabaseVersion } from '../support/database-versions.js';

const jobs = 10_000;

/** A migrated database with a long history, a long queue, and few failed and running jobs. */
async function longQueue(version: DatabaseVersion): Promise<QueueDatabase> {
  const database = await QueueDatabase.of(version, 'all');
  const time = version === 'B' ? 'created_at' : 'claim_time';
  database.run(`INSERT INTO cf_processing_queue (plugin_name, status, ${time}, items_total, output_size_bytes)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${jobs})
    SELECT 'parser', CASE WHEN i % 1000 = 0 THEN 'FAILED' WHEN i % 1700 = 0 THEN 'RUNNING'
      WHEN i % 5 < 3 THEN 'QUEUED' ELSE 'COMPLETED' END, datetime(1768300000 + i, 'unixepoch'), 5, i FROM n`);
  return database;
}

function shapeOf(database: QueueDatabase): DatabaseShape {
  const tables = database.tables();
  const rows = database.all(statement('queries/indexes', tables));
  return new DatabaseShape(tables, new Map([...soundIndexes(tables, rows)].map((name) => [name, 0])));
}

const filter = {
  ':statuses': JSON.stringify(defaultFilter.statuses),
  ':types': '["parse","scan"]',
  ':name': null,
  ':until': 1_768_305_000_000,
  ':except': '[1700,3400]',
};

describe.each(
  versions.flatMap(
    (version) =>
      [
        [version, false],
        [version, true],
      ] as const,
  ),
)('the indexes on version %s (statistics: %p)', (version, analyzed) => {
  let database: QueueDatabase;
  let bytes: Uint8Array;
  beforeAll(async () => {
    database = await longQueue(version);
    if (analyzed) database.run('ANALYZE');
    bytes = database.bytes();
  });
  afterAll(() => database.close());

  function planOf(query: string): string {
    const rows = database.all(`EXPLAIN QUERY PLAN ${shapeOf(database).statement(query)}`, {
      ...filter,
      ':id': '5000',
      ':limit': 20,
      ':skip': 0,
    });
    return rows.map((row) => row.detail).join('\n');
  }

  it.each([
    ['counts', /^SCAN job USING (COVERING )?INDEX ix_jobs_view_status$/],
    ['pipeline', /^SCAN job USING (COVERING )?INDEX ix_jobs_view_status$/],
    ['latest_end', /^SEARCH job USING (COVERING )?INDEX ix_jobs_view_status \(<expr>=\?\)$/],
    ['search', /SEARCH job USING (COVERING )?INDEX ix_jobs_view_status \(<expr>=\?\)/],
    ['parser_sums', /^SCAN job USING (COVERING )?INDEX ix_jobs_view_status/],
    ['matching', /^(SEARCH|SCAN) job USING (COVERING )?INDEX ix_jobs_view_status/],
    ['window_from_start', /^SEARCH job USING (COVERING )?INDEX ix_jobs_view_status \(<expr>=\?\)/],
    ['window_from_end', /^SEARCH job USING (COVERING )?INDEX ix_jobs_view_status \(<expr>=\?\)/],
    ['jobs_before', /SEARCH job USING (COVERING )?INDEX ix_jobs_view_status \(.* AND <expr>>\?\)/],
    ['jobs_behind', /SEARCH job USING (COVERING )?INDEX ix_jobs_view_status \(.* AND <expr><\?\)/],
  ])('carry %s', (query, expected) => {
    const plan = planOf(query);
    expect(plan).toMatch(expected);
    expect(plan).not.toMatch(/SCAN job$/m);
    expect(plan).not.toContain('GROUP BY');
  });

  it('carry summary_bytes, where there are summaries', () => {
    if (version !== 'B') expect(planOf('summary_bytes')).toMatch(/SCAN job USING INDEX ix_jobs_view_summary/);
  });

  /** How many pages SQLite asks for in one statement, its start included. */
  async function pagesOf(query: string, parameters: Record<string, string | number | null>): Promise<number> {
    let pages = 0;
    const paged = await QueueDatabase.paged(bytes, () => {
      pages += 1;
    });
    paged.all(shapeOf(database).statement(query), { ...filter, ...parameters });
    paged.close();
    return pages;
  }

  // A plan can't show it, but SQLite stops at the first job of each status that no longer makes the window, so
  // that what it sorts is the window, not the list.
  it('make the window at the top or the end of the list cost a few pages, whatever its length', async () => {
    expect(bytes.length / 4096).toBeGreaterThan(250);
    for (const query of ['window_from_start', 'window_from_end']) {
      expect(await pagesOf(query, { ':limit': 20, ':skip': 0, ':until': null })).toBeLessThan(25);
    }
  });

  it('tell which complete jobs were cleared away without reading any job', async () => {
    const pages = await pagesOf('counts', {});
    for (const query of ['matching', 'latest_end', 'pipeline']) {
      expect(await pagesOf(query, {})).toBeLessThan(pages * 1.2);
    }
    for (const query of ['window_from_start', 'window_from_end']) {
      expect(await pagesOf(query, { ':limit': 20, ':skip': 0 })).toBeLessThan(pages * 1.2);
    }
  });

  it('make a place near the top or the end of the list cost a few pages', async () => {
    const window = (kind: 'index' | 'last') =>
      database.picture({ filter: defaultFilter, anchor: { kind, index: 15 }, after: 1 }).window.jobs[0]?.id ??
      '';
    expect(await pagesOf('jobs_before', { ':id': window('index') })).toBeLessThan(25);
    expect(await pagesOf('jobs_behind', { ':id': window('last') })).toBeLessThan(25);
  });
});

describe('the indexes', () => {
  it('are given for the tables that are there, and made once', async () => {
    const database = await QueueDatabase.of('A', 'none');
    const names = () => queryIndexes(database.tables()).map((index) => [index.name, index.table]);
    expect(names()).toEqual([
      ['ix_jobs_view_status', 'cf_processing_queue'],
      ['ix_jobs_view_summary', 'cf_processing_queue'],
    ]);
    database.run('CREATE TABLE cf_job_failures (job_id INTEGER)');
    expect(names()).toHaveLength(2);
    database.run('ALTER TABLE cf_job_failures ADD COLUMN id INTEGER');
    expect(names()).toContainEqual(['ix_jobs_view_failures', 'cf_job_failures']);
    database.run('CREATE TABLE cf_sink_stats (id INTEGER, sink_uri TEXT, recorded_at TEXT)');
    expect(names()).toHaveLength(3);
    database.run('ALTER TABLE cf_sink_stats ADD COLUMN output_name TEXT');
    database.addIndexes();
    database.addIndexes();
    const tables = database.tables();
    const rows = database.all(statement('queries/indexes', tables));
    expect(soundIndexes(tables, rows)).toEqual(
      new Set(['ix_jobs_view_failures', 'ix_jobs_view_sinks', 'ix_jobs_view_status', 'ix_jobs_view_summary']),
    );
    database.close();
  });

  it('are not used, and do no harm, once the table has other columns', async () => {
    const database = await QueueDatabase.of('A', 'none');
    database.addIndexes();
    database.add({ status: 'COMPLETED', claim_time: null });
    database.run("ALTER TABLE cf_processing_queue ADD COLUMN created_at TEXT DEFAULT '2026-01-13 10:38:15'");
    const tables = database.tables();
    const sound = soundIndexes(tables, database.all(statement('queries/indexes', tables)));
    expect(sound).toEqual(new Set(['ix_jobs_view_summary']));
    expect(database.picture(wholeList).window.jobs[0]?.startedAt).toBe(Date.UTC(2026, 0, 13, 10, 38, 15));
    database.close();
  });

  it('use no function that an old SQLite of a worker may lack', async () => {
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
