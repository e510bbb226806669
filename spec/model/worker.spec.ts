import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { WorkerTrouble } from '../../lib/model/job.js';
import { compareVersions, type ParserTally, parserRows } from '../../lib/model/panels/parsers.js';
import {
  countTroubles,
  type NamedRecord,
  type RunningRecord,
  troubleOf,
  type WorkerEvidence,
  type WorkerRecord,
  type WorkerTally,
  workerRows,
} from '../../lib/model/worker.js';
import { twoTimes } from '../support/two-times.js';

const now = Date.parse('2026-01-15T12:00:00Z');
const second = 1000;
const minute = 60 * second;
const claimedAt = now - 60 * minute;

const record: RunningRecord = {
  ...{ id: '7', host: 'vm', pid: 30534, claimedAt, heartbeatAt: null, updatedAt: null, leaseExpiresAt: null },
  ...{ status: 'running', startedAt: null, itemsTotal: null, itemsProcessed: null, progressPercent: null },
};
const evidence: WorkerEvidence = { process: null, movedAt: null, lastCommitAt: null };

function trouble(of: Partial<WorkerRecord>, known: Partial<WorkerEvidence> = {}): WorkerTrouble | null {
  return troubleOf({ ...record, ...of }, { ...evidence, ...known }, now);
}

const gone: WorkerTrouble = { kind: 'gone', since: null, reused: false };
const silentSince = (since: number): WorkerTrouble => ({ kind: 'silent', since, sign: 'update' });

it('a worker is gone if its queue no longer lists it, even if a process has its number', () => {
  const process = { kind: 'running', startedAt: claimedAt } as const;
  expect(trouble({ unlisted: true }, { process })).toMatchObject({ kind: 'gone', unlisted: true });
});

describe('a worker on this host', () => {
  it('is gone if its process is gone, whatever its row says', () => {
    const none = { process: { kind: 'none' } } as const;
    expect(trouble({}, none)).toEqual({ kind: 'gone', since: null, reused: false });
    expect(trouble({ heartbeatAt: now - second }, none)).toMatchObject({ kind: 'gone' });
    expect(trouble({ claimedAt: null }, none)).toMatchObject({ kind: 'gone', since: null });
  });

  it('has its last sign from its heartbeat or row, and none from the claim itself', () => {
    const since = (of: Partial<WorkerRecord>) => trouble(of, { process: { kind: 'none' } })?.since;
    expect(since({ updatedAt: now - 12 * minute })).toBe(now - 12 * minute);
    expect(since({ heartbeatAt: now - 9 * minute })).toBe(now - 9 * minute);
    expect(since({ heartbeatAt: now - 9 * minute, updatedAt: now - 12 * minute })).toBe(now - 9 * minute);
    expect(since({ heartbeatAt: now - 19 * minute, updatedAt: now - 12 * minute })).toBe(now - 12 * minute);
    expect(since({ updatedAt: claimedAt + second, heartbeatAt: claimedAt })).toBeNull();
  });

  it.each([
    [-24 * 60 * minute, null],
    [59 * second, null],
    [61 * second, 'gone'],
    [30 * minute, 'gone'],
  ])('is, if its process began %d ms after the claim: %s', (later, kind) => {
    const process = { kind: 'running', startedAt: claimedAt + later } as const;
    expect(trouble({}, { process })?.kind ?? null).toBe(kind);
    if (kind !== null) expect(trouble({}, { process })).toMatchObject({ reused: true });
  });

  it('is well while its process runs, and not gone if the claim has no time', () => {
    const process = { kind: 'running', startedAt: claimedAt - minute } as const;
    expect(trouble({ heartbeatAt: now - 30 * minute }, { process })).toBeNull();
    expect(trouble({ claimedAt: null }, { process: { kind: 'running', startedAt: now } })).toBeNull();
  });
});

