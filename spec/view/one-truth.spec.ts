import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { initialMonitor, type Monitor } from '../../lib/machine/state/monitor-state.js';
import type { Mode } from '../../lib/machine/state/state.js';
import type { JobFilter } from '../../lib/model/filter.js';
import { paceMinutes, type QueuePace } from '../../lib/model/forecast/pace.js';
import { type Job, type JobStatus, jobStatuses } from '../../lib/model/job.js';
import type { SinkStats } from '../../lib/model/monitoring/monitoring.js';
import { withTotals } from '../../lib/model/monitoring/sinks.js';
import type { CountedPicture, PicturedDatabase } from '../../lib/model/picture.js';
import { ageText } from '../../lib/view/format/times.js';
import { frameOf } from '../../lib/view/screen/frame-of.js';
import { answer } from '../machine/queue-in-memory.js';
import { monitoring, unmigrated } from '../screens/monitoring-scene.js';
import { appearance, drawn, hour, jobWith, now, pictureOf, stateWith } from './scene.js';

const day = 24 * hour;
const ended: readonly JobStatus[] = ['complete', 'failed', 'cancelled'];
const signs: Readonly<Record<JobStatus, string>> = {
  ...{ running: '↻', complete: '✓', failed: '✗', queued: '◌', cancelled: '⊘', other: '?' },
};
const names = ['north', 'south', 'old'];

const anyAge = fc
  .oneof(fc.nat(20), fc.nat(200), fc.nat(20_000), fc.nat(400_000))
  .map((seconds) => seconds * 1000);
const anyRecord = fc.record({
  status: fc.constantFrom(...jobStatuses),
  type: fc.constantFrom('parse' as const, 'export' as const),
  began: anyAge,
  /** How long a job that has ended took, so that its age isn't that of its start. */
  took: anyAge,
  trouble: fc.constantFrom(null, null, 'gone' as const, 'silent' as const),
  database: fc.nat(names.length - 1),
});
const anyQueue = fc.oneof(
  fc.array(anyRecord, { maxLength: 8 }),
  fc.array(anyRecord, { minLength: 12, maxLength: 40 }),
);
const anyFilter = fc.record({
  statuses: fc.oneof(fc.constant(null), fc.constant(null), fc.subarray([...jobStatuses], { minLength: 1 })),
  types: fc.constantFrom(null, null, ['parse' as const]),
  clearedBefore: fc.option(anyAge),
});
const anyScene = fc.record({
  ...{ queue: anyQueue, filter: anyFilter, isSeveral: fc.boolean() },
  ...{ columns: fc.integer({ min: 60, max: 200 }), rows: fc.integer({ min: 16, max: 50 }) },
  isCompact: fc.boolean(),
  /** Jobs end at a rate, did before a quiet time, and have again since. */
  pace: fc.record({ perMinute: fc.integer({ min: 1, max: 99 }), before: fc.nat(99), since: fc.nat(40) }),
  depths: fc.array(fc.nat(99), { maxLength: 3 }),
  hasMetrics: fc.boolean(),
  /** A sink's rows a second, and how long ago it was reset and seen first. */
  sink: fc.record({
    perSecond: fc.integer({ min: 1, max: 99 }),
    reset: fc.option(fc.integer({ min: 3, max: 90 })),
  }),
});
type Scene = typeof anyScene extends fc.Arbitrary<infer S> ? S : never;

function jobsOf({ queue, isSeveral }: Scene): readonly Job[] {
  return queue.map(({ status, type, began, took, trouble, database }, index) => {
    const end = now - began;
    const place = queue.slice(0, index + 1).filter((each) => each.status === 'queued').length;
    return jobWith({
      ...{ id: String(index), name: `job-${index}.`, status, type, startedAt: end },
      ...(ended.includes(status) ? { startedAt: end - took, completedAt: end } : {}),
      ...(status === 'running' && trouble !== null ? { trouble: troubleOf(trouble) } : {}),
      ...(status === 'queued' ? { waiting: { kind: 'line', place } } : {}),
      ...(isSeveral ? { database: names[database] ?? '' } : {}),
    });
  });
}

