import { describe, expect, it } from '@jest/globals';
import { everyJob } from '../../lib/model/filter.js';
import type { Additions, DatabaseVersion } from '../support/database-versions.js';
import type { NativeRow } from '../support/native-protocol.js';
import type { NativeWriter } from '../support/native-writer.js';
import { nativeQueue } from './native-queue.js';
import { performerForAll } from './performer.js';
import { jobsOf, seen, seenWithWorkers } from './seen-jobs.js';

const performer = performerForAll();

const claimed = 1_768_300_695_123;
const lease = {
  lease_token: 'token-1',
  lease_owner: 'w-1',
  lease_expires_at: claimed + 30_000,
  dispatch_ack_at: claimed + 5,
};

/** A running job as the workers of each version leave it behind, and the word for a cancelled one. */
const kinds: readonly { version: DatabaseVersion; running: NativeRow; cancelled: string }[] = [
  {
    version: 'A',
    running: { claim_time: '2026-01-13 10:38:15', worker_host: 'vm', worker_pid: 4711 },
    cancelled: 'CANCELLED',
  },
  {
    version: 'B',
    running: {
      claim_time: '2026-01-13T10:38:15.123456789+00:00',
      heartbeat_time: '2026-01-13T10:38:25.123456789+00:00',
      worker_id: 'w-1',
    },
    cancelled: 'CANCELLED',
  },
  {
    version: 'C',
    running: { claim_time: claimed, worker_host: 'vm', worker_pid: 4711 },
    cancelled: 'ABORTED',
  },
  { version: 'D', running: { claim_time: claimed, ...lease }, cancelled: 'ABORTED' },
];
const extents: readonly (Additions | 'migrate')[] = ['none', 'all', 'migrate'];
const cases = kinds.flatMap((kind) => extents.map((extent) => ({ ...kind, extent })));

async function queue(rows: readonly NativeRow[], version: DatabaseVersion, extent: Additions | 'migrate') {
  const migrated = extent === 'migrate' ? 'none' : extent;
  const made = await nativeQueue(rows, { version, migrated });
  if (extent === 'migrate')
    expect(await performer.perform({ action: 'migrate', path: made.path })).toMatchObject({ kind: 'done' });
  return made;
}

function allRows(native: NativeWriter): Promise<readonly NativeRow[]> {
  return native.all('SELECT * FROM cf_processing_queue ORDER BY id');
}

/** What a worker may touch of its row to show that it lives, whatever the version. */
const signs: readonly (readonly [column: string, value: string | number])[] = [
  ['claim_time', '2026-01-13 10:38:16'],
  ['worker_host', 'other'],
  ['worker_pid', 4712],
  ['worker_id', 'w-2'],
  ['heartbeat_time', '2026-01-13T10:39:25.123456789+00:00'],
  ['updated_at', '2026-01-13T10:39:25Z'],
  ['items_processed', 13],
  ['progress_pct', 13],
  ['lease_token', 'token-2'],
  ['lease_owner', 'w-2'],
  ['lease_expires_at', claimed + 60_000],
  ['dispatch_ack_at', claimed + 6],
];

