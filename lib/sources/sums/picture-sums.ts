import type { Clearing } from '../../model/filter.js';
import { endedByMinute, type QueuePace } from '../../model/forecast/pace.js';
import type { Marks } from '../../model/marks.js';
import type { Questions } from '../../model/panels/questions.js';
import {
  type CrossCounts,
  noCounts,
  type Picture,
  type Pipeline,
  type PipelineStage,
  type Since,
} from '../../model/picture.js';
import { type ListedWorkers, listedWorkersOf, noTroubles } from '../../model/worker.js';
import { added, earliest, groupedBy, latest, sumBy } from './added.js';
import { mergedAnswers } from './answers.js';
import { mergedMonitoring } from './monitoring.js';

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

/** Parts of a picture that are merged where at least one database has them. */
type MergedPart = OfQueue | OfList;
type OfQueue = 'troubled' | 'lately' | 'progress' | 'types' | 'crossed' | 'pipeline' | 'monitoring';
type OfList = 'since' | 'marks' | 'awaited' | 'listedWorkers' | 'argKeys';
type Known<P extends keyof Picture> = NonNullable<Picture[P]>;

const merging: { readonly [P in MergedPart]: (all: readonly [Known<P>, ...Known<P>[]]) => Known<P> } = {
  troubled: (all) => all.flat(),
  lately: (all) => all.flat(),
  progress: added,
  types: added,
  crossed,
  pipeline: mergedPipeline,
  monitoring: mergedMonitoring,
  since: mergedSince,
  marks: mergedMarks,
  awaited: mergedMarks,
  listedWorkers: mergedListed,
  argKeys: (all) => [...new Set(all.flat())].sort(),
};

/** The sums of several counted pictures. Jobs' ids must already contain their database's name. */
export function pictureSums(pictures: readonly Picture[], request: Questions): PictureSums {
  const known = <P extends keyof Picture>(part: P) => knownIn(pictures, part);
  const totals = known('totals');
  const [pace, ...paces] = known('pace');
  return {
    counts: added([noCounts, ...known('counts')]),
    totals: {
      filesProcessed: sumBy(totals, ({ filesProcessed }) => filesProcessed),
      filesTotal: sumBy(totals, ({ filesTotal }) => filesTotal),
      outputBytes: totals.reduce((sum, { outputBytes }) => sum + outputBytes, 0n),
    },
    troubles: added([noTroubles, ...known('troubles')]),
    ...Object.assign({}, ...(Object.keys(merging) as MergedPart[]).map((part) => mergedPart(pictures, part))),
    ...mergedAnswers(pictures, request),
    // Where one doesn't keep finished jobs, nothing tells how fast all of them end.
    ...(pace !== undefined &&
      !known('queue').some(({ lacks }) => lacks.includes('done')) && { pace: mergedPace([pace, ...paces]) }),
    ...detailIn(pictures),
    ...clearingIn(pictures),
    ...(pictures.some(({ metricsSince }) => metricsSince !== undefined) && {
      metricsSince: earliest(pictures.map(({ metricsSince }) => metricsSince)),
    }),
    ...(pictures.some(({ rows }) => rows !== undefined) && { rows: known('rows').flat() }),
    ...(pictures.some(({ targets }) => targets !== undefined) && { targets: known('targets').flat() }),
  };
}

function knownIn<P extends keyof Picture>(pictures: readonly Picture[], part: P): readonly Known<P>[] {
  return pictures
    .map((picture) => picture[part])
    .filter((each): each is Known<P> => each !== null && each !== undefined);
}

function mergedPart<P extends MergedPart>(
  pictures: readonly Picture[],
  part: P,
): Partial<Record<P, Known<P>>> {
  const [first, ...rest] = knownIn(pictures, part);
  if (first === undefined) return {};
  return { [part]: merging[part]([first, ...rest]) } as Record<P, Known<P>>;
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

/** What ended in several databases since an instant. */
function mergedSince(all: readonly [Since, ...Since[]]): Since {
  const causes = groupedBy(
    all.flatMap(({ newCauses }) => newCauses),
    ({ key }) => key,
  ).map(([first]) => first);
  return {
    at: all[0].at,
    counts: added(all.map(({ counts }) => counts)),
    newCauses: causes,
    moreNewCauses: sumBy(all, ({ moreNewCauses }) => moreNewCauses),
    unread: sumBy(all, ({ unread }) => unread),
  };
}
