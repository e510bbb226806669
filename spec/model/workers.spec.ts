import { describe, expect, it } from '@jest/globals';
import type { WorkerTrouble } from '../../lib/model/job.js';
import { compareVersions, type ParserTally, parserRows } from '../../lib/model/parsers.js';
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

function parserTally(name: string, version: string | null, given: Partial<ParserTally> = {}): ParserTally {
  return {
    ...{ name, version, done: 10, failed: 0, p50: 1000, rows: null, jobsWithRows: 0, p95: 2000 },
    ...{ lastFailure: null, everFailed: 0, ...given },
  };
}

const paused = { since: 1, failures: 5, reason: null };
const named = (rows: ReturnType<typeof parserRows>) => rows.map(({ name, version }) => `${name} ${version}`);

describe('the order of versions', () => {
  it('goes by numbers, puts words before an end, and no version first', () => {
    const order = [null, '0.9', '1.2-rc1', '1.2-rc2', '1.2', '1.2.1', '1.9', '1.10', '2', '10'];
    expect(order.toReversed().sort(compareVersions)).toEqual(order);
    for (const version of order) expect(compareVersions(version, version)).toBe(0);
  });
});

describe('the list of parsers', () => {
  it('compares rows per job with the version before, by jobs whose rows are known', () => {
    const versions = (...rows: readonly [rows: number | null, jobs: number][]) =>
      parserRows(
        rows.map(([sum, jobsWithRows], at) => parserTally('p', `${9 - at}`, { rows: sum, jobsWithRows })),
        new Map(),
      ).map(({ before }) => before?.rowsPerJob);
    expect(versions([900, 3], [1000, 10], [null, 0], [5, 1])).toEqual([200, null, null, undefined]);
    expect(versions([0, 3], [10, 10])).toEqual([-1, undefined]);
  });

  it('keeps versions together, the newest first; paused parsers and most failures come first', () => {
    const tallies = [
      parserTally('b', '1'),
      parserTally('a', '1.9'),
      parserTally('many', '1', { failed: 2 }),
      parserTally('many', '2', { failed: 2 }),
      parserTally('some', '1', { failed: 3 }),
      parserTally('a', '1.10'),
      parserTally('held', null),
    ];
    const rows = parserRows(tallies, new Map([['held', paused]]));
    expect(named(rows)).toEqual(['held null', 'many 2', 'many 1', 'some 1', 'a 1.10', 'a 1.9', 'b 1']);
    expect(rows.map(({ pause }) => pause !== null)).toEqual([true, ...Array(6).fill(false)]);
  });

  it('compares a version with the one before it that ran', () => {
    const [newest, older, oldest] = parserRows(
      [
        parserTally('p', '3', { done: 9, failed: 1, p50: 900 }),
        parserTally('p', '2', { done: 0, failed: 0, everFailed: 3 }),
        parserTally('p', '1', { done: 9, failed: 3, everFailed: 7 }),
        parserTally('p', '0', { p50: null }),
      ],
      new Map(),
    );
    expect(newest?.before?.version).toBe('1');
    expect(newest?.before?.success).toBeCloseTo(0.15);
    expect(newest?.before?.p50).toBe(-100);
    expect(older?.before).toEqual({ version: '0', success: -0.25, p50: null, rowsPerJob: null });
    expect(oldest?.before).toBeNull();
    expect([newest, older, oldest].map((row) => row?.retriable)).toEqual([10, 10, 10]);
  });

  it('compares no version that has fewer than ten runs, nor with one', () => {
    const isCompared = (newer: number, older: number) =>
      parserRows(
        [parserTally('p', '2', { done: newer - 1, failed: 1 }), parserTally('p', '1', { done: older })],
        new Map(),
      )[0]?.before !== null;
    expect([isCompared(10, 10), isCompared(9, 10), isCompared(10, 9), isCompared(1, 1)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('has one row for a paused parser without a run in the period, and none for others', () => {
    const none = { done: 0, failed: 0, p50: null, p95: null, everFailed: 2 };
    const tallies = [
      parserTally('held', '1', none),
      parserTally('held', '2', none),
      parserTally('idle', '1', none),
    ];
    const pauses = new Map([
      ['held', paused],
      ['unknown', paused],
    ]);
    const rows = parserRows(tallies, pauses);
    expect(named(rows)).toEqual(['held null', 'unknown null']);
    expect(rows.map(({ retriable }) => retriable)).toEqual([4, 0]);
  });
});
