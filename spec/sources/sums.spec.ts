import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Causes } from '../../lib/model/causes.js';
import type { QueuePace } from '../../lib/model/forecast/pace.js';
import type { EndCounts } from '../../lib/model/monitoring/ends.js';
import type { Latencies, Monitoring } from '../../lib/model/monitoring/monitoring.js';
import { type ParserList, type ParserTally, parserRows } from '../../lib/model/panels/parsers.js';
import type { Picture, PictureRequest } from '../../lib/model/picture.js';
import { allQueues } from '../../lib/schema/known-queues.js';
import { MergedReader } from '../../lib/sources/merged-reader.js';
import { mergedEnds, mergedPercentile } from '../../lib/sources/sums/added.js';
import { causesOfSeveral } from '../../lib/sources/sums/causes.js';
import { mergedMonitoring } from '../../lib/sources/sums/monitoring.js';
import { parsersOfSeveral } from '../../lib/sources/sums/parsers.js';
import { mergedPace, pictureSums } from '../../lib/sources/sums/picture-sums.js';
import { asOf, QueueDatabase } from '../snapshot/queries/queue-database.js';
import { percentile } from '../support/percentile.js';
import { pictureOf } from '../view/scene.js';
import { at, mergedId, names, QueueSource, top, unionId } from './queues.js';

/** A database that wrote to one sink, as fast as that. */
function wrote(latencies: Latencies): Monitoring {
  const sums = { totalRows: 1n, totalBytes: 2n, errorCount: 0n, outputs: [], whole: null, recordedAt: 5 };
  return {
    has: { metrics: true, sinks: true },
    ...{ throughput: [], depth: [], from: 0, since: null },
    ...{ sinks: [{ uri: 'parquet://out/', latencies, ...sums }], sinksComplete: true, latencies },
  };
}

describe('the merged latency', () => {
  it('is a range from the least to the greatest, of each sink and of all sinks', () => {
    const { sinks, latencies } = mergedMonitoring([wrote({ p50: 12, p99: 45 }), wrote({ p50: 19, p99: 45 })]);
    const expected = { p50: null, p99: 45, between: { p50: [12, 19], p99: [45, 45] } };
    expect([sinks[0]?.latencies, latencies]).toEqual([expected, expected]);
    expect(sinks[0]?.totalBytes).toBe(4n);
  });

  it('is that of the only database that reported one', () => {
    const none = { p50: null, p99: null };
    const one = { p50: 12, p99: 45 };
    expect(mergedMonitoring([wrote(none), wrote(one)]).latencies).toEqual(one);
    expect(mergedMonitoring([wrote(none), wrote(none)]).latencies).toEqual(none);
  });
});

it('the merged depth begins where every database reports its own, and is none where one never does', () => {
  const depths = (...all: readonly [at: number, depth: number][]): Monitoring => ({
    ...wrote({ p50: null, p99: null }),
    depth: all.map(([at, depth]) => ({ at, depth })),
  });
  const one = depths([1, 5], [3, 6], [5, 7]);
  expect(mergedMonitoring([one, depths([2, 10], [5, 20])]).depth).toEqual([
    { at: 2, depth: 15 },
    { at: 3, depth: 16 },
    { at: 5, depth: 27 },
  ]);
  expect(mergedMonitoring([one, depths()]).depth).toEqual([]);
});

describe('sums of ends', () => {
  const ends = (
    first: number,
    done: readonly number[],
    of: string | null = null,
    recordedFrom = 0,
  ): EndCounts => ({
    ...{ periodMs: 900_000, first, done, failed: done.map(() => 1), recordedFrom, of },
  });
  const list = (counts: EndCounts | null | undefined) => ({ ...(counts !== undefined && { ends: counts }) });

  it('the ends of several databases are added step by step, on record as far back as in all', () => {
    const merged = mergedEnds([list(ends(10, [1, 2, 3])), list(ends(11, [5, 6, 7], null, 77))], null);
    expect(merged.ends).toEqual({ ...ends(10, [1, 7, 9, 7], null, 77), failed: [1, 2, 2, 1] });
  });

  it('the ends of a chosen row are its own, wherever it is', () => {
    const merged = mergedEnds([list(ends(10, [1], 'a')), list(ends(10, [5], 'b'))], 'b');
    expect(merged.ends).toEqual(ends(10, [5], 'b'));
  });

  it('a row is on record as far back as in the databases that have it', () => {
    const none = { ...ends(10, [0], 'b', 77), failed: [0] };
    expect(mergedEnds([list(ends(10, [5], 'b', 3)), list(none)], 'b').ends?.recordedFrom).toBe(3);
    expect(
      mergedEnds([list(ends(10, [5], 'b', 3)), list(ends(10, [1], 'a', 88))], 'b').ends?.recordedFrom,
    ).toBe(3);
    expect(mergedEnds([list(none), list(none)], 'b').ends?.recordedFrom).toBe(77);
  });

  it('databases that keep no ends are left out, and counted', () => {
    expect(mergedEnds([list(ends(10, [1])), list(null)], null).ends).toEqual({
      ...ends(10, [1]),
      uncounted: 1,
    });
    expect(mergedEnds([list(null), list(null)], null)).toEqual({ ends: null });
    expect(mergedEnds([list(undefined)], null)).toEqual({});
  });
});

