import { describe, expect, it } from '@jest/globals';
import { defaultFilter, everyJob, type JobFilter } from '../../../lib/model/filter.js';
import type { DatabaseVersion } from '../../support/database-versions.js';
import { QueueDatabase, type Row, searchFor, versions, wholeList } from './queue-database.js';

const queueOf = (version: DatabaseVersion, rows: readonly Row[]) =>
  QueueDatabase.of(version, 'all', rows, { status: 'RUNNING' });

const catalogue = [
  ['cf_source_root', { id: 7, path: '/data/fix_logs/' }],
  ['cf_file_location', { id: 70, source_root_id: 7, rel_path: '2026/Börse_NYSE.log' }],
  ['cf_file_version', { id: 700, location_id: 70 }],
  ['scout_sources', { id: 's1', path: '/mnt/archive' }],
  ['scout_files', { id: 700, source_id: 's1', rel_path: 'itch/Börse_NYSE.log' }],
] as const;

describe.each(versions)('a search in version %s', (version) => {
  it.each<[string, Row]>([
    ['FIX_parser', { plugin_name: 'fix_parser' }],
    ['parser v1.2', { plugin_name: 'fix_parser v1.2' }],
    ['parser V1.3', { plugin_name: 'fix_parser', plugin_version: '1.3' }],
    ['parser v1.3', { plugin_name: 'fix_parser v1.2', plugin_version: 'v1.3' }],
    ['überprüfer', { plugin_name: 'ÜBERPRÜFER' }],
    ['./PRODUCTION', { output_path: '/home/op/./production_001' }],
    ['Schema', { error_message: 'bad\nschemaViolation at row 42' }],
    ['WORKER-9', { worker_host: 'worker-9', worker_id: 'worker-9', lease_owner: 'worker-9' }],
    ['staged', { status: 'STAGED' }],
    ['reindex', { job_type: 'REINDEX' }],
    ['42', { id: 42 }],
    ['9007199254740993', { id: 9_007_199_254_740_993n }],
  ])('finds %p', async (text, row) => {
    const queue = await queueOf(version, [{ id: 10 }, row, { id: 142_000, plugin_name: 'other' }]);
    expect(queue.matches(text)).toBe(1);
  });

  it.each(['*', '?', '[a-z]', '%', '_', 'fix*', 'f?x', '[üÜ]', 'ü*', 'ü%'])(
    'searches for %p literally',
    async (text) => {
      const queue = await queueOf(version, [{ plugin_name: 'fixüÜ' }, { plugin_name: `a${text}b` }]);
      expect(queue.matches(text)).toBe(1);
    },
  );

  it('finds a job by the file that the catalogue leads to', async () => {
    const queue = await queueOf(version, [
      { id: 5, file_version_id: 700, file_id: 700 },
      { id: 4, file_version_id: 9 },
    ]);
    for (const [table, row] of catalogue) queue.add(row, table);
    const path = version >= 'C' ? '/MNT/archive/itch/BÖRSE' : '/DATA/fix_logs/2026/BÖRSE';
    expect(queue.picture({ anchor: searchFor(path) }).found).toEqual({ index: 0, nth: 1, matches: 1 });
    expect(queue.matches('nyse.log')).toBe(1);
    expect(queue.matches('logs//2026')).toBe(0);
  });

  it('finds a job by its recorded failures, and by those in the JSON of its error text', async () => {
    const error_message = JSON.stringify([{ file_path: 'C:\\in\\a.csv', error: 'no "price"', line: 3 }]);
    const queue = await queueOf(version, [
      { id: 1, status: 'FAILED', error_message },
      { id: 2, status: 'FAILED' },
      { id: 3, status: 'COMPLETED' },
    ]);
    queue.add(
      { job_id: 2, error_type: 'SchemaViolation', error_message: 'at venue', file_path: '/in/B.log' },
      'cf_job_failures',
    );
    queue.add(
      { job_id: 3, error_type: 'Late', context: '{"file": "/in/\\u00e9t\\u00e9.log"}' },
      'cf_job_failures',
    );
    queue.add(
      { job_id: 3, error_type: 'Late', context: '{"file": "/in/b.log", "note": "hidden"' },
      'cf_job_failures',
    );
    expect(queue.matches('C:\\IN\\a')).toBe(1);
    expect(queue.matches('no "price"')).toBe(1);
    expect(queue.matches('violation: AT')).toBe(1);
    expect(queue.matches('/in/b')).toBe(1);
    expect(queue.matches('/IN/ÉTÉ')).toBe(1);
    expect(queue.matches('hidden')).toBe(0);
  });

  it('finds a job without a version by the plugin’s version in service', async () => {
    const queue = await queueOf(version, [
      { plugin_name: 'fix' },
      { plugin_name: 'fix', plugin_version: '7' },
      { plugin_name: 'other' },
    ]);
    queue.add({ plugin_name: 'fix', version: 'v9.1', status: 'ACTIVE' }, 'cf_plugin_manifest');
    expect(queue.matches('FIX V9.1')).toBe(1);
    expect(queue.matches('9.1')).toBe(1);
  });
});

