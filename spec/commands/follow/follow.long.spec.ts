import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FollowOptions } from '../../../lib/commands/follow.js';
import { createDatabase, type DatabaseOptions } from '../../support/databases.js';
import { eventually } from '../../support/eventually.js';
import { folderForEach } from '../../support/folder-for-each.js';
import { type LeakWatch, watchForLeaks } from '../../support/leaks.js';
import { NativeWriter } from '../../support/native-writer.js';
import { linesOf, openIn, type Run, since, startFollow, told } from './runs.js';

let runs: Run[] = [];
let leaks: LeakWatch;
/** The writers of databases, open as long as a test, as workers are. */
const writers = new Map<string, NativeWriter>();

/**
 * Makes a database that its writer has open, so that no file comes or goes while it is watched: a watch that chokidar
 * loses then would be taken for one of ours.
 */
async function openDatabase(options: DatabaseOptions, name = 'jobs'): Promise<void> {
  await createDatabase(pathOf(name), options);
  writers.set(name, await NativeWriter.start(pathOf(name)));
  await exec('CREATE TABLE opened (at)', name);
}

const exec = async (sql: string, name = 'jobs') => void (await writers.get(name)?.exec(sql));

beforeEach(() => {
  leaks = watchForLeaks();
});

afterEach(async () => {
  for (const run of runs) run.pipe.breakOff();
  // Whoever reads no more is noticed with the next line.
  for (const name of writers.keys()) await exec('DROP TABLE cf_processing_queue', name);
  await Promise.all(runs.map(({ ended }) => ended));
  runs = [];
  writers.clear();
  await NativeWriter.killAll();
  await leaks.expectNone();
});

const folder = folderForEach();
const pathOf = (name: string) => folder.file(`${name}.sqlite3`);

function begin(order: Partial<FollowOptions> = {}, names: readonly string[] = ['jobs']): Run {
  const run = startFollow(names.map(pathOf), folder.file('state'), order);
  runs.push(run);
  return run;
}

const jobs = (run: Run) =>
  told(run)
    .filter(({ type }) => type === 'job')
    .map(({ database = '', id, from, to }) => `${database} ${id} ${from}→${to}`.trim());
const set = (id: number, values: string, name?: string) =>
  exec(`UPDATE cf_processing_queue SET ${values} WHERE id = ${id}`, name);

const minute = 60_000;
const rows = [
  { id: 1, plugin_name: 'fix_parser', status: 'RUNNING', claim_time: '2026-01-13 10:00:00' },
  { id: 2, plugin_name: 'fix_parser', status: 'FAILED', error_message: 'row 5 is bad' },
];

