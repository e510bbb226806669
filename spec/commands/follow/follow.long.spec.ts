import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FollowOptions } from '../../../lib/commands/follow.js';
import { createDatabase, type DatabaseOptions } from '../../support/databases.js';
import { eventually } from '../../support/eventually.js';
import { type LeakWatch, watchForLeaks } from '../../support/leaks.js';
import { NativeWriter } from '../../support/native-writer.js';
import { type TemporaryFolder, temporaryFolder } from '../../support/temporary-folder.js';
import { linesOf, openIn, type Run, since, startFollow, told } from './runs.js';

let folder: TemporaryFolder;
let path: string;
let runs: Run[] = [];
let leaks: LeakWatch;
/** The writer of the database, open as long as a test, as a worker is. */
let writer: NativeWriter | null = null;

/**
 * Makes a database that its writer has open, so that no file comes or goes while it is watched: a watch that chokidar
 * loses then would be taken for one of ours.
 */
async function openDatabase(options: DatabaseOptions): Promise<void> {
  await createDatabase(path, options);
  await exec('CREATE TABLE opened (at)');
}

async function exec(sql: string): Promise<void> {
  writer ??= await NativeWriter.start(path);
  await writer.exec(sql);
}

beforeEach(() => {
  leaks = watchForLeaks();
  folder = temporaryFolder();
  path = folder.file('jobs.sqlite3');
});

afterEach(async () => {
  for (const run of runs) run.pipe.breakOff();
  // Whoever reads no more is noticed with the next line.
  await exec('DROP TABLE IF EXISTS cf_processing_queue').catch(() => {});
  await Promise.all(runs.map(({ ended }) => ended));
  runs = [];
  writer = null;
  await NativeWriter.killAll();
  await leaks.expectNone();
  folder.remove();
});

function begin(order: Partial<FollowOptions> = {}, state = folder.file('state')): Run {
  const run = startFollow([path], state, order);
  runs.push(run);
  return run;
}

const jobs = (run: Run) =>
  told(run)
    .filter(({ type }) => type === 'job')
    .map(({ id, from, to }) => `${id} ${from}→${to}`);
const set = (id: number, values: string) => exec(`UPDATE cf_processing_queue SET ${values} WHERE id = ${id}`);

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
      ...{ type: 'snapshot', as_of: text, cursor: text, schema: 1, database: path },
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
    for (const file of [path, `${path}-wal`]) utimesSync(file, longAgo, longAgo);
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
