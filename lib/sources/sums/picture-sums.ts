import type { Clearing } from '../../model/filter.js';
import { endedByMinute, type QueuePace } from '../../model/forecast/pace.js';
import type { Marks } from '../../model/marks.js';
import {
  type CrossCounts,
  noCounts,
  type Picture,
  type PictureRequest,
  type Pipeline,
  type PipelineStage,
} from '../../model/picture.js';
import { type ListedWorkers, listedWorkersOf, noTroubles } from '../../model/worker.js';
import { added, earliest, latest, sumBy } from './added.js';
import { mergedCauses, mergedMonitoring, mergedParsers, mergedSince, mergedWorkers } from './panels.js';

const minuteMs = 60_000;

/** How fast the jobs of several queues end together, as of the latest of their instants. */
export function mergedPace(all: readonly [QueuePace, ...QueuePace[]]): QueuePace {
  const at = Math.max(...all.map((pace) => pace.at));
  const minutes = all.map((pace) => endedByMinute(pace, at));
  const lastEndedAt = latest(all.map((pace) => pace.lastEndedAt));
  const isNow = (pace: QueuePace) => Math.floor(pace.at / minuteMs) === Math.floor(at / minuteMs);
  const isOfLastHour = (pace: QueuePace) =>
    pace.lastEndedAt !== null && lastEndedAt !== null && pace.lastEndedAt > lastEndedAt - 60 * minuteMs;
  return {
    at,
    ended: all[0].ended.map((_, minute) => sumBy(minutes, (ended) => ended[minute] ?? 0)),
    endedLately: sumBy(all.filter(isNow), ({ endedLately }) => endedLately),
    lastEndedAt,
    endedBefore: sumBy(all.filter(isOfLastHour), ({ endedBefore }) => endedBefore),
    oldestWaitingAt: earliest(all.map(({ oldestWaitingAt }) => oldestWaitingAt)),
    heldBack: sumBy(all, ({ heldBack }) => heldBack),
  };
}

/** Everything in a picture but its list and its instant. */
export type PictureSums = Omit<
  Picture,
  'asOf' | 'window' | 'databases' | 'failedMatching' | 'found' | 'places'
>;

/** The sums of several counted pictures. Jobs' ids must already contain their database's name. */
export function pictureSums(
  pictures: readonly Picture[],
  request: Pick<PictureRequest, 'causes' | 'workers' | 'parsers'>,
): PictureSums {
  const given = <K extends keyof Picture>(part: K) =>
    pictures
      .map((picture) => picture[part])
      .filter((each): each is NonNullable<Picture[K]> => each !== null && each !== undefined);
  const totals = given('totals');
  return {
    counts: added([noCounts, ...given('counts')]),
    totals: {
      filesProcessed: sumBy(totals, ({ filesProcessed }) => filesProcessed),
      filesTotal: sumBy(totals, ({ filesTotal }) => filesTotal),
      outputBytes: totals.reduce((sum, { outputBytes }) => sum + outputBytes, 0n),
    },
    troubles: added([noTroubles, ...given('troubles')]),
    ...some('troubled', given('troubled'), (all) => all.flat()),
    ...some('lately', given('lately'), (all) => all.flat()),
    ...some('progress', given('progress'), added),
    ...some('types', given('types'), added),
    ...some('crossed', given('crossed'), crossed),
    ...some('pipeline', given('pipeline'), mergedPipeline),
    ...some('monitoring', given('monitoring'), mergedMonitoring),
    // Where one doesn't keep finished jobs, nothing tells how fast all of them end.
    ...(given('queue').some(({ lacks }) => lacks.includes('done'))
      ? {}
      : some('pace', given('pace'), mergedPace)),
    ...some('causes', given('causes'), (all) => mergedCauses(all, request.causes?.sampleOf ?? null)),
    ...some('workers', given('workers'), (all) => mergedWorkers(all, request.workers?.of ?? null)),
    ...some('parsers', given('parsers'), (all) => mergedParsers(all, request.parsers?.of ?? null)),
    ...some('since', given('since'), mergedSince),
    ...some('marks', given('marks'), mergedMarks),
    ...some('awaited', given('awaited'), mergedMarks),
    ...some('listedWorkers', given('listedWorkers'), mergedListed),
    ...some('argKeys', given('argKeys'), (all) => [...new Set(all.flat())].sort()),
    ...detailIn(pictures),
    ...clearingIn(pictures),
    ...(pictures.some(({ metricsSince }) => metricsSince !== undefined) && {
      metricsSince: earliest(pictures.map(({ metricsSince }) => metricsSince)),
    }),
    ...(pictures.some(({ rows }) => rows !== undefined) && { rows: given('rows').flat() }),
    ...(pictures.some(({ targets }) => targets !== undefined) && { targets: given('targets').flat() }),
  };
}

/** A merged part of the picture, if any of the databases has it. */
function some<K extends string, T, M>(
  part: K,
  all: readonly T[],
  merged: (all: readonly [T, ...T[]]) => M,
): { readonly [_ in K]?: M } {
  const [first, ...rest] = all;
  return first === undefined ? {} : ({ [part]: merged([first, ...rest]) } as { readonly [_ in K]: M });
}

function crossed(all: readonly CrossCounts[]): CrossCounts {
  const statuses = Object.keys(all[0] ?? {}) as (keyof CrossCounts)[];
  return Object.fromEntries(
    statuses.map((status) => [status, added(all.map((counts) => counts[status]))]),
  ) as CrossCounts;
}

function mergedPipeline(all: readonly [Pipeline, ...Pipeline[]]): Pipeline {
  const stage = (name: 'source' | 'parsed' | 'output'): PipelineStage => ({
    count: sumBy(all, (each) => each[name].count),
    inProgress: sumBy(all, (each) => each[name].inProgress),
    failed: sumBy(all, (each) => each[name].failed),
  });
  const busy = all.find(({ parsed, activeParser }) => parsed.inProgress > 0 && activeParser !== null);
  const { activeParser } = busy ?? all.find((each) => each.activeParser !== null) ?? all[0];
  return { source: stage('source'), parsed: stage('parsed'), output: stage('output'), activeParser };
}

function mergedMarks(all: readonly Marks[]): Marks {
  const rows = all.flatMap((marks) => marks.rows ?? []);
  return {
    tally: {
      counts: added(all.map(({ tally }) => tally.counts)),
      backtests: sumBy(all, ({ tally }) => tally.backtests),
    },
    but: sumBy(all, ({ but }) => but),
    ...(all.some((marks) => marks.rows !== undefined) && { rows }),
  };
}

function mergedListed(all: readonly ListedWorkers[]): ListedWorkers {
  return listedWorkersOf(
    all.flatMap(({ names }) => names),
    all.some(({ areMore }) => areMore),
  );
}

/** Only the job's own database was asked for its details. */
function detailIn(pictures: readonly Picture[]): Pick<Picture, 'detail'> {
  const found = pictures.find(({ detail }) => detail !== undefined);
  return found === undefined ? {} : { detail: found.detail ?? null };
}

/** Jobs that were still running in one database when those of another were cleared are exceptions, and stay visible. */
function clearingIn(pictures: readonly Picture[]): Pick<Picture, 'clearing'> {
  if (pictures.every(({ clearing }) => clearing === undefined)) return {};
  const all: readonly Clearing[] = pictures.flatMap(({ clearing }) => clearing ?? []);
  const until = latest(all.map((clearing) => clearing.until));
  if (until === null) return { clearing: null };
  return { clearing: { until, except: all.flatMap(({ except }) => except) } };
}