describe('follow --json', () => {
  it('prints a snapshot, then each change with the job’s fields', async () => {
    await openDatabase({ rows, migrated: 'all' });
    const run = begin();
    await linesOf(run, 1);
    const error = 'row 7 is \u001b[31mbad';
    await set(1, `status = 'FAILED', end_time = '2026-01-13 10:05:00', error_message = '${error}'`);
    await linesOf(run, 3);
    const [snapshot, job, counts] = told(run);
    const text = expect.any(String);
    expect(snapshot).toEqual({
      ...{ type: 'snapshot', as_of: text, cursor: text, schema: 1, database: pathOf('jobs') },
      counts: { queued: 0, running: 1, complete: 0, failed: 1, cancelled: 0 },
    });
    expect(job).toEqual({
      ...{ type: 'job', as_of: text, cursor: text, id: 1, from: 'running', to: 'failed', job_type: 'parse' },
      ...{ by: null, name: 'fix_parser', version: null, retry_count: 0, worker: null, output_path: null },
      ...{ started_at: '2026-01-13T10:00:00.000Z', completed_at: '2026-01-13T10:05:00.000Z' },
      ...{ error_summary: error, error_at: null, cause: text, cause_key: text },
    });
    expect(counts).toMatchObject({ type: 'counts', counts: { running: 0, failed: 2 } });
    expect(run.pipe.lines.join('')).not.toContain('\u001b');
    expect(run.errors()).toBe('');
  });

  it('reports a worker as silent whose lease ended long ago in a database not written since', async () => {
    const expiry = (at: number) =>
      `UPDATE cf_processing_queue SET lease_owner = 'w', lease_expires_at = ${at}`;
    await openDatabase({ version: 'D', rows: [{ ...rows[0], claim_time: Date.now() }] });
    await exec(expiry(Date.now() + minute));
    const first = begin();
    await linesOf(first, 1);
    await exec(expiry(Date.now() - 10 * minute));
    const longAgo = new Date(Date.now() - 8 * minute);
    for (const file of [pathOf('jobs'), `${pathOf('jobs')}-wal`]) utimesSync(file, longAgo, longAgo);
    const next = begin(since(told(first)[0]?.cursor));
    await linesOf(next, 2);
    expect(told(next)[1]).toMatchObject({ type: 'worker', worker: 'w', from: null, to: 'silent' });
  });

  it('prints a gap for an unknown cursor, then what changes from now on', async () => {
    await openDatabase({ rows });
    const run = begin(since('mwxrcfvo-37285a4e.18'));
    await linesOf(run, 2);
    await set(1, "status = 'COMPLETED'");
    await linesOf(run, 4);
    expect(told(run)).toMatchObject([
      { type: 'gap', reason: 'cursor_not_known', from: null, to: null },
      { type: 'snapshot' },
      { type: 'job', id: 1 },
      { type: 'counts' },
    ]);
  });

  it('loses no last state to a slow reader, and prints a gap for the time that it was held up', async () => {
    await openDatabase({ rows });
    const run = begin();
    await linesOf(run, 1);
    run.pipe.hold();
    await set(1, "status = 'COMPLETED'");
    await eventually(() => run.pipe.isHeld, 'nothing is written');
    const from = Date.now();
    await set(1, "status = 'QUEUED', retry_count = 1");
    await set(1, "status = 'RUNNING'");
    await set(2, "status = 'CANCELLED'");
    await eventually(() => Date.now() - from > 1100, 'time stands still');
    run.pipe.release();
    await linesOf(run, 7);
    const types = () => told(run).map(({ type }) => type);
    expect(types()).toEqual(['snapshot', 'job', 'counts', 'gap', 'job', 'job', 'counts']);
    expect(jobs(run)).toEqual(['1 running→complete', '2 failed→cancelled', '1 complete→running']);
    const gap = told(run).find(({ type }) => type === 'gap');
    expect(gap).toMatchObject({ reason: 'output_not_read' });
    expect(Date.parse(String(gap?.to)) - Date.parse(String(gap?.from))).toBeGreaterThan(1000);
    await set(2, "status = 'QUEUED'");
    await linesOf(run, 9);
    expect(types().slice(7)).toEqual(['job', 'counts']);
  });

  it('reports once that nothing can be recorded, and prints no cursors then', async () => {
    await openDatabase({ rows });
    writeFileSync(folder.file('state'), '');
    const run = begin();
    await linesOf(run, 1);
    await set(1, "status = 'COMPLETED'");
    await linesOf(run, 3);
    expect(told(run).map(({ cursor }) => cursor)).toEqual([null, null, null]);
    expect(run.errors()).toMatch(/^jobs-view: There are no cursors from here on, [^\n]+ENOTDIR[^\n]+\n$/);
  });

  it('begins with what changed since a time', async () => {
    await openDatabase({ rows });
    const run = begin({ since: { kind: 'at', ms: Date.parse('2026-01-13T09:00:00Z') } });
    await linesOf(run, 2);
    expect(jobs(run)).toEqual(['1 null→running']);
    expect(await begin({ since: { kind: 'at', ms: Date.now() + 60_000 } }).ended).toBe(2);
  });
});

describe('follow', () => {
  it('prints sentences about changes that pass the filter', async () => {
    await openDatabase({ rows });
    const all = begin({ format: 'text' });
    const failed = begin({
      format: 'text',
      choice: { statuses: ['failed'], types: null, name: null, cause: null, text: null, worker: null },
    });
    await Promise.all([linesOf(all, 1), linesOf(failed, 1)]);
    await set(1, "status = 'COMPLETED', result_summary = '/data/out.parquet'");
    await linesOf(all, 2);
    await set(2, "status = 'RUNNING', worker_host = 'vm', error_message = NULL, retry_count = 1");
    await Promise.all([linesOf(all, 3), linesOf(failed, 2)]);
    const sentences = [all, failed].map(({ pipe }) =>
      pipe.lines.map((line) => line.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC: /, '')),
    );
    expect(sentences).toEqual([
      [
        '0 queued, 1 running, 0 done, 1 failed, 0 cancelled.',
        'Job 1, parse fix_parser, is done: /data/out.parquet',
        'Job 2, parse fix_parser, is running on vm.',
      ],
      ['0 queued, 1 running, 0 done, 1 failed, 0 cancelled.', 'Job 2, parse fix_parser, is running on vm.'],
    ]);
    // Nobody goes on from a sentence.
    expect(existsSync(folder.file('state'))).toBe(false);
  });

  it('ends with 0 when its output is not read any more, and closes its record', async () => {
    await openDatabase({ rows });
    const run = begin();
    await linesOf(run, 1);
    expect(openIn(folder.file('state'))).toHaveLength(1);
    run.pipe.breakOff();
    await set(1, "status = 'COMPLETED'");
    expect({ code: await run.ended, errors: run.errors() }).toEqual({ code: 0, errors: '' });
    expect(openIn(folder.file('state'))).toEqual([]);
  });
});

