import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { RowsDone, SeenJob } from '../../../lib/actions/action.js';
import { runAction } from '../../../lib/actions/run-action.js';
import type { DatabaseOptions } from '../../support/databases.js';
import { createDatabase } from '../../support/databases.js';
import { eventually } from '../../support/eventually.js';
import { NativeWriter } from '../../support/native-writer.js';
import { testFolder } from '../../support/test-folder.js';
import { type Acknowledgement, type ActionRecord, type AuditRow, audit, lastOfAudit } from './record.js';
import { expectAcknowledged, expectLegal, expectTruthful, expectUnbroken } from './verdict.js';

/** A racer: a process whose last words are JSON. */
interface Racer<T> {
  readonly said: Promise<T>;
  stop(): void;
  kill(): void;
}

const racers: Racer<unknown>[] = [];
afterEach(async () => {
  for (const racer of racers.splice(0)) racer.kill();
  await NativeWriter.killAll();
});

function start<T>(program: 'worker' | 'operator', args: readonly string[]): Racer<T> {
  const file = fileURLToPath(new URL(`./${program}.js`, import.meta.url));
  const child = spawn(process.execPath, [file, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const said = text(child.stdout).then((words) => JSON.parse(words) as T);
  said.catch(() => {});
  const racer = { said, stop: () => void child.stdin.end(), kill: () => void child.kill('SIGKILL') };
  racers.push(racer);
  return racer;
}

interface Race {
  readonly name: string;
  readonly options: DatabaseOptions;
  readonly cancelled: string;
  readonly operators: number;
  /** Of each operator. */
  readonly actions: number;
  readonly seed: number;
}

const races: readonly Race[] = [
  {
    name: 'version A in WAL mode',
    options: { migrated: 'none' },
    ...{ cancelled: 'CANCELLED', operators: 4, actions: 500, seed: 20260113 },
  },
  {
    name: 'version C with its CHECK lists, with a rollback journal',
    options: { version: 'C', journalMode: 'delete' },
    ...{ cancelled: 'ABORTED', operators: 2, actions: 40, seed: 20260114 },
  },
];

describe.each(races)('$name', ({ options, cancelled, operators, actions, seed }) => {
  it(`loses no change of three workers, and reports each of its own (seed ${seed})`, async () => {
    const path = join(testFolder(), 'queue.sqlite3');
    await createDatabase(path, { ...options, sql: audit });
    if (options.version === undefined) await runAction({ action: 'migrate', path });
    const workers = ['w1', 'w2', 'w3'].map((name, index) =>
      start<Acknowledgement[]>('worker', [path, name, String(seed + index)]),
    );
    const native = await NativeWriter.start(path, { busyTimeout: 20_000 });
    // Nobody races against workers that have yet to start.
    await eventually(async () => (await seq(native)) > 40, 'the workers have not begun', { within: 30_000 });
    const operating = Array.from({ length: operators }, (_, index) =>
      start<ActionRecord[]>('operator', [path, String(seed + 10 + index), String(actions)]),
    );
    const records = await actionsOfTheirOwn(path, native, 12);
    for (const operator of operating) records.push(...(await operator.said));
    for (const worker of workers) worker.stop();
    const acknowledged = await Promise.all(workers.map((worker) => worker.said));

    const rows = (await native.all('SELECT * FROM audit ORDER BY seq')) as unknown as AuditRow[];
    const jobs = await native.all(
      `SELECT id AS job, status AS "new", retry_count AS "newRetries" FROM cf_processing_queue`,
    );
    expectUnbroken(rows, jobs as unknown as AuditRow[]);
    expectLegal(rows, cancelled);
    expectAcknowledged(rows, acknowledged);
    expectTruthful(rows, records, cancelled);

    // The race was one: both sides won and lost.
    const sum = (of: (record: ActionRecord) => number): number =>
      records.reduce((total, each) => total + of(each), 0);
    expect(records).toHaveLength(operators * actions + 12);
    expect(sum(({ result }) => result.changed)).toBeGreaterThan(actions / 2);
    expect(sum(({ result }) => result.movedOn.length)).toBeGreaterThan(actions / 10);
    expect(acknowledged.flat().length).toBeGreaterThan(actions / 2);
    expect(await native.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    if (options.version === undefined) await expectStopped(native, records);
    await native.close();
  }, 60_000);
});

const seq = async (native: NativeWriter) => Number((await native.all(lastOfAudit))[0]?.seq);

/** Some actions as the dashboard does them, each in a process of its own. */
async function actionsOfTheirOwn(path: string, native: NativeWriter, count: number): Promise<ActionRecord[]> {
  const records: ActionRecord[] = [];
  for (let index = 0; index < count; index++) {
    const action = index % 2 === 0 ? 'retry' : 'cancel';
    const status = action === 'retry' ? 'FAILED' : 'RUNNING';
    const jobs = (await native.all(
      `SELECT CAST(id AS TEXT) AS id, status AS statusText, retry_count AS retryCount
       FROM cf_processing_queue WHERE status = ? ORDER BY id DESC LIMIT 3`,
      [status],
    )) as unknown as SeenJob[];
    const before = await seq(native);
    const result = await runAction({ action, path, jobs });
    if (result.kind === 'problem') throw new Error(result.problem.sentence);
    records.push({ action, jobs, result: result as RowsDone, before, after: await seq(native) });
  }
  return records;
}

/** Stopped backtests say so, and lost no digit; no job but a backtest was stopped. */
async function expectStopped(native: NativeWriter, records: readonly ActionRecord[]): Promise<void> {
  const stopped = records
    .filter(({ action }) => action === 'stop')
    .reduce((total, { result }) => total + result.changed, 0);
  expect(stopped).toBeGreaterThan(0);
  expect(
    await native.all(
      `SELECT count(*) AS jobs, min(job_type) AS type, min(backtest_data) AS least, max(backtest_data) AS most
       FROM cf_processing_queue WHERE instr(backtest_data, 'UserStopped') > 0`,
    ),
  ).toEqual([{ jobs: stopped, type: 'BACKTEST', least: data, most: data }]);
}

const data = '{"pass_rate":0.5,"big":12345678901234567890,"termination_reason":"UserStopped"}';
