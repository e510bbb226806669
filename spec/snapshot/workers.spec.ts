import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { everyJob } from '../../lib/model/filter.js';
import { changeable, type JobAction, tallyOf } from '../../lib/model/marks.js';
import type { PictureRequest } from '../../lib/model/picture.js';
import { DatabaseReader } from '../../lib/snapshot/database-reader.js';
import { ProcessTable } from '../../lib/snapshot/workers/process-table.js';
import type { Processes } from '../../lib/snapshot/workers/recent-processes.js';
import type { Additions, DatabaseVersion } from '../support/database-versions.js';
import { createDatabase, written } from '../support/databases.js';
import { hurriedSystem } from '../support/hurried-system.js';
import type { NativeRow } from '../support/native-protocol.js';
import { testFolder } from '../support/test-folder.js';

const minute = 60_000;
const now = Date.now();
const request: PictureRequest = {
  ...{ filter: everyJob, anchor: { kind: 'index', index: 0 }, before: 0, after: 100, failures: 0 },
};

const readers: DatabaseReader[] = [];
const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const reader of readers.splice(0)) await reader.close();
});

function open(path: string, processes: Processes = new ProcessTable(), onSizes = () => {}): DatabaseReader {
  const options = { clock: Date.now, folders: { base: '/', home: null }, onSizes };
  const system = hurriedSystem();
  const reader = new DatabaseReader(path, { ...options, system, workers: { host: 'vm', processes } });
  readers.push(reader);
  return reader;
}

async function pictureOf(reader: DatabaseReader) {
  const result = await reader.readMeasured(request);
  if (result.kind === 'problem') throw new Error(result.problem.sentence);
  const { picture } = result;
  const kinds = picture.window.jobs.map(({ id, trouble }) => [id, trouble?.kind ?? null]);
  return { kinds: Object.fromEntries(kinds), troubles: picture.troubles, jobs: picture.window.jobs };
}

/** A database with running jobs of plugin p, unless they say otherwise. */
async function database(version: DatabaseVersion, migrated: Additions, rows: readonly NativeRow[]) {
  const path = join(testFolder(), 'queue.db');
  const jobs = rows.map((row) => ({ plugin_name: 'p', status: 'RUNNING', ...row }));
  await createDatabase(path, { version, migrated, rows: jobs, journalMode: 'delete' });
  return path;
}

const noProcesses: Processes = { look: (pids) => new Map([...pids].map((pid) => [pid, { kind: 'none' }])) };

/** Whether this system's processes can be told at all: not where the specs run in a container. */
const canTell = new ProcessTable().look([process.pid]).size > 0;

/** The ids of a process that runs until the test ends, and of one that has ended. */
async function processes(): Promise<readonly [runs: number, ended: number]> {
  const started = () => spawn('sleep', ['600'], { stdio: 'ignore' });
  const [child, other] = [started(), started()];
  children.push(child);
  other.kill('SIGKILL');
  await once(other, 'exit');
  return [child.pid ?? 0, other.pid ?? 0];
}

describe('a job whose worker runs on this host', () => {
  it.each<[DatabaseVersion, Additions]>([
    ['A', 'none'],
    ['A', 'all'],
    ['C', 'none'],
    ['C', 'all'],
  ])(
    'runs, or is gone with its process, in version %s with %s of the additions',
    async (version, migrated) => {
      const [runs, ended] = await processes();
      const running = { worker_host: 'vm', claim_time: written(version, now) };
      const path = await database(version, migrated, [
        { ...running, worker_pid: runs },
        { ...running, worker_pid: ended },
        { ...running, worker_pid: ended, status: 'STAGED' },
        // Began before this child did, and ran on another host of that number.
        { ...running, worker_pid: runs, claim_time: written(version, now - 10 * minute) },
        { ...running, worker_pid: ended, worker_host: 'parse-01' },
        { ...running, worker_pid: ended, status: 'FAILED' },
        { ...running, worker_pid: null },
      ]);
      const { kinds, troubles, jobs } = await pictureOf(open(path));
      const gone = canTell ? 'gone' : null;
      expect(kinds).toEqual({ 1: null, 2: gone, 3: gone, 4: gone, 5: null, 6: null, 7: null });
      expect(troubles).toEqual({ gone: canTell ? 3 : 0, silent: 0, stalled: 0 });
      if (canTell) expect(jobs.find(({ id }) => id === '4')?.trouble).toMatchObject({ reused: true });
      const seen = jobs.filter(({ stillRuns }) => stillRuns !== null).map(({ id }) => id);
      expect(seen).toEqual(canTell ? ['1'] : []);
    },
  );

  it('is gone from the second read on; the first one reports news', async () => {
    const path = await database('A', 'none', [{ worker_host: 'vm', worker_pid: 77 }]);
    let news = 0;
    const reader = open(path, noProcesses, () => {
      news += 1;
    });
    const first = await reader.read(request);
    expect(first.kind === 'picture' && first.picture.troubles).toEqual({ gone: 0, silent: 0, stalled: 0 });
    expect(news).toBe(1);
    const second = await reader.read(request);
    expect(second.kind === 'picture' && second.picture.troubles).toEqual({ gone: 1, silent: 0, stalled: 0 });
    expect(news).toBe(1);
  });
});

