import { describe, expect, it } from '@jest/globals';
import type { WorkerTrouble } from '../../lib/model/job.js';
import { type NamedRecord, type WorkerTally, workerRows } from '../../lib/model/worker.js';

const asOf = 1_768_300_000_000;
const minute = 60_000;

function tally(name: string, given: Partial<WorkerTally> = {}): WorkerTally {
  return {
    ...{ name, running: 0, longest: null, done: 0, failed: 0, firstAt: null, lastAt: asOf - minute },
    ...given,
  };
}

function record(id: string, worker: string | null, given: Partial<NamedRecord> = {}): NamedRecord {
  const untold = { host: null, pid: null, claimedAt: null, heartbeatAt: null, updatedAt: null };
  return { id, worker, ...untold, leaseExpiresAt: null, ...given };
}

const gone: WorkerTrouble = { kind: 'gone', since: null, reused: false };
const silentSince = (since: number): WorkerTrouble => ({ kind: 'silent', since, sign: 'update' });

describe('the list of workers', () => {
  it('has gone workers first, then silent ones, busy ones by name, and idle ones by last sign', () => {
    const tallies = [
      tally('idle long', { lastAt: asOf - 9 * minute }),
      tally('b', { running: 1, lastAt: asOf - 1 }),
      tally('idle', { lastAt: asOf - 2 * minute }),
      tally('a', { running: 1, lastAt: asOf - 5 * minute }),
      tally('silent', { running: 1 }),
      tally('gone', { running: 2 }),
    ];
    const records = [record('1', 'silent'), record('2', 'gone'), record('3', 'gone'), record('4', null)];
    const troubles = new Map([
      ['1', silentSince(asOf - 8 * minute)],
      ['2', silentSince(asOf - 9 * minute)],
      ['3', gone],
      ['4', gone],
    ]);
    const rows = workerRows(tallies, records, troubles, 10 * minute, asOf);
    expect(rows.map(({ name }) => name)).toEqual(['gone', 'silent', 'a', 'b', 'idle', 'idle long']);
    expect(rows.map(({ trouble }) => trouble)).toEqual([
      gone,
      silentSince(asOf - 8 * minute),
      null,
      null,
      null,
      null,
    ]);
  });

  it('has the older of two troubles of a kind', () => {
    const troubles = new Map([
      ['1', silentSince(asOf - 6 * minute)],
      ['2', silentSince(asOf - 8 * minute)],
      ['3', silentSince(asOf - 7 * minute)],
    ]);
    const records = ['1', '2', '3'].map((id) => record(id, 'w'));
    const [row] = workerRows([tally('w', { running: 3 })], records, troubles, null, asOf);
    expect(row?.trouble).toEqual(silentSince(asOf - 8 * minute));
  });

  it('leaves out idle workers without a sign in the period', () => {
    const tallies = [
      tally('on the edge', { lastAt: asOf - 5 * minute }),
      tally('just inside', { lastAt: asOf - 5 * minute + 1 }),
      tally('runs', { running: 1, lastAt: asOf - 60 * minute }),
      tally('unknown', { lastAt: null }),
    ];
    const names = (periodMs: number | null) =>
      workerRows(tallies, [], new Map(), periodMs, asOf).map(({ name }) => name);
    expect(names(5 * minute)).toEqual(['runs', 'just inside']);
    expect(names(null)).toHaveLength(4);
  });

  it('takes heartbeats and row changes as signs', () => {
    const tallies = [tally('w', { running: 1, lastAt: asOf - 9 * minute })];
    const lastAt = (given: Partial<NamedRecord>, periodMs: number | null = null) =>
      workerRows(tallies, [record('1', 'w', given)], new Map(), periodMs, asOf)[0]?.lastAt;
    expect(lastAt({})).toBe(asOf - 9 * minute);
    expect(lastAt({ heartbeatAt: asOf - 20_000 })).toBe(asOf - 20_000);
    expect(lastAt({ updatedAt: asOf - 30_000, heartbeatAt: asOf - 40_000 })).toBe(asOf - 30_000);
    expect(lastAt({ updatedAt: asOf - 30 * minute })).toBe(asOf - 9 * minute);
    // The beginning of the period is no sign.
    expect(lastAt({}, 5 * minute)).toBe(asOf - 9 * minute);
    expect(lastAt({ updatedAt: asOf - 7 * minute }, 5 * minute)).toBe(asOf - 7 * minute);
  });

  it('has rates since the first job in the period, over a minute at least', () => {
    const rate = (given: Partial<WorkerTally>, periodMs: number | null) =>
      workerRows([tally('w', given)], [], new Map(), periodMs, asOf)[0]?.perMinute;
    expect(rate({ done: 20, failed: 10, firstAt: asOf - 10 * minute }, 60 * minute)).toBe(3);
    expect(rate({ done: 20, failed: 10, firstAt: asOf - 90 * minute }, 60 * minute)).toBe(0.5);
    expect(rate({ done: 20, failed: 10, firstAt: asOf - 100 * minute }, null)).toBe(0.3);
    expect(rate({ done: 2, firstAt: asOf - 5000 }, 60 * minute)).toBe(2);
    expect(rate({ done: 2 }, 60 * minute)).toBeNull();
    expect(rate({ firstAt: asOf - minute }, 60 * minute)).toBeNull();
  });
});
