import { describe, expect, it } from '@jest/globals';
import { defaultFilter } from '../../../lib/model/filter.js';
import { nobody, type Workers } from '../../../lib/snapshot/queries/panels/read-workers.js';
import { everyMake, QueueDatabase, type Row } from './queue-database.js';

const at = (seconds: number) => new Date(1_768_290_000_000 + 1000 * seconds).toISOString();
const ended = (id: number, status: string, seconds: number, message: string | null = null): Row => ({
  ...{ id, status, claim_time: at(0), end_time: at(seconds), completed_at: at(seconds) },
  ...{ error_message: message },
});
const running = (id: number): Row => ({ id, status: 'RUNNING', claim_time: at(0), worker_host: `vm${id}` });

/** Of running jobs the first is gone, and the second has stalled. */
const workers: Workers = {
  ...nobody,
  judge: () =>
    new Map([
      ['1', { kind: 'gone', since: null, reused: false }],
      ['2', { kind: 'stalled', since: 0 }],
    ]),
};

const rows = [
  ...[1, 2, 3].map(running),
  ...Array.from({ length: 25 }, (_, index) => ended(100 + index, 'FAILED', index, 'DiskFull')),
  ...Array.from({ length: 22 }, (_, index) => ended(200 + index, 'FAILED', index, 'Cancelled by user')),
  ended(300, 'COMPLETED', 99),
];
const ids = (jobs: readonly { readonly id: string }[] | undefined) => jobs?.map(({ id }) => id);
const latest = (from: number, count: number, most = 20) =>
  Array.from({ length: most }, (_, index) => String(from + count - 1 - index));

describe('a picture', () => {
  it.each(everyMake)(
    'has the jobs that failed or were cancelled last, and that have stalled, of a queue of version %s with additions: %s',
    async (version, additions) => {
      const database = await QueueDatabase.of(version, additions, rows, { plugin_name: 'fix' });
      const filter = { ...defaultFilter, statuses: ['complete' as const] };
      const { lately, window } = database.picture({ filter, lately: true }, workers);
      expect(ids(window.jobs)).toEqual(['300']);
      expect(ids(lately)).toEqual([...latest(100, 25), ...latest(200, 22), '2']);
      expect(lately?.[0]).toMatchObject({ status: 'failed', errorMessage: 'DiskFull' });
      expect(lately?.at(-1)?.trouble).toEqual({ kind: 'stalled', since: 0 });
      expect(database.picture({ filter }, workers).lately).toBeUndefined();
      database.close();
    },
  );

  it('has none of them twice', async () => {
    const database = await QueueDatabase.of('D', 'all', rows, { plugin_name: 'fix' });
    const { lately, window } = database.picture({ after: 15, lately: true }, workers);
    expect(ids(window.jobs)).toEqual(latest(100, 25, 15));
    expect(ids(lately)).toEqual([...latest(100, 25).slice(15), ...latest(200, 22), '2']);
    expect(database.picture({ lately: true }, workers).lately).toEqual([]);
    database.close();
  });

  it('names the running jobs in trouble and their workers, whatever is listed', async () => {
    const database = await QueueDatabase.of('D', 'all', rows, { plugin_name: 'fix' });
    const { troubled } = database.picture({ filter: { ...defaultFilter, statuses: [] } }, workers);
    expect(troubled).toEqual([
      { id: '1', kind: 'gone', worker: 'vm1' },
      { id: '2', kind: 'stalled', worker: 'vm2' },
    ]);
    database.close();
  });
});