describe('a search', () => {
  it('finds the path in a result_summary, but not the JSON around it', async () => {
    const queue = await queueOf('A', [
      { result_summary: '{"output_path": "/out/a\\/b", "rows": 5}' },
      { result_summary: '/out/plain' },
      { result_summary: '{"output_path": "/out/a/b"}', output_path: '/elsewhere' },
    ]);
    expect(queue.matches('/out/A/b')).toBe(1);
    expect(queue.matches('/out/plain')).toBe(1);
    expect(queue.matches('output_path')).toBe(0);
  });

  /** In the list's order: 5 to 1; those that match are 5, 3 and 2. */
  const five = () =>
    queueOf(
      'A',
      [1, 2, 3, 4, 5].map((id) => ({ id, plugin_name: [2, 3, 5].includes(id) ? 'yes' : 'no' })),
    );

  it.each([
    ['forward', true, '5', 0],
    ['forward', false, '5', 2],
    ['forward', true, '4', 2],
    ['forward', false, '2', 0],
    ['backward', true, '3', 2],
    ['backward', false, '3', 0],
    ['backward', false, '5', 3],
    ['backward', true, '1', 3],
  ] as const)(
    '%s (inclusive: %p) from job %s finds the match at position %d',
    async (direction, inclusive, id, expected) => {
      const queue = await five();
      const anchor = searchFor('yes', { direction, inclusive, from: { id, index: 99 } });
      const { found, window } = queue.picture({ anchor, before: 1, after: 1 });
      expect(found).toEqual({ index: expected, nth: [0, 2, 3].indexOf(expected) + 1, matches: 3 });
      expect(window).toMatchObject({ first: Math.max(0, expected - 1), matching: 5 });
    },
  );

  it('begins at the given position, or at the last one, if the job is gone or filtered out', async () => {
    const queue = await five();
    const indexOf = (from: { id: string; index: number }, direction: 'forward' | 'backward') =>
      queue.picture({ anchor: searchFor('yes', { from, direction }) }).found?.index;
    expect(indexOf({ id: '77', index: 1 }, 'forward')).toBe(2);
    expect(indexOf({ id: "'; DROP TABLE x", index: 1 }, 'backward')).toBe(0);
    expect(indexOf({ id: '77', index: 99 }, 'backward')).toBe(3);
    expect(indexOf({ id: '77', index: Number.NaN }, 'forward')).toBe(0);
  });

  it('returns to the job where it began if no other matches', async () => {
    const queue = await five();
    const anchor = searchFor('4', { inclusive: false, from: { id: '4', index: 0 } });
    expect(queue.picture({ anchor }).found).toEqual({ index: 1, nth: 1, matches: 1 });
  });

  it('keeps the window where it began if nothing matches, and counts the list', async () => {
    const queue = await five();
    const anchor = searchFor('maybe', { from: { id: '2', index: 0 } });
    const { found, window, failedMatching } = queue.picture({ anchor, before: 1, after: 2 });
    expect(found).toEqual({ index: null, nth: 0, matches: 0 });
    expect([window.first, window.jobs.map((job) => job.id)]).toEqual([2, ['3', '2', '1']]);
    expect([window.matching, failedMatching]).toEqual([5, 0]);
    queue.run('DELETE FROM cf_processing_queue');
    expect(queue.picture({ anchor })).toMatchObject({
      found: { index: null, nth: 0, matches: 0 },
      window: { first: 0, jobs: [] },
    });
  });

  it('finds only jobs that pass the filter', async () => {
    const queue = await queueOf('A', [{ status: 'QUEUED', plugin_name: 'yes' }, { plugin_name: 'yes' }]);
    expect(queue.picture({ filter: defaultFilter, anchor: searchFor('YES') }).found?.matches).toBe(1);
  });

  it('matches every letter of the text, also those that aren’t ASCII', async () => {
    const queue = await queueOf('A', [
      { id: 1, output_path: '/out/bung' },
      { id: 2, output_path: '/out/Übung' },
      { id: 3, output_path: '/out/x', error_message: '{"file": "\\u00dcb\\u0075ng"}' },
    ]);
    expect(queue.matches('üBUNG')).toBe(2);
    expect(queue.matches('bung')).toBe(3);
  });

  it('takes a text of any length', async () => {
    const queue = await five();
    for (const text of ['x'.repeat(100_000), 'ü'.repeat(100_000), '9'.repeat(1000)]) {
      expect(queue.matches(text)).toBe(0);
    }
  });
});

