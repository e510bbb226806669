import { describe, expect, it } from '@jest/globals';
import { compareVersions, type ParserTally, parserRows } from '../../lib/model/parsers.js';

function tally(name: string, version: string | null, given: Partial<ParserTally> = {}): ParserTally {
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
        rows.map(([sum, jobsWithRows], at) => tally('p', `${9 - at}`, { rows: sum, jobsWithRows })),
        new Map(),
      ).map(({ before }) => before?.rowsPerJob);
    expect(versions([900, 3], [1000, 10], [null, 0], [5, 1])).toEqual([200, null, null, undefined]);
    expect(versions([0, 3], [10, 10])).toEqual([-1, undefined]);
  });

  it('keeps versions together, the newest first; paused parsers and most failures come first', () => {
    const tallies = [
      tally('b', '1'),
      tally('a', '1.9'),
      tally('many', '1', { failed: 2 }),
      tally('many', '2', { failed: 2 }),
      tally('some', '1', { failed: 3 }),
      tally('a', '1.10'),
      tally('held', null),
    ];
    const rows = parserRows(tallies, new Map([['held', paused]]));
    expect(named(rows)).toEqual(['held null', 'many 2', 'many 1', 'some 1', 'a 1.10', 'a 1.9', 'b 1']);
    expect(rows.map(({ pause }) => pause !== null)).toEqual([true, ...Array(6).fill(false)]);
  });

  it('compares a version with the one before it that ran', () => {
    const [newest, older, oldest] = parserRows(
      [
        tally('p', '3', { done: 9, failed: 1, p50: 900 }),
        tally('p', '2', { done: 0, failed: 0, everFailed: 3 }),
        tally('p', '1', { done: 9, failed: 3, everFailed: 7 }),
        tally('p', '0', { p50: null }),
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
        [tally('p', '2', { done: newer - 1, failed: 1 }), tally('p', '1', { done: older })],
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
    const tallies = [tally('held', '1', none), tally('held', '2', none), tally('idle', '1', none)];
    const pauses = new Map([
      ['held', paused],
      ['unknown', paused],
    ]);
    const rows = parserRows(tallies, pauses);
    expect(named(rows)).toEqual(['held null', 'unknown null']);
    expect(rows.map(({ retriable }) => retriable)).toEqual([4, 0]);
  });
});
