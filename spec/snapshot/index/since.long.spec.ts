import { describe, expect, it } from '@jest/globals';
import { everyJob } from '../../../lib/model/filter.js';
import { asOf, QueueDatabase, type Row } from '../queries/queue-database.js';

describe('news since an instant', () => {
  const at = asOf - 600_000;
  const time = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
  const failed = (id: number, end: number, error_message: string) => ({
    ...{ id, status: 'FAILED', error_message, claim_time: time(at - 3_600_000), end_time: time(end) },
  });

  const queueWith = (...rows: readonly Row[]) => QueueDatabase.of('D', 'all', rows);

  it('counts jobs from the instant on, without ends that are over a minute ahead', async () => {
    const database = await queueWith(
      failed(1, at - 1000, 'Old'),
      failed(2, at, 'At'),
      failed(3, asOf + 60_000, 'Soon'),
      failed(4, asOf + 61_000, 'Ahead'),
      { ...failed(5, at + 5000, ''), status: 'COMPLETED' },
      { ...failed(6, at + 5000, ''), status: 'CANCELLED' },
      { ...failed(7, at + 5000, 'Runs'), status: 'RUNNING' },
      { ...failed(8, at + 5000, 'Waits'), status: 'QUEUED' },
    );
    const { since } = database.picture({ since: { at, knownCauses: [] } });
    expect(since).toMatchObject({ at, counts: { complete: 1, failed: 2, cancelled: 1 }, unread: 0 });
    expect(since?.newCauses.map(({ text }) => text).sort()).toEqual(['At', 'Soon']);
  });

  it('has a cause as new if none of its jobs failed before and it was not known', async () => {
    const database = await queueWith(
      failed(1, at - 1000, 'DiskFull: /a/1.csv'),
      failed(2, at + 1000, 'DiskFull: /a/2.csv'),
      failed(3, at + 1000, 'KeyError: 4'),
      failed(4, at + 1000, 'Timeout'),
      failed(5, at + 2000, 'KeyError: 5'),
    );
    const all = database.picture({ since: { at, knownCauses: [] } }).since;
    expect(all?.newCauses.map(({ text }) => text)).toEqual(['KeyError: <n>', 'Timeout']);
    const key = all?.newCauses[0]?.key ?? '';
    expect(database.picture({ since: { at, knownCauses: [key] } }).since?.newCauses).toHaveLength(1);
  });

  it('leads to new failed jobs, from the first to the last, and then to none', async () => {
    const database = await queueWith(
      failed(1, at + 4000, 'New'),
      failed(2, at + 3000, 'New'),
      failed(3, at - 1000, 'Old'),
      failed(4, at - 2000, 'Old'),
      { ...failed(5, at + 1000, ''), status: 'COMPLETED' },
    );
    const step = (seen: readonly string[], statuses: 'complete'[] | null = null) =>
      database.picture({
        filter: { ...everyJob, statuses },
        anchor: { kind: 'new', since: at, from: { id: '3', index: 0 }, seen },
        after: 1,
      });
    expect(step([])).toMatchObject({ found: { index: 0, nth: 1, matches: 2 }, window: { first: 0 } });
    expect(step(['1'])).toMatchObject({ found: { index: 1, nth: 2, matches: 2 }, window: { first: 1 } });
    // Done jobs aren't gone through where jobs failed.
    expect(step(['1', '2'])).toMatchObject({
      found: { index: null, nth: null, matches: 2 },
      window: { first: 2 },
    });
    expect(step([], ['complete'])).toMatchObject({ found: { index: 0, nth: 1, matches: 1 } });
  });
});
