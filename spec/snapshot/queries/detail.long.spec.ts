import { describe, expect, it } from '@jest/globals';
import { defaultFilter } from '../../../lib/model/filter.js';
import type { DatabaseVersion } from '../../support/database-versions.js';
import { QueueDatabase, type Row, type Value, versions } from './queue-database.js';

const queueOf = (version: DatabaseVersion, rows: readonly Row[], extent: 'all' | 'none' = 'all') =>
  QueueDatabase.of(version, extent, rows, { created_at: null });

const hour = (number: number) => Date.UTC(2026, 0, 13, number);
const notations: readonly ((ms: number) => Value)[] = [
  (ms) => new Date(ms).toISOString().slice(0, 19).replace('T', ' '),
  (ms) => new Date(ms).toISOString().replace('Z', '000000+00:00'),
  (ms) => ms,
  (ms) => ms / 1000,
];

describe.each(versions)('the detail of a job in version %s', (version) => {
  it.each(notations.map((notation, index) => [index, notation] as const))(
    'has the times as they are recorded, in notation %d',
    async (_, notation) => {
      const row = {
        ...{ status: 'COMPLETED', created_at: notation(hour(1)), scheduled_at: notation(hour(2)) },
        ...{ claim_time: notation(hour(3)), dispatch_ack_at: notation(hour(3) + 1000) },
        ...{ heartbeat_time: notation(hour(4)), end_time: notation(hour(5)) },
        ...{ completed_at: notation(hour(5)), completion_status: 'SUCCESS' },
      };
      const queue = await queueOf(version, [
        { id: 1, ...row },
        { id: 2, ...row, claim_time: null, dispatch_ack_at: null },
      ]);
      expect(queue.detail('1')).toMatchObject({
        ...{ createdAt: version === 'B' ? hour(1) : null, scheduledAt: version >= 'C' ? hour(2) : null },
        ...{ claimedAt: hour(3), takenUpAt: version === 'D' ? hour(3) + 1000 : null },
        ...{ heartbeatAt: version === 'B' ? hour(4) : null, endedAt: hour(5) },
        completionStatus: version >= 'C' ? 'SUCCESS' : null,
        artifacts: { list: [], count: 0, rows: null },
        artifactsExist: [],
        quarantine: { rows: [], count: 0 },
        outputExists: null,
      });
      const { claimedAt, job } = queue.detail('2');
      expect([claimedAt, job.startedAt]).toEqual([null, hour(5)]);
    },
  );

  it('is found whatever the filter, and its job equals that of the list', async () => {
    const queue = await queueOf(version, [
      { id: 9_007_199_254_740_993n, status: 'QUEUED', plugin_name: 'fix v1.2', priority: 3, retry_count: 2 },
    ]);
    const request = { id: '9007199254740993', failuresFrom: 0, failures: 5 };
    const { window, detail } = queue.picture({ filter: defaultFilter, detail: request });
    expect(window.matching).toBe(0);
    expect(detail?.job).toEqual(queue.picture().window.jobs[0]);
    expect(detail?.job.id).toBe(request.id);
  });

  it.each(['8', '', 'x', "1' OR 1", '1e0', '01', '9'.repeat(40)])(
    'is null for %p, an id that no job has',
    async (id) => {
      const queue = await queueOf(version, [{ id: 1, status: 'RUNNING' }]);
      expect(queue.picture({ detail: { id, failuresFrom: 0, failures: 5 } }).detail).toBeNull();
      expect('detail' in queue.picture()).toBe(false);
    },
  );

  it.each(['FAILED', 'RUNNING', 'COMPLETED', 'QUEUED', 'ABORTED'])(
    'has a run of the recorded failures of a %s job, in their order',
    async (status) => {
      const queue = await queueOf(version, [
        { id: 1, status, error_message: 'plain' },
        { id: 2, status },
      ]);
      for (let number = 0; number < 25; number += 1) {
        queue.add(
          { job_id: 1 + (number % 2), error_type: `E${number}`, line_number: number },
          'cf_job_failures',
        );
      }
      const run = (from: number, count: number) => {
        const { failureCount, failuresFrom, failures } = queue.detail('1', from, count);
        expect(failureCount).toBe(13);
        return [failuresFrom, ...failures.map((failure) => failure.error)];
      };
      for (const indexed of [true, false]) {
        if (!indexed) queue.run('DROP INDEX ix_jobs_view_failures');
        expect(run(0, 2)).toEqual([0, 'E0', 'E2']);
        expect(run(11, 5)).toEqual([11, 'E22', 'E24']);
        expect(run(13, 2)).toEqual([11, 'E22', 'E24']);
        expect(run(-3, 1)).toEqual([0, 'E0']);
        expect(run(Number.NaN, 0)).toEqual([0]);
        expect(run(0, Number.POSITIVE_INFINITY)).toHaveLength(14);
      }
    },
  );

  it('has the causes of earlier attempts, the newest first, if these are recorded', async () => {
    const queue = await queueOf(version, [
      { id: 1, status: 'FAILED' },
      { id: 2, status: 'FAILED' },
    ]);
    const failure = (job_id: number, earlier_attempt: number | null, error_message: string) =>
      queue.add({ job_id, earlier_attempt, error_message }, 'cf_job_failures');
    failure(1, 0, 'DiskFull: /out/17.csv');
    failure(1, 0, 'a second one');
    failure(1, 2, 'KeyError: 5');
    failure(1, 2, 'KeyError: 6');
    failure(2, 0, "another job's");
    failure(1, null, 'of the last attempt');
    const { attempts, failures } = queue.detail('1');
    expect(failures.map(({ error }) => error)).toEqual(['of the last attempt']);
    expect(attempts?.map(({ cause, ...rest }) => ({ ...rest, cause: cause?.text }))).toEqual([
      { attempt: 2, failures: 2, cause: 'KeyError: <n>' },
      { attempt: 0, failures: 2, cause: 'DiskFull: <path>.csv' },
    ]);
    for (let attempt = 3; attempt < 30; attempt += 1) failure(1, attempt, 'again');
    expect(queue.detail('1').attempts?.map(({ attempt }) => attempt)).toEqual(
      Array.from({ length: 20 }, (_, index) => 29 - index),
    );
    const plain = await queueOf(version, [{ id: 1, status: 'FAILED' }], 'none');
    expect(plain.detail('1').attempts).toBeUndefined();
  });

  it('has the failures in the error text if none are recorded', async () => {
    const told = Array.from({ length: 40 }, (_, line) => ({
      file_path: `/in/${line}`,
      error: 'E',
      line: line + 1,
    }));
    const error_message = JSON.stringify(told);
    for (const extent of ['all', 'none'] as const) {
      const queue = await queueOf(
        version,
        [
          { id: 1, status: 'FAILED', error_message },
          { id: 2, status: 'COMPLETED', error_message },
          { id: 3, status: 'FAILED', error_message: 'Late\nat row 3' },
          { id: 4, status: 'ABORTED', error_message: 'Stopped by hand' },
          { id: 5, status: 'FAILED' },
        ],
        extent,
      );
      for (const id of ['1', '2']) {
        const { failureCount, failuresFrom, failures, errorText } = queue.detail(id, 38, 5);
        expect([failureCount, failuresFrom, errorText]).toEqual([40, 38, error_message]);
        expect(failures.map((failure) => failure.filePath)).toEqual(['/in/38', '/in/39']);
      }
      expect(queue.detail('3')).toMatchObject({ failureCount: 0, failures: [] });
      expect(queue.detail('4')).toMatchObject({
        failureCount: 0,
        failures: [],
        errorText: 'Stopped by hand',
      });
      expect(queue.detail('5')).toMatchObject({ failureCount: 0, failures: [], errorText: null });
    }
  });
});