function troubleOf(kind: 'gone' | 'silent'): Job['trouble'] {
  return kind === 'gone'
    ? { kind, since: now - day, reused: false }
    : { kind, since: now - day, sign: 'heartbeat' };
}

const countIn = (jobs: readonly Job[], status: JobStatus) =>
  jobs.filter((job) => job.status === status).length;
const inTrouble = (jobs: readonly Job[], kind: 'gone' | 'silent') =>
  jobs.filter(({ trouble }) => trouble?.kind === kind).length;
const countsIn = (jobs: readonly Job[]) =>
  Object.fromEntries(jobStatuses.map((status) => [status, countIn(jobs, status)])) as Record<
    JobStatus,
    number
  >;

const isHidden = ({ filter }: Scene, { status, completedAt }: Job) =>
  status === 'complete' && filter.clearedBefore !== null && (completedAt ?? 0) <= now - filter.clearedBefore;
const passes = ({ filter: { statuses, types } }: Scene, { status, type }: Job) =>
  (statuses === null || statuses.includes(status)) && (types === null || types.includes(type as 'parse'));

function paceIn({ pace: { perMinute, before, since } }: Scene): QueuePace {
  const ended = Array.from({ length: paceMinutes }, (_, minute) =>
    minute < 5 ? before : minute >= paceMinutes - since ? perMinute : 0,
  );
  const both = { at: now, lastEndedAt: now - 1000, endedBefore: 600, oldestWaitingAt: null, heldBack: 0 };
  return { ...both, ended, endedLately: perMinute };
}

const sinkWith = (rows: number): SinkStats =>
  withTotals(
    { uri: 'parquet://out/', latencies: { p50: 1, p99: 2 }, whole: null, outputs: [], recordedAt: now },
    null,
    [{ name: 'orders', rows: BigInt(rows), bytes: 5n, errors: 0n }],
  );

/** Every screen of a scene as text: the list, a job's page, monitoring, and databases. */
function screensOf(scene: Scene) {
  const jobs = jobsOf(scene);
  const listed = jobs.filter((job) => passes(scene, job) && !isHidden(scene, job));
  const { statuses, types, clearedBefore } = scene.filter;
  const cleared = clearedBefore === null ? null : { until: now - clearedBefore, except: [] };
  const filter: JobFilter = { statuses, types, name: '', cleared };
  const { perSecond, reset } = scene.sink;
  const resetAt = now - (reset ?? 0) * 1000;
  // Before the reset they were ten times as fast.
  const rowsAt = (at: number) => 2_000_000 + ((at - resetAt) / 1000) * perSecond * (at < resetAt ? 10 : 1);
  const counts = countsIn(jobs);
  const ofEach = names.map((name): PicturedDatabase => {
    const own = jobs.filter(({ database }) => database === name);
    const troubles = { gone: inTrouble(own, 'gone'), silent: inTrouble(own, 'silent'), stalled: 0 };
    const known = { isIncluded: true, isListed: true, problem: null, asOf: now };
    return { ...known, name, path: `/${name}`, counts: countsIn(own), troubles };
  });
  const picture: CountedPicture = pictureOf(listed, {
    counts,
    troubles: { gone: inTrouble(jobs, 'gone'), silent: inTrouble(jobs, 'silent'), stalled: 0 },
    totals: { filesProcessed: 11, filesTotal: 17, outputBytes: 847_000_000n },
    failedMatching: countIn(listed, 'failed'),
    pace: paceIn(scene),
    monitoring: {
      ...(scene.hasMetrics ? monitoring : { ...unmigrated, has: { metrics: false, sinks: true } }),
      depth: scene.depths.map((depth, index) => ({ at: now - (9 - index) * 10_000, depth })),
      sinks: [sinkWith(rowsAt(now))],
    },
    ...(scene.isSeveral ? { databases: ofEach } : {}),
  });
  const monitor: Monitor = {
    ...initialMonitor,
    pace: paceIn(scene),
    depthSeen: [{ at: now - 5000, depth: counts.queued }],
    sinksSeen: Array.from({ length: 61 }, (_, step) => now - (60 - step) * 2000).map((at) => ({
      at,
      sinks: [sinkWith(rowsAt(at))],
    })),
    reset: reset === null ? null : { at: resetAt, counts, sinks: [sinkWith(rowsAt(resetAt))] },
  };
  const screen = (mode: Mode, given: Parameters<typeof stateWith>[0] = {}, shown = picture) =>
    drawn(
      frameOf(
        stateWith({
          ...{ filter, listedBy: filter, mode, monitor, connection: { kind: 'live', picture: shown } },
          ...{ density: scene.isCompact ? 'compact' : 'comfortable', selection: { id: null, index: 0 } },
          ...given,
        }),
        { columns: scene.columns, rows: scene.rows },
        now,
        appearance,
      ),
    );
  const [first] = listed;
  const request = { filter, anchor: { kind: 'index', index: 0 }, before: 0, after: 1, failures: 1 } as const;
  const detail =
    first && answer([first], { ...request, detail: { id: first.id, failuresFrom: 0, failures: 1 } }).detail;
  // Each test draws only what it looks at.
  return {
    ...{ jobs, listed, first },
    list: once(() => screen('JOB_LIST')),
    page: once(() =>
      first && detail
        ? screen(
            'DETAIL_PANEL',
            { detailId: first.id },
            { ...picture, detail: { ...detail, endedAt: first.completedAt } },
          )
        : '',
    ),
    panel: once(() => screen('MONITORING_PANEL')),
    databases: once(() => (scene.isSeveral ? screen('DATABASES_PANEL') : '')),
  };
}

