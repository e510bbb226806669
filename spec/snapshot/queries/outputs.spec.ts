import { describe, expect, it } from '@jest/globals';
import type { JobOutputs } from '../../../lib/model/output.js';
import type { Queryable, SqlRow } from '../../../lib/snapshot/port.js';
import { readPicture } from '../../../lib/snapshot/queries/read-picture.js';
import { countingBySql } from '../by-sql/queue-by-sql.js';
import { asOf, QueueDatabase, type Row, wholeList } from './queue-database.js';

async function queueOf(jobs: readonly Row[], artifacts: readonly Row[], made: readonly Row[] = []) {
  const defaults = { status: 'COMPLETED', result_summary: 'Success' };
  const database = await QueueDatabase.of('D', 'none', jobs, defaults);
  for (const row of artifacts) {
    database.add({ job_id: 1, kind: 'output', name: 'orders', created_at: 5, ...row }, 'cf_job_artifacts');
  }
  for (const row of made) {
    const named = {
      ...{ sink_mode: 'append', job_id: 1, output_name: 'orders', status: 'success', created_at: 5, ...row },
    };
    database.add(named, 'cf_output_materializations');
  }
  return database;
}

const uris = ({ list }: JobOutputs) => list.map(({ uri }) => uri);

describe('the list of a job’s outputs', () => {
  it('has its artifacts of kind output, in the order of their recording', async () => {
    const queue = await queueOf(
      [{ id: 1 }],
      [
        { uri: 'file:///out/c', name: 'z', created_at: 9 },
        { uri: 'file:///out/b', name: 'y', created_at: 7, rows: 40 },
        { uri: 'duckdb:///out/lake.duckdb', name: 'x', created_at: 7, table_name: 'trades', rows: 2 },
        { uri: 'file:///log', kind: 'log', created_at: 1, rows: 1000 },
        { uri: 'file:///q', kind: 'quarantine', created_at: 1, rows: 1000 },
        { uri: 'file:///other', job_id: 2, created_at: 1, rows: 1000 },
      ],
    );
    const job = queue.job();
    expect(uris(job.outputs)).toEqual(['file:///out/b', 'duckdb:///out/lake.duckdb', 'file:///out/c']);
    expect(job.outputs).toMatchObject({ count: 3, rows: 42 });
    expect(job.outputs.list[1]).toEqual({
      ...{ role: 'output', name: 'x', uri: 'duckdb:///out/lake.duckdb', path: '/out/lake.duckdb' },
      ...{ table: 'trades', rows: 2 },
    });
    expect(job).toMatchObject({ outputPath: '/out/b', note: null });
  });

  it('has its materializations if it has no artifact of kind output', async () => {
    const queue = await queueOf(
      [{ id: 1 }, { id: 2 }, { id: 3 }],
      [
        { uri: 'file:///a', kind: 'log' },
        { uri: 'file:///two', job_id: 2 },
      ],
      [
        { materialization_key: 'k1', sink_uri: 'parquet:///late', created_at: 9, rows: 3 },
        { materialization_key: 'k2', sink_uri: 'parquet:///early', created_at: 8, table_name: 't' },
        { materialization_key: 'k3', sink_uri: 'parquet:///nothing', status: 'no_data', rows: 0 },
        { materialization_key: 'k4', sink_uri: 'parquet:///again', job_id: 2 },
      ],
    );
    const outputs = new Map(queue.picture().window.jobs.map((job) => [job.id, job.outputs]));
    expect(uris(outputs.get('1') as JobOutputs)).toEqual(['parquet:///early', 'parquet:///late']);
    expect(outputs.get('1')).toMatchObject({ count: 2, rows: 3 });
    expect(uris(outputs.get('2') as JobOutputs)).toEqual(['file:///two']);
    expect(outputs.get('3')).toEqual({ list: [], count: 0, rows: null });
  });

  it('is joined from all runs of the record', async () => {
    const made = (rowid: number | bigint, at: number | null, rows: number | null) => ({
      ...{ rowid, materialization_key: `k${rowid}`, sink_uri: `parquet:///${rowid}`, rows },
      created_at: at ?? 'never',
    });
    const rows = [
      made(-5, 9, 1),
      made(16_383, 8, 2),
      made(16_384, 3, 4),
      made(60_000, 7, 8),
      made(60_001, null, null),
    ];
    const queue = await queueOf([{ id: 1 }], [], rows);
    const paths = ({ list }: JobOutputs) => list.map(({ path }) => path);
    const all = ['/60001', '/16384', '/60000', '/16383', '/-5'];
    expect(paths(queue.job().outputs)).toEqual(all);
    expect(queue.job().outputs).toMatchObject({ count: 5, rows: 15 });
    const few = queue.picture({ outputs: 2 }).window.jobs[0]?.outputs as JobOutputs;
    expect([paths(few), few.count, few.rows]).toEqual([all.slice(0, 2), 5, 15]);
    // Numbers too far apart to be gone through run by run.
    const far = {
      ...{ ...made(2n ** 62n, 6, 16), job_id: 1, output_name: 'o', sink_mode: 'append', status: 'success' },
    };
    queue.add(far, 'cf_output_materializations');
    expect(paths(queue.job().outputs)).toEqual([...all.slice(0, 2), '/4611686018427387904', ...all.slice(2)]);
  });

  it('is queried run by run, each remembered by itself', async () => {
    const asked: string[] = [];
    const remembered = new Map<string, SqlRow[]>();
    const queue = await queueOf(
      [{ id: 1 }],
      [],
      [
        { rowid: 1, materialization_key: 'a', sink_uri: '/a' },
        { rowid: 40_000, materialization_key: 'b', sink_uri: '/b' },
      ],
    );
    const database: Queryable = {
      all: (sql, parameters) => queue.all(sql, parameters),
      remembered: (sql, parameters) => {
        const key = JSON.stringify([sql, parameters]);
        const known = remembered.get(key) ?? queue.all(sql, parameters);
        if (':from' in parameters && !remembered.has(key)) asked.push(String(parameters[':from']));
        remembered.set(key, known);
        return known;
      },
    };
    const add = (rowid: number) => {
      const row = {
        ...{ rowid, materialization_key: rowid, sink_uri: '/c', sink_mode: 'append', output_name: 'o' },
      };
      queue.add({ ...row, status: 'success', job_id: 1, created_at: 1 }, 'cf_output_materializations');
    };
    const read = () => readPicture(database, wholeList, asOf, '/queue', countingBySql(database)).kind;
    expect([read(), read()]).toEqual(['picture', 'picture']);
    // Between which ids the jobs of each run are, then what the job has in those where it may have any.
    expect(asked).toEqual(['0', '0', '16384', '32768', '32768']);
    add(20_000);
    remembered.clear();
    asked.length = 0;
    read();
    expect(asked).toEqual(['0', '0', '16384', '16384', '32768', '32768']);
  });

  it('is as long as requested at most, and all outputs are counted', async () => {
    const many = Array.from({ length: 30 }, (_, index) => ({ uri: `file:///out/${index}`, rows: 2 }));
    const queue = await queueOf([{ id: 1 }], many);
    const job = queue.picture({ outputs: 2 }).window.jobs[0];
    expect(uris(job?.outputs as JobOutputs)).toEqual(['file:///out/0', 'file:///out/1']);
    expect(job?.outputs).toMatchObject({ count: 30, rows: 60 });
    expect(queue.job().outputs.list).toHaveLength(20);
  });

  it('takes precedence over an output path in the queue, which is used without it', async () => {
    const queue = await queueOf([{ id: 1 }, { id: 2 }], [{ uri: 's3://bucket/a', table_name: 't' }]);
    queue.run('ALTER TABLE cf_processing_queue ADD COLUMN output_path TEXT');
    queue.run("UPDATE cf_processing_queue SET output_path = '/column'");
    const paths = new Map(queue.picture().window.jobs.map(({ id, outputPath }) => [id, outputPath]));
    expect([paths.get('1'), paths.get('2')]).toEqual(['s3://bucket/a#t', '/column']);
  });

  it('has artifacts of every kind in the detail', async () => {
    const queue = await queueOf(
      [{ id: 1 }, { id: 2 }, { id: 3, status: 'RUNNING' }],
      [
        { uri: 'file:///log', kind: 'log', created_at: 9 },
        { uri: 's3://b/k', table_name: 't', rows: 5, created_at: 7 },
        { uri: 'file:///q', kind: 'quarantine', rows: 2, created_at: 7 },
        { uri: 'file:///two', job_id: 2, kind: 'log' },
        { uri: 'file:///three', job_id: 3, kind: 'log' },
      ],
      [
        { materialization_key: 'a', sink_uri: 'parquet:///p', status: 'partial_success', job_id: 2, rows: 9 },
        { materialization_key: 'b', sink_uri: 'parquet:///n', status: 'no_data', job_id: 2, created_at: 1 },
        { materialization_key: 'c', sink_uri: 'parquet:///one', job_id: 1 },
        { materialization_key: 'd', sink_uri: 'parquet:///three', job_id: 3 },
      ],
    );
    const told = (id: string) => {
      const { list, count, rows } = queue.detail(id).artifacts;
      return [count, rows, ...list.map(({ role, uri }) => `${role} ${uri}`)];
    };
    expect(told('1')).toEqual([3, 7, 'output s3://b/k', 'quarantine file:///q', 'log file:///log']);
    expect(told('2')).toEqual([2, 9, 'partial parquet:///p', 'log file:///two']);
    expect(told('3')).toEqual([1, null, 'log file:///three']);
  });

  it('is searched for URIs, tables, names, and decoded URIs', async () => {
    const queue = await queueOf(
      [{ id: 1 }, { id: 2 }, { id: 3 }],
      [
        { uri: 'file:///out/My%20Or%C3%A4.parquet', name: 'Fills' },
        { uri: 'file:///log/secret', kind: 'log' },
      ],
      [{ materialization_key: 'k', sink_uri: 'duckdb:///my%20lake', table_name: 'Trades', job_id: 2 }],
    );
    const texts = 'my or|or\u00e4|FILLS|lake|trades|orders|my|my%20|secret|success|\ud800'.split('|');
    expect(texts.map((text) => queue.matches(text))).toEqual([1, 1, 1, 1, 1, 1, 2, 2, 0, 0, 0]);
  });

  it('comes with quarantined rows, each with its reason and the beginning of its data', async () => {
    const queue = await queueOf([{ id: 1, quarantine_rows: 120 }, { id: 2 }], []);
    const row = { job_id: 1, created_at: 1 };
    queue.add({ ...row, row_index: 8, error_reason: 'late', raw_data: 'a,é' }, 'cf_quarantine');
    const binary = new Uint8Array([0xff, 0, 0x1b]);
    queue.add({ ...row, row_index: 3, error_reason: '\u001b[31m', raw_data: binary }, 'cf_quarantine');
    const cut = new TextEncoder().encode(`${'x'.repeat(511)}é`);
    queue.add({ ...row, row_index: -1, error_reason: '', raw_data: cut }, 'cf_quarantine');
    queue.add({ ...row, row_index: 1, error_reason: 'none', raw_data: null }, 'cf_quarantine');
    expect(queue.detail('1').quarantine).toEqual({
      count: 4,
      rows: [
        { row: 8, reason: 'late', data: 'a,é' },
        { row: 3, reason: '\u001b[31m', data: 'ff 00 1b' },
        { row: 0, reason: '', data: 'x'.repeat(400) },
        { row: 1, reason: 'none', data: '' },
      ],
    });
    expect(queue.detail('2').quarantine).toEqual({ count: 0, rows: [] });
    for (let index = 0; index < 120; index += 1) {
      queue.add({ ...row, row_index: index, error_reason: 'many' }, 'cf_quarantine');
    }
    expect([queue.detail('1').quarantine.count, queue.detail('1').quarantine.rows.length]).toEqual([
      124, 100,
    ]);
  });

  it('is read from tables of any columns with values of any type', async () => {
    const queue = await queueOf([{ id: 1, quarantine_rows: 7 }], []);
    queue.run('DROP TABLE cf_job_artifacts; CREATE TABLE cf_job_artifacts (job_id TEXT, kind, uri)');
    queue.run(
      "INSERT INTO cf_job_artifacts VALUES ('1', 'OUTPUT', x'2f6f7574'), (1, 'output', ''), (1, 'output', NULL)",
    );
    expect(queue.job()).toMatchObject({
      outputPath: '/out',
      quarantinedRows: 7,
      outputs: { count: 1, rows: null },
    });
    queue.run('DROP TABLE cf_job_artifacts; CREATE VIEW cf_job_artifacts AS SELECT 1 AS job_id');
    expect(queue.job().outputs.count).toBe(0);
    queue.run('DROP VIEW cf_job_artifacts');
    queue.run(
      'CREATE TABLE cf_job_artifacts (job_id INTEGER, kind, uri, PRIMARY KEY (job_id, uri)) WITHOUT ROWID',
    );
    queue.run("INSERT INTO cf_job_artifacts VALUES (1, 'output', '/b'), (1, 'output', '/a')");
    expect(queue.job().outputs.count).toBe(2);
  });
});