describe('a cancelled job', () => {
  it('still runs, has ended or is unknown by its process on this host', async () => {
    const [runs, ended] = await processes();
    const job = { status: 'CANCELLED', worker_host: 'vm', worker_pid: runs, claim_time: written('A', now) };
    const path = await database('A', 'none', [
      job,
      { ...job, worker_pid: ended },
      { ...job, claim_time: written('A', now - 10 * minute) },
      { ...job, worker_host: 'parse-01' },
      { ...job, status: 'FAILED' },
      { ...job, claim_time: null },
      { ...job, worker_pid: null },
      // When it ended says nothing of when it was claimed.
      { ...job, claim_time: null, end_time: written('A', now) },
      { ...job, claim_time: null, end_time: written('A', now - 10 * minute) },
    ]);
    const { jobs } = await pictureOf(open(path));
    const told = Object.fromEntries(jobs.map(({ id, stillRuns }) => [id, stillRuns]));
    const [yes, no] = canTell ? [true, false] : [null, null];
    expect(told).toEqual({ 1: yes, 2: no, 3: no, 4: null, 5: null, 6: null, 7: null, 8: null, 9: null });
  });
});

describe('a job whose worker runs elsewhere', () => {
  it.each<[DatabaseVersion, Additions, column: string, owner: NativeRow, ages: readonly (number | null)[]]>([
    ['B', 'none', 'heartbeat_time', { worker_id: 'w1' }, [90, 1, null]],
    ['B', 'all', 'heartbeat_time', { worker_id: 'w1' }, [90, 1, null]],
    // What was touched last when it was claimed shows no worker that touches its row.
    ['A', 'all', 'updated_at', { worker_host: 'x' }, [80, 1, 90]],
  ])(
    'is silent in version %s with %s of the additions by its %s',
    async (version, migrated, column, owner, ages) => {
      const at = (age: number) => written(version, now - age * minute);
      const rows = ages.map((age) => ({
        ...owner,
        claim_time: at(90),
        [column]: age === null ? null : at(age),
      }));
      const { kinds, troubles } = await pictureOf(open(await database(version, migrated, rows)));
      expect(kinds).toEqual({ 1: 'silent', 2: null, 3: null });
      expect(troubles).toEqual({ gone: 0, silent: 1, stalled: 0 });
    },
  );

  it.each<[string, NativeRow]>([
    ['a token', { lease_token: 'token-1' }],
    ['an owner', { lease_owner: 'worker-3' }],
    ['an end', { lease_expires_at: now + minute }],
    ['an acknowledgement', { dispatch_ack_at: now }],
  ])('is not gone with the process of an earlier run if its lease has %s', async (_, lease) => {
    const earlier = { claim_time: now, worker_host: 'vm', worker_pid: 77 };
    const leased = { ...earlier, ...lease };
    const path = await database('D', 'none', [leased, { ...leased, status: 'ABORTED' }, earlier]);
    const { kinds, jobs } = await pictureOf(open(path, noProcesses));
    expect(kinds).toEqual({ 1: null, 2: null, 3: 'gone' });
    expect(jobs.map(({ stillRuns }) => stillRuns)).toEqual([null, null, null]);
  });

  it('is silent by its row if that was touched after the claim, whatever an earlier attempt wrote', async () => {
    const running = { claim_time: now - 90 * minute };
    const path = await database('D', 'all', [
      // Taken up before it was claimed: by an earlier attempt. Its worker never touches a row.
      { ...running, dispatch_ack_at: now - 120 * minute, updated_at: now - 90 * minute },
      { ...running, dispatch_ack_at: now - 89 * minute, updated_at: now - 89 * minute },
      { ...running, dispatch_ack_at: now - 120 * minute, updated_at: now - 80 * minute },
      { ...running, claim_time: null, dispatch_ack_at: now - 90 * minute, updated_at: now - 80 * minute },
    ]);
    expect((await pictureOf(open(path))).kinds).toEqual({ 1: null, 2: null, 3: 'silent', 4: 'silent' });
  });

  it('is silent if its lease has expired and nothing was written for minutes', async () => {
    const path = join(testFolder(), 'queue.db');
    await createDatabase(path, {
      version: 'C',
      journalMode: 'delete',
      sql: [
        'ALTER TABLE cf_processing_queue ADD COLUMN lease_expires_at INTEGER',
        `INSERT INTO cf_processing_queue (status, claim_time, lease_expires_at) VALUES
          ('RUNNING', ${now - 60 * minute}, ${now - 59 * minute}), ('RUNNING', ${now}, ${now + 60 * minute})`,
      ],
    });
    expect((await pictureOf(open(path))).kinds).toEqual({ 1: null, 2: null });
    const longAgo = (now - 14 * minute) / 1000;
    utimesSync(path, longAgo, longAgo);
    const { kinds, jobs } = await pictureOf(open(path));
    expect(kinds).toEqual({ 1: 'silent', 2: null });
    const trouble = jobs.find(({ id }) => id === '1')?.trouble;
    expect(Math.abs((trouble?.since ?? 0) - (now - 14 * minute))).toBeLessThan(2000);
  });
});