function once(text: () => string): () => string {
  let known: string | null = null;
  return () => (known ??= text());
}
type Screens = ReturnType<typeof screensOf>;

/** What a pattern finds in a text: its first group, each time. */
const found = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, group = '']) => group);
/** What differs from the truth, in words; `shown` are all places where a screen has it. */
const differing = (what: string, shown: readonly string[], truth: string | number) =>
  shown.filter((each) => each !== String(truth)).map((each) => `${what}: ${each}, not ${truth}`);
const barOf = (text: string) => text.split('\n').slice(1, 4).join('\n');
const columnsOf = (line: string) => line.replace(/│/g, '  ').trim().split(/ {2,}/);
const lineOf = (text: string, part: string) => text.split('\n').find((line) => line.includes(part)) ?? '';

const anyAgo = /(just now|\d+[smhd] ago)/g;

/** That nothing is wrong with the screens of any scene; and that what is compared is on the screen of some. */
function nothingIn(wrong: (screens: Screens, scene: Scene, compared: () => void) => readonly string[]): void {
  let compared = 0;
  fc.assert(
    fc.property(anyScene, (scene) => {
      expect(wrong(screensOf(scene), scene, () => (compared += 1))).toEqual([]);
    }),
    { numRuns: 80 },
  );
  expect(compared).toBeGreaterThan(2);
}