describe.each(cases)(
  'version $version with $extent of the additions',
  ({ version, running, cancelled, extent }) => {
    const rows: readonly NativeRow[] = [
      { status: 'RUNNING', retry_count: 1, ...running },
      { status: 'STAGED', ...running },
      { status: cancelled, ...running },
      { status: 'FAILED', error_message: 'Cancelled by user', ...running },
      { status: 'FAILED', error_message: 'SchemaViolation', ...running },
      { status: 'COMPLETED', ...running },
      { status: 'QUEUED' },
    ];

    it('puts back running and cancelled jobs whose worker columns are as they were seen', async () => {
      const { path, native } = await queue(rows, version, extent);
      const jobs = await jobsOf(path);
      const result = await performer.perform({ action: 'retry', path, jobs: seenWithWorkers(jobs.values()) });
      expect(result).toMatchObject({ kind: 'done', changed: 5 });
      const after = await allRows(native);
      expect(after.map(({ status }) => status)).toEqual([...Array(5).fill('QUEUED'), 'COMPLETED', 'QUEUED']);
      expect(after.map((row) => row.retry_count)).toEqual([2, 1, 1, 1, 1, 0, 0]);
      for (const row of after.slice(0, 5))
        for (const column of [...Object.keys(running), 'error_message', 'end_time', 'completed_at'])
          expect([column, row[column] ?? null]).toEqual([column, null]);
      expect((await jobsOf(path)).get('1')).toMatchObject({ status: 'queued', leased: false });
    });

    it('leaves running and cancelled jobs alone when no worker mark is given', async () => {
      const { path, native } = await queue(rows, version, extent);
      const jobs = await jobsOf(path);
      const result = await performer.perform({ action: 'retry', path, jobs: seen(jobs.values()) });
      expect(result).toMatchObject({ kind: 'done', changed: 1 });
      expect((await allRows(native)).map(({ status }) => status)).toEqual(
        rows.map(({ status }, index) => (index === 4 ? 'QUEUED' : status)),
      );
    });

    it('leaves a job alone when any worker column has changed since it was seen', async () => {
      const { path, native } = await queue(rows.slice(0, 1), version, extent);
      const columns = Object.keys((await allRows(native))[0] ?? {});
      for (const [column, value] of signs.filter(([name]) => columns.includes(name))) {
        const jobs = seenWithWorkers((await jobsOf(path)).values());
        await native.run(`UPDATE cf_processing_queue SET ${column} = ?`, [value]);
        const before = await allRows(native);
        const result = await performer.perform({ action: 'retry', path, jobs });
        expect([column, result]).toEqual([
          column,
          expect.objectContaining({ sentence: 'Job 1 shows a sign of life; nothing changed', changed: 0 }),
        ]);
        expect(await allRows(native)).toEqual(before);
      }
      expect(
        await performer.perform({
          action: 'retry',
          path,
          jobs: seenWithWorkers((await jobsOf(path)).values()),
        }),
      ).toMatchObject({
        sentence: 'Job 1 is queued again',
        changed: 1,
      });
    });
  },
);

describe('a job that has moved on since', () => {
  it.each([
    [`status = 'COMPLETED'`, 'Job 1 is done already; nothing changed'],
    [`status = 'FAILED'`, 'Job 1 has failed already; nothing changed'],
    [`retry_count = 1`, 'Job 1 is running already; nothing changed'],
  ])('because of %s is left alone, and the sentence gives its state', async (change, sentence) => {
    const { path, native } = await nativeQueue([{ status: 'RUNNING', worker_host: 'vm' }]);
    const jobs = seenWithWorkers((await jobsOf(path)).values());
    await native.exec(`UPDATE cf_processing_queue SET ${change}`);
    expect(await performer.perform({ action: 'retry', path, jobs })).toMatchObject({ sentence, changed: 0 });
  });

  it('is left alone if it was cancelled and its worker still writes', async () => {
    const { path, native } = await nativeQueue([{ status: 'CANCELLED', worker_host: 'vm' }]);
    const jobs = seenWithWorkers((await jobsOf(path)).values());
    await native.exec('UPDATE cf_processing_queue SET items_processed = 9');
    expect(await performer.perform({ action: 'retry', path, jobs })).toMatchObject({
      sentence: 'Job 1 has changed meanwhile; nothing changed',
      changed: 0,
    });
  });
});