describe('a list filtered by a text or by ids', () => {
  it('has the jobs whose names, paths, workers, errors or outputs contain the text, and no others', async () => {
    const ids = Array.from({ length: 120 }, (_, index) => index + 1);
    const queue = await QueueDatabase.of(
      'D',
      'none',
      ids.map((id) => ({
        ...{ id, status: id % 4 === 0 ? 'FAILED' : 'COMPLETED', lease_owner: `vm-${id % 5}` },
        plugin_name: id % 3 === 0 ? 'itch' : 'fix_parser v1.0',
        error_message: id % 8 === 0 ? `Disk full: /data/in/${id}` : `${'x'.repeat(6000)}tail`,
      })),
    );
    const job = { job_id: 6, kind: 'output', name: 'o', created_at: 1 };
    queue.add({ ...job, uri: 'parquet:///out/a.parquet' }, 'cf_job_artifacts');
    const made = { materialization_key: 'k', output_name: 'orders', sink_mode: 'append', status: 'success' };
    const sink_uri = 'file:///made/b.parquet';
    queue.add({ ...made, job_id: 9, created_at: 1, sink_uri }, 'cf_output_materializations');
    const listed = (part: Partial<JobFilter>) => {
      const { jobs } = queue.byIndex({ ...wholeList, filter: { ...everyJob, ...part } }).window;
      return jobs.map(({ id }) => Number(id)).sort((one, other) => one - other);
    };
    expect(listed({ text: 'ITCH' })).toEqual(ids.filter((id) => id % 3 === 0));
    expect(listed({ text: 'vm-2' })).toEqual(ids.filter((id) => id % 5 === 2));
    expect(listed({ text: 'disk FULL' })).toEqual(ids.filter((id) => id % 8 === 0));
    expect(listed({ text: 'a.parquet' })).toEqual([6]);
    expect(listed({ text: 'b.parquet' })).toEqual([9]);
    expect(listed({ text: '/in/96' })).toEqual([96]);
    expect(listed({ ids: ['7', '12', '999', 'x', '08'] })).toEqual([7, 12]);
    expect(listed({ text: 'itch', ids: ['7', '12'] })).toEqual([12]);
    expect(listed({ ids: [] })).toEqual([]);
  });
});
