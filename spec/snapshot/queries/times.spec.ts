import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { everyJob, type JobFilter } from '../../../lib/model/filter.js';
import { sizeOf } from '../../../lib/model/marks.js';
import { asOf, QueueDatabase, type Value } from './queue-database.js';

const instant = Date.UTC(2026, 0, 13, 10, 38, 15);
const hour = 3_600_000;

const forms: readonly (readonly [Value, number])[] = [
  ['2026-01-13 10:38:15', instant],
  ['2026-01-13T10:38:15', instant],
  ['2026-01-13T10:38:15Z', instant],
  ['2026-01-13 10:38:15Z', instant],
  ['2026-01-13 10:38:15z', instant],
  ['2026-01-13T10:38:15.123456789+00:00', instant + 123],
  ['2026-01-13 10:38:15.5', instant + 500],
  ['2026-01-13T10:38:15.9996Z', instant + 999],
  ['2026-01-13T10:38:15.001-08:00', instant + 1 + 8 * 3_600_000],
  ['2026-01-13T10:38:15+05:30', instant - 19_800_000],
  [instant, instant],
  [instant / 1000, instant],
  [instant / 1000 + 0.25, instant + 250],
  [String(instant), instant],
  [String(instant / 1000), instant],
  [`${instant / 1000}.25`, instant + 250],
  [instant + 0.75, instant],
  [instant * 1000 + 999, instant],
  [String(instant * 1000 + 999), instant],
  [`${instant * 1000 + 999}.5`, instant],
  [9_007_199_254_740_991, 9_007_199_254_740],
];

const noTimes: readonly Value[] = [
  null,
  ...(
    '| |now|localtime|utc|yesterday|2026-01-13|10:38:15|2026-01-13 10:38|2026-13-01 00:00:00|' +
    '2026-00-00 00:00:00|2026-01-13 25:00:00|2026-01-13 10:38:61|yyyy-mm-dd hh:mm:ss|' +
    '2026-01-13 10:38:155Z|2026-01-13 10:38:15 localtime|' +
    '2026-01-13 10:38:15.1 start of month|2026-01-13T10:38:15+99:00|2026-01-13T10:38:15+0|' +
    '-2026-01-13 10:38:15|1.2.3|12 o’clock|0'
  ).split('|'),
  0,
  -1,
  '-1',
  -(2n ** 63n),
  9_007_199_254_740_992n,
  '9007199254740992',
  2n ** 63n - 1n,
  1.5e300,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  '9'.repeat(1000),
  'x'.repeat(100_000),
  `2026-01-13 10:38:15.${'1'.repeat(100)}Z`,
  new Uint8Array([0, 255, 49]),
];

describe.each(['A', 'C'] as const)('a time in a column of version %s', (version) => {
  let database: QueueDatabase;
  beforeAll(async () => {
    database = await QueueDatabase.of(version, 'all');
  });

  /** The start that each value is read as, all in one picture. */
  function startsOf(values: readonly Value[]): (number | null | undefined)[] {
    database.run('DELETE FROM cf_processing_queue');
    values.forEach((claim_time, index) => {
      database.add({ id: index, status: 'RUNNING', claim_time });
    });
    const found = new Map(database.picture().window.jobs.map((job) => [job.id, job.startedAt]));
    return values.map((_, index) => found.get(String(index)));
  }

  it('is read in every notation that workers use', () => {
    expect(startsOf(forms.map(([value]) => value))).toEqual(forms.map(([, ms]) => ms));
  });

  it('is null, without an error, if it is anything else', () => {
    expect(startsOf(noTimes)).toEqual(noTimes.map(() => null));
  });

  it('is the instant that was written in a random notation', () => {
    const form = fc
      .record({
        ms: fc.integer({ min: Date.UTC(1974, 0, 1), max: Date.UTC(4000, 0, 1) }),
        kind: fc.constantFrom('text', 'iso', 'offset', 'ms', 'ms text', 's', 's text'),
        offset: fc.integer({ min: -12, max: 14 }),
      })
      .map(({ ms, kind, offset }): readonly [Value, number] => {
        const seconds = Math.floor(ms / 1000);
        const iso = new Date(ms).toISOString();
        const sign = offset < 0 ? '-' : '+';
        const hours = String(Math.abs(offset)).padStart(2, '0');
        if (kind === 'text') return [iso.slice(0, 19).replace('T', ' '), seconds * 1000];
        if (kind === 'iso') return [iso, ms];
        if (kind === 'ms') return [ms, ms];
        if (kind === 'ms text') return [String(ms), ms];
        if (kind === 's') return [seconds, seconds * 1000];
        if (kind === 's text') return [String(seconds), seconds * 1000];
        const there = new Date(ms + offset * hour).toISOString().slice(0, -1);
        return [`${there}${sign}${hours}:00`, ms];
      });
    fc.assert(
      fc.property(fc.array(form, { minLength: 1, maxLength: 40 }), (pairs) => {
        expect(startsOf(pairs.map(([value]) => value))).toEqual(pairs.map(([, ms]) => ms));
      }),
      { numRuns: 12 },
    );
  });
});