/** The smallest jobs, equal in most: two parsers, versions and workers, no rows, none or one, times that are the same. */
const smallJob = fc.record({
  plugin_name: fc.constantFrom('fix', 'scan'),
  parser_version: fc.constantFrom(null, '1', '2'),
  status: fc.constantFrom('FAILED', 'COMPLETED', 'RUNNING', 'QUEUED'),
  worker_host: fc.constantFrom(null, 'a', 'b'),
  claim_time: fc.constantFrom(null, at(0), at(1)),
  end_time: fc.constantFrom(null, at(2), at(3)),
  error_message: fc.constantFrom(null, 'one', 'two'),
  items_processed: fc.constantFrom(null, 0, 1),
  output_size_bytes: fc.constantFrom(null, 0, 1),
  rows: fc.constantFrom(undefined, null, 0, 1),
  database: fc.nat(2),
});

/** What differs between the panels of several databases and of one by nature. */
const apart = /^(?:activeParser|database|p50|p95|between|newCauses|perMinute|priority|workerMark)$/;

/** The panels of a picture, with the ids that the merged list has. */
function panelsIn(
  { causes, workers, parsers, since, marks, awaited, crossed, pipeline, pace, totals, types }: Picture,
  isUnion: boolean,
): unknown {
  const panels = { causes, workers, parsers, since, marks, awaited, crossed, pipeline, pace, totals, types };
  return JSON.parse(
    JSON.stringify(panels, (_, each) => (typeof each === 'bigint' ? String(each) : each)),
    (key, value: unknown) => {
      if (apart.test(key)) return undefined;
      const isId = typeof value === 'string' && (key === 'id' || key === 'sample');
      if (key === 'names' && Array.isArray(value)) return value.toSorted();
      if (key === 'longest') return (value as { readonly startedAt: number | null } | null)?.startedAt;
      if (key === 'jobs' && Array.isArray(value)) return value.map(({ id }) => id).toSorted();
      return isId && isUnion ? mergedId(value) : value;
    },
  );
}