describe('the error text of a job in detail', () => {
  it('is whole up to 256 KB; a longer one is cut between characters, and its end follows', async () => {
    const queue = await queueOf('A', [
      { id: 1, status: 'FAILED', error_message: 'x'.repeat(262_144) },
      { id: 2, status: 'FAILED', error_message: `x${'ü'.repeat(300_000)}` },
      { id: 3, status: 'FAILED', error_message: '😀'.repeat(1_000_000) },
      { id: 4, status: 'FAILED', error_message: new Uint8Array([0x61, 0xff, 0x62]) },
      { id: 5, status: 'FAILED', error_message: `${'x'.repeat(262_144)}\nlast` },
    ]);
    expect(queue.detail('1').errorText).toBe('x'.repeat(262_144));
    expect(queue.detail('2').errorText).toBe(`x${'ü'.repeat(131_071)}\n…\n${'ü'.repeat(4096)}`);
    expect(queue.detail('3').errorText).toBe(`${'😀'.repeat(65_536)}\n…\n${'😀'.repeat(4096)}`);
    expect(queue.detail('4').errorText).toMatch(/^a.b$/);
    expect(queue.detail('5').errorText).toBe(`${'x'.repeat(262_144)}\n…\nlast`);
    expect(queue.detail('2').job.errorMessage).toHaveLength(65_536 + 3 + 4096);
  });
});