describe('a time of a job', () => {
  it('is the claim’s for its start, else the next valid one', async () => {
    const c = await QueueDatabase.of('C', 'none');
    c.add({ id: 1, status: 'FAILED', claim_time: 'never', end_time: instant, scheduled_at: instant - 5000 });
    c.add({ id: 2, status: 'FAILED', scheduled_at: instant - 5000 });
    c.add({ id: 3, status: 'FAILED' });
    expect(c.picture().window.jobs.map((job) => [job.id, job.startedAt])).toEqual([
      ['1', instant],
      ['2', instant - 5000],
      ['3', null],
    ]);

    const b = await QueueDatabase.of('B', 'none');
    b.add({
      ...{ id: 1, status: 'FAILED', completed_at: '2026-01-13 10:38:15', created_at: '2026-01-13 10:00:00' },
    });
    b.add({ id: 2, status: 'FAILED', completed_at: '', created_at: '2026-01-13 10:00:00' });
    expect(b.picture().window.jobs.map((job) => [job.id, job.startedAt])).toEqual([
      ['1', instant],
      ['2', Date.UTC(2026, 0, 13, 10)],
    ]);
  });

  it('is null for its end until the job has ended', async () => {
    const database = await QueueDatabase.of('A', 'all');
    const statuses = ['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED'];
    statuses.forEach((status, id) => {
      database.add({ id, status, end_time: '2026-01-13 10:38:15' });
    });
    const ends = new Map(database.picture().window.jobs.map((job) => [job.statusText, job.completedAt]));
    expect(statuses.map((status) => ends.get(status))).toEqual([null, null, instant, instant, instant]);
  });

  it('is the later of updated_at and heartbeat_time for its last sign', async () => {
    const database = await QueueDatabase.of('B', 'all');
    database.add({ id: 1, status: 'RUNNING', heartbeat_time: '2026-01-13 10:38:15' });
    database.add({
      ...{ id: 2, status: 'RUNNING', updated_at: '2026-01-13 10:38:15', heartbeat_time: instant - 1 },
    });
    database.add({ id: 3, status: 'RUNNING', updated_at: '2026-01-13 10:38:14', heartbeat_time: instant });
    database.add({ id: 4, status: 'RUNNING' });
    const marks = new Map(database.picture().window.jobs.map((job) => [job.id, job.updatedAt]));
    expect(['1', '2', '3', '4'].map((id) => marks.get(id))).toEqual([instant, instant, instant, null]);
  });
});

describe('a filter by the clock', () => {
  it.each<readonly [string, Partial<JobFilter>, number]>([
    ['since:30m', { since: { kind: 'ago', ms: hour / 2 } }, 2],
    ['until:30m', { until: { kind: 'ago', ms: hour / 2 } }, 3],
    [
      'until:CLOCK',
      { until: { kind: 'clock', text: new Date(asOf - hour / 2).toISOString().slice(11, 16) } },
      3,
    ],
    ['took:>15m', { took: { over: hour / 4, under: null } }, 4],
  ])('of %s lets the same jobs through wherever a request has it', async (_, part, count) => {
    const ends = [5, 10, 40, 50, 500];
    const rows = ends.map((minutes, id) => {
      const end = asOf - minutes * 60_000;
      return { id, status: 'FAILED', claim_time: end - (id + 1) * 600_000, end_time: end };
    });
    const database = await QueueDatabase.of('C', 'all', rows);
    const filter = { ...everyJob, ...part };
    const but: string[] = [];
    const told = database.picture({
      ...{ filter, rows: filter, marks: { but, rowsFor: 'retry' }, awaited: { filter, but } },
    });
    const listed = told.window.jobs.map(({ id }) => id);
    expect(listed).toHaveLength(count);
    for (const each of [told.rows, told.marks?.rows])
      expect(each?.map(({ id }) => id).toSorted()).toEqual(listed.toSorted());
    expect(told.awaited && sizeOf(told.awaited.tally)).toBe(count);
    database.close();
  });
});