it('the panels of several databases are those of one with all their jobs, whatever row is chosen', async () => {
  const chosen = fc.record({ of: fc.constantFrom(null, 'a', 'b', 'nobody'), row: fc.nat(3), at: fc.nat(3) });
  const anyJobs = fc.array(smallJob, { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(anyJobs, chosen, async (jobs, { of, row, at: seconds }) => {
      const made = async (number: number | null) => {
        const database = await QueueDatabase.of('D', 'all');
        for (const [index, { database: home, rows, ...job }] of jobs.entries()) {
          if (number !== null && number !== home) continue;
          const id = number === null ? unionId(home, index + 1) : index + 1;
          database.add({ ...job, id });
          if (rows === undefined) continue;
          database.run(
            `INSERT INTO cf_job_artifacts VALUES (${id}, 'output', 'o', 'file:///o', NULL, ${rows}, 1)`,
          );
        }
        return database;
      };
      const union = await made(null);
      const sources = await Promise.all(names.map(async (name, at) => new QueueSource(name, await made(at))));
      const reader = new MergedReader(sources, () => asOf);
      const rows = union.picture({ causes: { sampleOf: null }, parsers: { periodMs: null, of: null } });
      const request: PictureRequest = {
        ...top,
        workers: { periodMs: null, of, jobs: 50 },
        causes: { sampleOf: rows.causes?.groups[row]?.key ?? null },
        parsers: { periodMs: null, of: rows.parsers?.rows[row]?.key ?? null },
        since: { at: asOf - 3_600_000 + seconds * 1000, knownCauses: [] },
        marks: { but: [] },
        awaited: { filter: top.filter, but: [] },
        pace: { atHand: null },
        crossed: true,
        pipeline: true,
      };
      const result = await reader.read(request);
      if (result.kind === 'problem') throw new Error(result.problem.sentence);
      expect(panelsIn(result.picture, false)).toEqual(panelsIn(union.picture(request), true));
      await reader.close();
      union.close();
    }),
    { numRuns: 60 },
  );
});

/** A database in which one version of a parser ran, with these rows of `jobsWithRows` jobs. */
function list(rows: number | null, jobsWithRows: number): ParserList {
  const times = { p50: null, p95: null, lastFailure: null };
  const tally: ParserTally = {
    ...{ name: 'fix', version: '1', done: 5, failed: 0, everFailed: 0, rows, jobsWithRows },
    ...times,
  };
  return { periodMs: null, rows: parserRows([tally], new Map()), total: 1, lastFailed: null };
}

describe('a parser of several databases', () => {
  it('has as many rows as can be counted', () => {
    const [row] = parsersOfSeveral.merge([list(Number.MAX_SAFE_INTEGER, 1), list(9, 1)], null).rows;
    expect(row?.rows).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('has a range of durations, or one where they are the same everywhere', () => {
    const timed = (p50: number | null, p95: number | null): ParserList => {
      const [row] = list(null, 0).rows;
      return { ...list(null, 0), rows: row === undefined ? [] : [{ ...row, p50, p95 }] };
    };
    const merged = (...lists: [ParserList, ...ParserList[]]) => parsersOfSeveral.merge(lists, null).rows[0];
    expect(merged(timed(7, 9), timed(7, 12))).toMatchObject({
      ...{ p50: 7, p95: null },
      between: { p50: [7, 7], p95: [9, 12] },
    });
    const same = merged(timed(7, 9), timed(null, null), timed(7, 9));
    expect(same).toMatchObject({ p50: 7, p95: 9 });
    expect(same).not.toHaveProperty('between');
    expect(merged(timed(null, null), timed(null, null))).not.toHaveProperty('between');
  });
});

const parts = fc.array(fc.array(fc.nat(12), { maxLength: 9 }), { minLength: 1, maxLength: 5 });

describe('a percentile of the numbers of several databases', () => {
  it('lies between those of each, and is exact where it can be nothing else', () => {
    let told = 0;
    fc.assert(
      fc.property(parts, fc.constantFrom(50, 95, 99), (all, percent) => {
        const { value, between } = mergedPercentile(all.map((part) => percentile(part, percent)));
        const expected = percentile(all.flat(), percent);
        if (expected === null) return expect([value, between]).toEqual([null, null]);
        const [least, most] = between ?? [1, 0];
        expect(expected).toBeGreaterThanOrEqual(least);
        expect(expected).toBeLessThanOrEqual(most);
        if (value === null) return expect(least).toBeLessThan(most);
        told += 1;
        return expect(value).toBe(expected);
      }),
    );
    expect(told).toBeGreaterThan(0);
  });

  it('is that of the only database that has numbers', () => {
    expect(mergedPercentile([null, 7, null])).toEqual({ value: 7, between: [7, 7] });
    expect(mergedPercentile([3, 7, 5])).toEqual({ value: null, between: [3, 7] });
  });
});

describe('the pace of several queues', () => {
  const minute = 60_000;
  const pace = (at: number, ended: number, more: Partial<QueuePace> = {}): QueuePace => ({
    ...{ at, ended: [...Array.from({ length: 59 }, () => 0), ended], endedLately: 1, lastEndedAt: at },
    ...{ endedBefore: 5, oldestWaitingAt: null, heldBack: 1, ...more },
  });

  it('counts the minute under way and the hour before the last end only where a queue shares them', () => {
    const at = 600 * minute;
    const old = pace(at - minute, 7, { lastEndedAt: at - 60 * minute, endedBefore: 9, oldestWaitingAt: 3 });
    const merged = mergedPace([pace(at, 2), pace(at - 1, 3, { lastEndedAt: null }), old]);
    const rest = { endedLately: 1, lastEndedAt: at, endedBefore: 5, oldestWaitingAt: 3, heldBack: 3 };
    expect(merged).toMatchObject({ at, ...rest });
    // What is the minute under way of an older pace is a whole one by now.
    expect(merged.ended.slice(-2)).toEqual([7 + 3, 2 + 1 + 1]);
  });

  it('is unknown where one of them keeps no jobs that are done', () => {
    const ofQueue = (name: string) => {
      const queue = allQueues().folders.find(({ kind }) => kind.name === name)?.kind;
      return pictureOf([], { pace: pace(minute, 2), ...(queue && { queue }) });
    };
    expect(pictureSums([ofQueue('ours'), ofQueue('oban')], {}).pace).toMatchObject({ at: minute });
    expect(pictureSums([ofQueue('ours'), ofQueue('laravel')], {})).not.toHaveProperty('pace');
  });
});

it('the parsers of a cause in several databases begin with those of the one that has most of its jobs', () => {
  const causes = (names: readonly string[], count: number): Causes => ({
    groups: [{ key: 'k', text: 'k', count, names, moreNames: 0, firstAt: 1, lastAt: 2, sample: '1' }],
    total: 1,
    failed: count,
    unread: 0,
    sample: null,
  });
  const merged = causesOfSeveral.merge([causes(['p0', 'p2'], 3), causes(['p1', 'p0'], 30)], null);
  expect(merged.groups[0]?.names).toEqual(['p1', 'p0', 'p2']);
});