describe('a job that stands still', () => {
  const at = (age: number) => written('A', now - age * minute);
  const running = { claim_time: at(60), items_total: 500, items_processed: 400, updated_at: at(0) };
  const rows = [
    { ...running, claim_time: at(10) },
    { ...running, updated_at: at(4), job_type: 'BACKTEST' },
    { ...running, items_total: null, items_processed: null, updated_at: at(4) },
    { status: 'FAILED', claim_time: at(9), end_time: at(1) },
    { ...running, claim_time: at(5), items_processed: 50 },
  ];
  const read = async (given: Partial<PictureRequest>) => {
    const reader = open(await database('A', 'all', rows));
    const result = await reader.read({ ...request, ...given });
    if (result.kind === 'problem') throw new Error(result.problem.sentence);
    return result.picture;
  };

  it('has stalled by its record at the first look, wherever the list stands', async () => {
    const picture = await read({ filter: { ...everyJob, statuses: ['failed'] } });
    expect(picture.window.jobs.map(({ id }) => id)).toEqual(['4']);
    expect(picture.troubles).toEqual({ gone: 0, silent: 0, stalled: 1 });
    expect(picture.progress).toEqual({ jobs: 3, thousandths: 1700 });
    const { window } = await read({ filter: { ...everyJob, statuses: ['stalled'] } });
    expect(window.jobs.map(({ id, trouble }) => [id, trouble?.kind])).toEqual([['2', 'stalled']]);
  });

  it('comes first of the running jobs, and is cancelled and stopped as these, but never put back', async () => {
    const picture = await read({});
    expect(picture.window.jobs.map(({ id }) => id)).toEqual(['4', '2', '5', '1', '3']);
    const filter = { ...everyJob, statuses: ['stalled', 'failed'] } as const;
    const rowsFor = async (action: JobAction) => {
      const { marks } = await read({ filter, marks: { but: [], rowsFor: action } });
      return [changeable(marks?.tally ?? tallyOf([]), action), marks?.rows?.map(({ id }) => id)];
    };
    expect(await rowsFor('cancel')).toEqual([1, ['2']]);
    expect(await rowsFor('stop')).toEqual([1, ['2']]);
    expect(await rowsFor('retry')).toEqual([1, ['4']]);
    expect((await read({ rows: filter })).rows?.map(({ id }) => id)).toEqual(['4']);
  });
});