describe('a worker on another host', () => {
  const ago = (minutes: number) => now - minutes * minute;
  const lapsed = { leaseExpiresAt: ago(59) };
  it.each<[string, Partial<WorkerRecord>, Partial<WorkerEvidence>, string | null]>([
    ['has beaten lately', { heartbeatAt: ago(4) }, {}, null],
    ['has not beaten for long', { heartbeatAt: ago(5) }, {}, 'heartbeat'],
    ['beats by a clock that is fast', { heartbeatAt: now + 90 * minute }, {}, null],
    ['beats by a clock that is slow', { heartbeatAt: ago(30) }, { movedAt: now - second }, null],
    ['beat long ago by a slow clock', { heartbeatAt: ago(30) }, { movedAt: ago(6) }, 'heartbeat'],
    ['touches its row', { updatedAt: ago(1) }, {}, null],
    ['touched its row once, and long ago', { updatedAt: ago(10) }, {}, 'update'],
    ['has touched its row at the claim only', { updatedAt: claimedAt + second }, {}, null],
    ['touched its row at a time without a claim', { claimedAt: null, updatedAt: ago(10) }, {}, null],
    ['beats, but does not touch its row', { heartbeatAt: now, updatedAt: ago(10) }, {}, null],
    ['has a lease that has run out while others write', lapsed, { lastCommitAt: ago(1) }, null],
    ['has one, and nobody writes', lapsed, { lastCommitAt: ago(14) }, 'lease'],
    ['has a lease that holds', { leaseExpiresAt: now + minute }, { lastCommitAt: ago(14) }, null],
    ['has no lease, and nobody writes', {}, { lastCommitAt: ago(14) }, null],
    ['has a lease, and when anybody wrote is not known', lapsed, {}, null],
  ])('%s: its trouble is as expected', (_, of, known, sign) => {
    const found = trouble({ host: 'parse-01', ...of }, known);
    expect(found === null ? null : found.kind === 'silent' && found.sign).toBe(sign);
  });
});

it('the number of troubles is counted by kind', () => {
  expect(countTroubles([gone, silentSince(0), gone])).toEqual({ gone: 2, silent: 1, stalled: 0 });
});

function tally(name: string, given: Partial<WorkerTally> = {}): WorkerTally {
  return {
    ...{ name, running: 0, longest: null, done: 0, failed: 0, firstAt: null, lastAt: now - minute },
    ...given,
  };
}

const named = (id: string, worker: string | null, given: Partial<NamedRecord> = {}): NamedRecord => ({
  ...{ ...record, id, worker, host: null, pid: null, claimedAt: null, ...given },
});