describe('a job of version D', () => {
  const health = (parser: string, paused: number | null) => ({ parser_name: parser, paused_at: paused });
  const tables = { cf_parser_health: [health('paused', 1_768_300_000_000), health('well', null)] };
  const failed = (plugin: string) => ({
    plugin_name: plugin,
    status: 'FAILED',
    error_message: 'permanent_error: x',
  });
  const options = { version: 'D', migrated: 'none', tables } as const;

  it('is due at once when it is put back; those of other versions have no due time', async () => {
    const later = Date.now() + 3_600_000;
    for (const version of ['C', 'D'] as const) {
      const { path, native } = await nativeQueue(
        [{ status: 'FAILED', scheduled_at: later }, { status: 'FAILED' }],
        { version, migrated: 'none' },
      );
      const before = Date.now();
      await performer.perform({ action: 'retry', path, jobs: seen((await jobsOf(path)).values()) });
      const due = (await allRows(native)).map(({ scheduled_at }) => scheduled_at);
      if (version === 'C') expect(due).toEqual([later, null]);
      else for (const at of due) expect(Number(at) >= before - 1 && Number(at) <= Date.now() + 1).toBe(true);
      await native.close();
    }
  });

  it.each([
    [['paused'], 'Job 1 is queued again, but its parser is paused'],
    [['well'], 'Job 1 is queued again'],
    [['unknown'], 'Job 1 is queued again'],
    [['paused', 'paused'], '2 jobs are queued again, but their parsers are paused'],
    [['paused', 'well', 'paused'], '3 jobs are queued again, but for 2 of them the parser is paused'],
  ])(
    'has a sentence that its parser is paused when it is retried, for parsers %j',
    async (plugins, sentence) => {
      const { path } = await nativeQueue(plugins.map(failed), options);
      const jobs = seen((await jobsOf(path)).values());
      expect(await performer.perform({ action: 'retry', path, jobs })).toMatchObject({ sentence });
    },
  );

  it('is counted among those of paused parsers when all failed jobs are retried', async () => {
    const { path, native } = await nativeQueue([failed('paused'), failed('well'), failed('paused')], options);
    const jobs = seen((await jobsOf(path)).values());
    await native.exec(`UPDATE cf_processing_queue SET status = 'QUEUED' WHERE id = 3`);
    expect(await performer.perform({ action: 'retry', path, jobs })).toMatchObject({
      sentence: '2 of 3 jobs are queued again, but for 1 of them the parser is paused; 1 had moved on',
    });
    await native.exec(`UPDATE cf_processing_queue SET status = 'FAILED'`);
    expect(await performer.perform({ action: 'retry-all', path, filter: everyJob })).toMatchObject({
      sentence: '3 failed jobs are queued again, but for 2 of them the parser is paused',
      changed: 3,
    });
  });

  it('has a sentence that its worker may go on when it is cancelled under a lease', async () => {
    const rows = [
      ...['RUNNING', 'RUNNING', 'QUEUED', 'QUEUED', 'PENDING', 'DISPATCHING'].map((status) => ({
        status,
        ...lease,
      })),
    ];
    const { path, native } = await nativeQueue(rows, { version: 'D', migrated: 'none' });
    const jobs = seen((await jobsOf(path)).values());
    const cancel = async (...chosen: typeof jobs) =>
      performer.perform({ action: 'cancel', path, jobs: chosen });
    expect(await cancel(...jobs.filter(({ id }) => id === '1'))).toMatchObject({
      sentence: 'Cancelled job 1, but its worker may go on',
    });
    expect(await cancel(...jobs.filter(({ id }) => id === '2' || id === '3'))).toMatchObject({
      sentence: 'Cancelled 2 jobs, but their workers may go on',
    });
    // What is only in line has a lease left over: nobody works on it.
    for (const id of ['4', '5'])
      expect(await cancel(...jobs.filter((job) => job.id === id))).toMatchObject({
        sentence: `Cancelled job ${id}`,
      });
    expect(await cancel(...jobs.filter(({ id }) => id === '6'))).toMatchObject({
      sentence: 'Cancelled job 6, but its worker may go on',
    });
    await native.exec(
      `UPDATE cf_processing_queue SET status = 'QUEUED', lease_token = NULL, lease_owner = NULL`,
    );
    expect(
      await cancel(...seen([...(await jobsOf(path)).values()].filter(({ id }) => id === '3'))),
    ).toMatchObject({
      sentence: 'Cancelled job 3',
    });
  });
});