describe('follow, with several databases', () => {
  beforeEach(async () => {
    const queued = [1, 2].map((id) => ({ id, plugin_name: 'fix_parser', status: 'QUEUED' }));
    for (const name of ['a', 'b']) await openDatabase({ rows: queued }, name);
  });

  /** Resolves when what a run has printed makes this true. */
  const heard = (run: Run, isSo: () => boolean) => eventually(isSo, () => run.pipe.lines.join('\n'));

  it('names the database in each line of JSON', async () => {
    const run = begin({}, ['a', 'b']);
    await linesOf(run, 2);
    await set(1, "status = 'RUNNING'", 'a');
    await linesOf(run, 4);
    await set(2, "status = 'FAILED'", 'b');
    await heard(run, () => told(run).at(-1)?.database === 'b' && told(run).at(-1)?.type === 'counts');
    expect(jobs(run)).toEqual(['a 1 queued→running', 'b 2 queued→failed']);
    const snapshots = told(run).slice(0, 2);
    expect(snapshots.map(({ type, database, path }) => [type, database, path]).sort()).toEqual([
      ['snapshot', 'a', pathOf('a')],
      ['snapshot', 'b', pathOf('b')],
    ]);
  });

  it('names the database in each sentence', async () => {
    const run = begin({ format: 'text' }, ['a', 'b']);
    await linesOf(run, 2);
    await set(1, "status = 'RUNNING'", 'b');
    await linesOf(run, 3);
    expect(run.pipe.lines[2]).toMatch(/ UTC: b: Job 1, parse fix_parser, is running\.$/);
  });

  it('continues all databases after one cursor, in any order, and a new one from now on', async () => {
    const first = begin({}, ['a', 'b']);
    await linesOf(first, 2);
    await set(1, "status = 'RUNNING'", 'a');
    await linesOf(first, 4);
    await set(1, "status = 'RUNNING'", 'b');
    await linesOf(first, 6);
    const cursors = told(first).map(({ cursor }) => cursor);
    // After the change in `a`, before the one in `b`.
    const between = begin(since(cursors[2]), ['b', 'a']);
    await heard(
      between,
      () => jobs(between).length > 0 && told(between).filter(({ type }) => type === 'snapshot').length === 2,
    );
    const end = begin(since(cursors.at(-1)), ['a', 'b']);
    await linesOf(end, 2);
    await set(2, "status = 'RUNNING'", 'a');
    await linesOf(end, 4);
    expect(jobs(between).slice(0, 1)).toEqual(['b 1 queued→running']);
    expect(jobs(end)).toEqual(['a 2 queued→running']);

    const [ofA] = String(cursors[0]).split(',');
    const other = begin(since(ofA), ['a', 'b']);
    await heard(other, () =>
      told(other).some(({ type, database }) => type === 'gap' && database !== undefined),
    );
    const gaps = told(other).filter(({ type }) => type === 'gap');
    expect(gaps).toHaveLength(1);
  });

  it('waits for a database that cannot be read, and reports changes of the others', async () => {
    const run = begin({}, ['a', '.']);
    await heard(
      run,
      () =>
        told(run).some(({ type }) => type === 'connection') &&
        told(run).some(({ type }) => type === 'snapshot'),
    );
    await set(1, "status = 'RUNNING'", 'a');
    await heard(run, () => jobs(run).length === 1);
    const lost = told(run).find(({ type }) => type === 'connection');
    expect(lost).toMatchObject({ state: 'lost', problem: { code: 'missing' } });
  });
});