describe('the list of workers', () => {
  it('has gone workers first, then silent ones, busy ones by name, and idle ones by last sign', () => {
    const tallies = [
      tally('idle long', { lastAt: now - 9 * minute }),
      tally('b', { running: 1, lastAt: now - 1 }),
      tally('idle', { lastAt: now - 2 * minute }),
      tally('a', { running: 1, lastAt: now - 5 * minute }),
      tally('silent', { running: 1 }),
      tally('gone', { running: 2 }),
    ];
    const records = [named('1', 'silent'), named('2', 'gone'), named('3', 'gone'), named('4', null)];
    const troubles = new Map([
      ['1', silentSince(now - 8 * minute)],
      ['2', silentSince(now - 9 * minute)],
      ['3', gone],
      ['4', gone],
    ]);
    const rows = workerRows(tallies, records, troubles, 10 * minute, now);
    expect(rows.map(({ name }) => name)).toEqual(['gone', 'silent', 'a', 'b', 'idle', 'idle long']);
    expect(rows.map(({ trouble }) => trouble)).toEqual([
      gone,
      silentSince(now - 8 * minute),
      null,
      null,
      null,
      null,
    ]);
  });

  it('has the older of two troubles of a kind', () => {
    const troubles = new Map([
      ['1', silentSince(now - 6 * minute)],
      ['2', silentSince(now - 8 * minute)],
      ['3', silentSince(now - 7 * minute)],
    ]);
    const records = ['1', '2', '3'].map((id) => named(id, 'w'));
    const [row] = workerRows([tally('w', { running: 3 })], records, troubles, null, now);
    expect(row?.trouble).toEqual(silentSince(now - 8 * minute));
  });

  it('leaves out idle workers without a sign in the period', () => {
    const tallies = [
      tally('on the edge', { lastAt: now - 5 * minute }),
      tally('just inside', { lastAt: now - 5 * minute + 1 }),
      tally('runs', { running: 1, lastAt: now - 60 * minute }),
      tally('unknown', { lastAt: null }),
    ];
    const names = (periodMs: number | null) =>
      workerRows(tallies, [], new Map(), periodMs, now).map(({ name }) => name);
    expect(names(5 * minute)).toEqual(['runs', 'just inside']);
    expect(names(null)).toHaveLength(4);
  });

  it('takes heartbeats and row changes as signs', () => {
    const tallies = [tally('w', { running: 1, lastAt: now - 9 * minute })];
    const lastAt = (given: Partial<NamedRecord>, periodMs: number | null = null) =>
      workerRows(tallies, [named('1', 'w', given)], new Map(), periodMs, now)[0]?.lastAt;
    expect(lastAt({})).toBe(now - 9 * minute);
    expect(lastAt({ heartbeatAt: now - 20_000 })).toBe(now - 20_000);
    expect(lastAt({ updatedAt: now - 30_000, heartbeatAt: now - 40_000 })).toBe(now - 30_000);
    expect(lastAt({ updatedAt: now - 30 * minute })).toBe(now - 9 * minute);
    // The beginning of the period is no sign.
    expect(lastAt({}, 5 * minute)).toBe(now - 9 * minute);
    expect(lastAt({ updatedAt: now - 7 * minute }, 5 * minute)).toBe(now - 7 * minute);
  });

  it('has the latest sign of all jobs of a worker, in whatever order these are', () => {
    fc.assert(
      fc.property(
        twoTimes(now),
        twoTimes(now),
        fc.constantFrom('heartbeatAt', 'updatedAt'),
        (own, others, by) => {
          const records = own.map((at) => named('1', 'w', { [by]: at }));
          const beside = others.map((at) => named('2', 'other', { [by]: at }));
          const tallies = ['w', 'other'].map((name) => tally(name, { running: 2, lastAt: null }));
          for (const all of [[...records, ...beside], [...beside, ...records].toReversed()]) {
            const rows = workerRows(tallies, all, new Map(), null, now);
            expect(new Map(rows.map(({ name, lastAt }) => [name, lastAt]))).toEqual(
              new Map([
                ['w', own[1]],
                ['other', others[1]],
              ]),
            );
          }
        },
      ),
    );
  });

  it('has rates since the first job in the period, over a minute at least', () => {
    const rate = (given: Partial<WorkerTally>, periodMs: number | null) =>
      workerRows([tally('w', given)], [], new Map(), periodMs, now)[0]?.perMinute;
    expect(rate({ done: 20, failed: 10, firstAt: now - 10 * minute }, 60 * minute)).toBe(3);
    expect(rate({ done: 20, failed: 10, firstAt: now - 90 * minute }, 60 * minute)).toBe(0.5);
    expect(rate({ done: 20, failed: 10, firstAt: now - 100 * minute }, null)).toBe(0.3);
    expect(rate({ done: 2, firstAt: now - 5000 }, 60 * minute)).toBe(2);
    expect(rate({ done: 2 }, 60 * minute)).toBeNull();
    expect(rate({ firstAt: now - minute }, 60 * minute)).toBeNull();
  });
});

function parserTally(name: string, version: string | null, given: Partial<ParserTally> = {}): ParserTally {
  return {
    ...{ name, version, done: 10, failed: 0, p50: 1000, rows: null, jobsWithRows: 0, p95: 2000 },
    ...{ lastFailure: null, everFailed: 0, ...given },
  };
}

const paused = { since: 1, failures: 5, reason: null };
const namesIn = (rows: ReturnType<typeof parserRows>) =>
  rows.map(({ name, version }) => `${name} ${version}`);

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
    expect(namesIn(rows)).toEqual(['held null', 'many 2', 'many 1', 'some 1', 'a 1.10', 'a 1.9', 'b 1']);
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
    expect(namesIn(rows)).toEqual(['held null', 'unknown null']);
    expect(rows.map(({ retriable }) => retriable)).toEqual([4, 0]);
  });
});
