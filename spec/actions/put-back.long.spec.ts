import { describe, expect, it } from '@jest/globals';
import type { DatabaseVersion } from '../support/database-versions.js';
import type { NativeRow } from '../support/native-protocol.js';
import { queuesForAll } from './queues.js';

const queue = queuesForAll();

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
const extents = ['none', 'all', 'migrate'] as const;
const cases = kinds.flatMap((kind) => extents.map((migrated) => ({ ...kind, migrated })));

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
  'version $version with $migrated of the additions',
  ({ version, running, cancelled, migrated }) => {
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
      const { retry, ...of } = await queue(rows, { version, migrated });
      expect(await retry(...(await of.seen(true)))).toMatchObject({ kind: 'done', changed: 5 });
      const after = await of.rows();
      expect(after.map(({ status }) => status)).toEqual([...Array(5).fill('QUEUED'), 'COMPLETED', 'QUEUED']);
      expect(after.map((row) => row.retry_count)).toEqual([2, 1, 1, 1, 1, 0, 0]);
      for (const row of after.slice(0, 5))
        for (const column of [...Object.keys(running), 'error_message', 'end_time', 'completed_at'])
          expect([column, row[column] ?? null]).toEqual([column, null]);
      expect((await of.jobs()).get('1')).toMatchObject({ status: 'queued', leased: false });
    });

    it('leaves a job alone when any worker column has changed since it was seen', async () => {
      const { native, retry, seen, ...of } = await queue(rows.slice(0, 1), { version, migrated });
      const columns = Object.keys((await of.rows())[0] ?? {});
      for (const [column, value] of signs.filter(([name]) => columns.includes(name))) {
        const jobs = await seen(true);
        await native.run(`UPDATE cf_processing_queue SET ${column} = ?`, [value]);
        const before = await of.rows();
        const sentence = 'Job 1 shows a sign of life; nothing changed';
        expect({ column, ...(await retry(...jobs)) }).toMatchObject({ column, sentence, changed: 0 });
        expect(await of.rows()).toEqual(before);
      }
      expect(await retry(...(await seen(true)))).toMatchObject({
        ...{ sentence: 'Job 1 is queued again', changed: 1 },
      });
    });
  },
);

it.each([
  ['RUNNING', `status = 'COMPLETED'`, 'Job 1 is done already; nothing changed'],
  ['RUNNING', `status = 'FAILED'`, 'Job 1 has failed already; nothing changed'],
  ['RUNNING', `retry_count = 1`, 'Job 1 is running already; nothing changed'],
  ['CANCELLED', 'items_processed = 9', 'Job 1 has changed meanwhile; nothing changed'],
])(
  'a %s job with %s since is left alone, and the sentence gives its state',
  async (status, change, sentence) => {
    const { native, retry, seen } = await queue([{ status, worker_host: 'vm' }]);
    const jobs = await seen(true);
    await native.exec(`UPDATE cf_processing_queue SET ${change}`);
    expect(await retry(...jobs)).toMatchObject({ sentence, changed: 0 });
  },
);

describe('a job of version D', () => {
  const health = (parser: string, paused: number | null) => ({ parser_name: parser, paused_at: paused });
  const tables = { cf_parser_health: [health('paused', 1_768_300_000_000), health('well', null)] };
  const options = { version: 'D', migrated: 'none', tables } as const;
  const failedOf = (...plugins: readonly string[]) =>
    queue(
      plugins.map((plugin_name) => ({ plugin_name, status: 'FAILED', error_message: 'permanent_error: x' })),
      options,
    );

  it('is due at once when it is put back; those of other versions have no due time', async () => {
    const later = Date.now() + 3_600_000;
    const rows = [{ status: 'FAILED', scheduled_at: later }, { status: 'FAILED' }];
    for (const version of ['C', 'D'] as const) {
      const { retry, seen, column } = await queue(rows, { version, migrated: 'none' });
      const before = Date.now();
      await retry(...(await seen()));
      const due = await column('scheduled_at');
      if (version === 'C') expect(due).toEqual([later, null]);
      else for (const at of due) expect(Number(at) >= before - 1 && Number(at) <= Date.now() + 1).toBe(true);
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
      const { retry, seen } = await failedOf(...plugins);
      expect(await retry(...(await seen()))).toMatchObject({ sentence });
    },
  );

  it('is counted among those of paused parsers when all failed jobs are retried', async () => {
    const { native, retry, retryAll, seen } = await failedOf('paused', 'well', 'paused');
    const jobs = await seen();
    await native.exec(`UPDATE cf_processing_queue SET status = 'QUEUED' WHERE id = 3`);
    expect(await retry(...jobs)).toMatchObject({
      sentence: '2 of 3 jobs are queued again, but for 1 of them the parser is paused; 1 had moved on',
    });
    await native.exec(`UPDATE cf_processing_queue SET status = 'FAILED'`);
    expect(await retryAll()).toMatchObject({
      sentence: '3 failed jobs are queued again, but for 2 of them the parser is paused',
      changed: 3,
    });
  });

  it('has a sentence that its worker may go on when it is cancelled under a lease', async () => {
    const statuses = ['RUNNING', 'RUNNING', 'QUEUED', 'QUEUED', 'PENDING', 'DISPATCHING'];
    const rows = statuses.map((status) => ({ status, ...lease }));
    const { native, cancel, seen } = await queue(rows, { version: 'D', migrated: 'none' });
    const cancelled = async (...ids: readonly string[]) => {
      const chosen = (await seen()).filter(({ id }) => ids.includes(id));
      return cancel(...chosen).then((result) => 'sentence' in result && result.sentence);
    };
    expect(await cancelled('1')).toBe('Cancelled job 1, but its worker may go on');
    expect(await cancelled('2', '3')).toBe('Cancelled 2 jobs, but their workers may go on');
    // What is only in line has a lease left over: nobody works on it.
    for (const id of ['4', '5']) expect(await cancelled(id)).toBe(`Cancelled job ${id}`);
    expect(await cancelled('6')).toBe('Cancelled job 6, but its worker may go on');
    await native.exec(
      `UPDATE cf_processing_queue SET status = 'QUEUED', lease_token = NULL, lease_owner = NULL`,
    );
    expect(await cancelled('3')).toBe('Cancelled job 3');
  });
});
