import { describe, expect, it } from '@jest/globals';
import type { ActionName, ActionResult, RowsDone, SeenJob } from '../../lib/actions/action.js';
import type { WrittenRow } from '../../lib/model/marks.js';
import type { NativeRow } from '../support/native-protocol.js';
import { job, queuesForAll } from './queues.js';

const queue = queuesForAll();

/** What a result says that an undo takes. */
function writtenIn(result: ActionResult<ActionName>): readonly WrittenRow[] {
  if (result.kind === 'problem') throw new Error(JSON.stringify(result.problem));
  return (result as RowsDone).written ?? [];
}

/** Rows as they are stored, byte by byte. */
async function stored({ native }: Awaited<ReturnType<typeof queue>>, table = 'cf_processing_queue') {
  const columns = (await native.all(`SELECT name FROM pragma_table_info('${table}')`)).map(
    ({ name }) => name,
  );
  const all = columns.map((name) => `typeof("${name}") || ' ' || hex("${name}")`).join(" || ' ' || ");
  return (await native.all(`SELECT ${all} AS row FROM ${table} ORDER BY id`)).map(({ row }) => row);
}

const claimed = 1_768_300_695_123;

describe('an undo', () => {
  const kinds: readonly (readonly ['A' | 'B' | 'C' | 'D', NativeRow])[] = [
    ['A', { claim_time: '2026-01-13 10:38:15', worker_host: 'vm', worker_pid: 7, result_summary: 'r' }],
    ['B', { claim_time: '2026-01-13T10:38:15.5Z', heartbeat_time: null, worker_id: 'w', completed_at: 'x' }],
    ['C', { claim_time: claimed, end_time: claimed + 1, scheduled_at: claimed, worker_pid: 7 }],
    ['D', { claim_time: claimed, lease_token: 't', lease_owner: 'w', lease_expires_at: claimed + 9 }],
  ];
  const cases = kinds.flatMap(([version, row]) =>
    (['none', 'all'] as const).map((migrated) => [version, migrated, row] as const),
  );

  it.each(cases)(
    'restores each row to the byte: version %s, additions: %s',
    async (version, migrated, row) => {
      const lower = version === 'A' || version === 'B' ? 'failed' : 'FAILED';
      const status = ['FAILED', 'RUNNING', 'RUNNING', lower, 'FAILED', 'QUEUED', 'PENDING'];
      const errors = ['a\nb\u00e9', '\u{1f600}', '', null, 'Cancelled by user', 0.1, 12] as const;
      const rows = status.map((word, at) => ({
        ...{ ...row, status: word, error_message: errors[at] ?? null, retry_count: at },
        ...(migrated === 'all' && {
          ...{
            job_type: 'BACKTEST',
            backtest_data: '{"pass_rate":0.10}',
            progress_pct: 0.1 + at,
            items_failed: at,
          },
          updated_at: at % 2 === 0 ? '2026-01-13 10:38:16' : null,
        }),
      }));
      const failures = [1, 1, 4].map((job_id, at) => ({ id: at + 1, job_id, error_message: `f${at}` }));
      const tables = migrated === 'all' ? { cf_job_failures: failures } : {};
      const made = await queue(rows, { version, migrated, tables });
      const all = await made.seen(true);
      for (const action of ['retry', 'cancel', 'stop'] as const) {
        const before = await stored(made);
        const written = writtenIn(await made.perform({ action, jobs: all, undoable: true }));
        expect(await stored(made)).not.toEqual(action === 'stop' && migrated === 'none' ? [] : before);
        const undone = await made.perform({ action: 'undo', of: action, jobs: written });
        expect(undone).toMatchObject({ kind: 'done', changed: written.length, movedOn: [] });
        expect([action, await stored(made)]).toEqual([action, before]);
        if (migrated === 'all')
          expect(await made.native.all('SELECT earlier_attempt FROM cf_job_failures')).toEqual(
            failures.map(() => ({ earlier_attempt: null })),
          );
      }
    },
  );

  const touches = [
    "status = 'RUNNING'",
    "claim_time = '2026-01-13 10:40:00'",
    "worker_host = 'vm'",
    'progress_pct = 1',
    "output_path = '/out'",
    'retry_count = 5',
    "error_message = 'x'",
    "updated_at = '2026-01-13'",
  ];
  it.each(touches)(
    'leaves a job alone that was touched since (%s), and takes the others back',
    async (touch) => {
      const made = await queue([{ status: 'FAILED' }, { status: 'FAILED' }, { status: 'FAILED' }]);
      const jobs = [1, 2, 3].map((id) => job(id, 'FAILED'));
      const written = writtenIn(await made.perform({ action: 'retry', jobs, undoable: true }));
      await made.native.exec(`UPDATE cf_processing_queue SET ${touch} WHERE id = 2`);
      const [, touched] = await stored(made);
      const undo = () => made.perform({ action: 'undo', of: 'retry', jobs: written });
      const sentence = 'Undid the retry of 2 of 3 jobs; 1 had moved on';
      expect(await undo()).toMatchObject({ sentence, changed: 2, movedOn: [{ id: '2' }] });
      expect((await stored(made))[1]).toBe(touched);
      // What was taken back once isn't as the retry left it.
      expect(await undo()).toMatchObject({
        sentence: 'All 3 jobs had moved on; nothing changed',
        changed: 0,
      });
    },
  );

  it('says what it did to a single job, or why it did nothing', async () => {
    const made = await queue([
      { status: 'RUNNING', claim_time: '2026-01-13 10:38:15' },
      { status: 'FAILED' },
    ]);
    const act = async (action: 'cancel' | 'retry', seen: SeenJob) =>
      writtenIn(await made.perform({ action, jobs: [seen], undoable: true }));
    const cancelled = await act('cancel', job(1, 'RUNNING'));
    const undo = (of: 'cancel' | 'retry', jobs: readonly WrittenRow[]) =>
      made.perform({ action: 'undo', of, jobs });
    expect(await undo('cancel', cancelled)).toMatchObject({
      sentence: 'Undid the cancel of job 1; its worker may have stopped already',
    });
    const retried = await act('retry', job(2, 'FAILED'));
    await made.native.exec("UPDATE cf_processing_queue SET status = 'RUNNING' WHERE id = 2");
    expect(await undo('retry', retried)).toMatchObject({
      sentence: 'Job 2 is running by now; nothing changed',
    });
  });

  it.each([
    ['a blob', new Uint8Array([0, 255])],
    ['a text with a NUL', 'a\u0000b'],
    ['a text that is longer than is held', 'x'.repeat(3_000_000)],
  ])('is not offered where %s would be lost', async (_, error_message) => {
    const made = await queue([{ status: 'FAILED', error_message }]);
    const result = await made.perform({ action: 'retry', jobs: [job(1, 'FAILED')], undoable: true });
    expect(result).toMatchObject({ changed: 1, jobs: 1 });
    expect(result).not.toHaveProperty('written');
  });

  it('of every failed job of a filter is possible too, but of more jobs than are held it is not', async () => {
    const made = await queue([]);
    await made.native.exec(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5001) INSERT INTO cf_processing_queue (plugin_name, status) SELECT CASE WHEN i < 4 THEN 'few' ELSE 'many' END, 'FAILED' FROM n",
    );
    const all = (name: string) =>
      made.perform({
        ...{ action: 'retry-all', undoable: true },
        filter: { statuses: null, types: null, cleared: null, name },
      });
    expect(writtenIn(await all('few'))).toHaveLength(3);
    await made.native.exec("UPDATE cf_processing_queue SET status = 'FAILED'");
    const many = await all('');
    expect(many).toMatchObject({ changed: 5001, jobs: 5001 });
    expect(many).not.toHaveProperty('written');
  });
});