describe('any screen', () => {
  it('has the same counts by status in its bar, in monitoring and by database: those of the jobs', () => {
    const labels = { queued: 'Queued', running: 'Running', complete: 'Done', failed: 'Failed' };
    nothingIn(({ jobs, list, page, panel, databases }, { isSeveral }, compared) => {
      const heading = columnsOf(lineOf(databases(), '3 databases').replace('3 databases', ''));
      const rows = names.map((name) => columnsOf(lineOf(databases(), `● ${name}`)).slice(-heading.length));
      return jobStatuses.flatMap((status) => {
        const truth = countIn(jobs, status);
        const bars = [list(), page(), databases()].filter((text) => text !== '').map(barOf);
        const inBars = bars.flatMap((bar) =>
          found(bar, new RegExp(`[${signs[status]}] (\\d+)(?![\\d/])`, 'g')),
        );
        const missing = truth > 0 && inBars.length < bars.length ? [`${status} is missing`] : [];
        const label = labels[status as keyof typeof labels] as string | undefined;
        if (label === undefined) return [...missing, ...differing(status, inBars, truth)];
        const inPart = found(panel(), new RegExp(`${label}: +(\\d+) job`, 'g'));
        const column = heading.indexOf(label.toLowerCase());
        const sum = rows.reduce((all, row) => all + Number(row[column]), 0);
        const sums = !isSeveral || column < 0 ? [] : [String(sum)];
        if (sums.length > 0) compared();
        return [...missing, ...differing(status, [...inBars, ...inPart, ...sums], truth)];
      });
    });
  });

  it('counts jobs in trouble among the running ones', () => {
    nothingIn(({ jobs, list }, _, compared) =>
      (['gone', 'silent'] as const).flatMap((kind) => {
        const truth = inTrouble(jobs, kind);
        const shown = found(barOf(list()), new RegExp(`↻ \\d+(?: running)? \\([^)]*?(\\d+) ${kind}`, 'g'));
        if (shown.length > 0) compared();
        return truth > 0 && shown.length === 0 ? [`${kind} is missing`] : differing(kind, shown, truth);
      }),
    );
  });

  it('has a filter whose matching and hidden jobs add up, and the same matching ones below the list', () => {
    nothingIn(({ jobs, listed, list }, scene, compared) => {
      const passing = jobs.filter((job) => passes(scene, job));
      const hidden = passing.length - listed.length;
      const numbers = found(list(), /(\d+) hidden \(X\)/g);
      const missing = hidden > 0 && !/hidden \(X\)/.test(list()) ? ['hidden ones are missing'] : [];
      if (numbers.length > 0) compared();
      return [
        ...missing,
        ...differing('hidden', numbers, hidden),
        ...differing('matching', found(list(), /(\d+) of \d+ jobs/g), listed.length),
        ...differing('all', found(list(), /\d+ of (\d+) jobs/g), jobs.length),
        ...differing('in the list', found(list(), /\d+(?:–\d+)? of (\d+) ─/g), listed.length),
      ];
    });
  });

  it('has ages since what it says: of a job that has ended since its end, in the list as on its page', () => {
    nothingIn(({ listed, first, list, page }, _, compared) => {
      const isOver = ({ status }: Job) => ended.includes(status);
      const inRows = listed.filter(isOver).flatMap((job) => {
        const [shown] = found(lineOf(list(), `job-${job.id}.`), anyAgo);
        return shown === undefined ? [] : differing(`job ${job.id}`, [shown], ageText(job.completedAt, now));
      });
      if (first === undefined || !isOver(first)) return inRows;
      const lines = [lineOf(page(), `job-${first.id}.`), lineOf(page(), 'Status  ')];
      const onPage = lines.flatMap((line) => found(line, anyAgo));
      if (onPage.length > 1) compared();
      return [...inRows, ...differing('page', onPage, ageText(first.completedAt, now))];
    });
  });

  it('has one rate of the queue, that since the quiet time, and one time until it is empty', () => {
    nothingIn(({ jobs, list, panel }, { pace: { perMinute } }, compared) => {
      const rates = [...found(list() + panel(), /(\d+)\/min/g), ...found(panel(), /(\d+) jobs\/min avg/g)];
      const last = `${countIn(jobs, 'queued')}(?:st|nd|rd|th) in line`;
      const times = [
        ...found(list(), new RegExp(`${last} • starts in (.+?)(?: {2}| *│)`, 'g')),
        ...found(barOf(list()) + panel(), /empty in (.+?) if none arrive/g),
      ];
      if (rates.length > 1 && times.length > 1) compared();
      return [...differing('rate', rates, perMinute), ...differing('time', times, times[0] ?? '')];
    });
  });

  it('has a depth now that is the number of queued jobs, whatever workers said last', () => {
    nothingIn(({ jobs, panel }, _, compared) => {
      const depths = found(panel(), /Depth: (?:[^│\d]* )?(\d+)(?= now| *│)/g);
      if (depths.length > 0) compared();
      return differing('depth', depths, countIn(jobs, 'queued'));
    });
  });

  it('has sinks whose rows and rates count from the reset', () => {
    nothingIn(({ panel }, { sink: { perSecond, reset } }, compared) => {
      const titles = columnsOf(lineOf(panel(), 'Sink  '));
      const cells = columnsOf(lineOf(panel(), 'parquet://out/'));
      const rate = titles.indexOf('Rate');
      if (reset === null || rate < 0) return [];
      compared();
      const rows = cells.slice(titles.indexOf('Rows')).slice(0, 1);
      return [
        ...differing('rows', rows, (perSecond * reset).toLocaleString('en')),
        ...differing('rate', [cells[rate] ?? ''], `${perSecond}/s`),
      ];
    });
  });
});
