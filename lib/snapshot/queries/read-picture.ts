import { filterAt, isParticular, type JobFilter } from '../../model/filter.js';
import type { Job, JobId } from '../../model/job.js';
import type { JobDetail } from '../../model/job-detail.js';
import { unanswered } from '../../model/panels/questions.js';
import { latestEndIn, type Picture, type PictureRequest } from '../../model/picture.js';
import type { Problem } from '../../model/problem.js';
import { sharesDone } from '../../model/progress.js';
import { defaultSort, isDefaultSort } from '../../model/sort.js';
import { countTroubles } from '../../model/worker.js';
import { knownTitles } from '../../schema/known-queues.js';
import type { Walk } from '../index/queue-walk.js';
import type { SearchPace, WindowSearch } from '../index/sieve/search-text.js';
import { FilteredList } from '../lists/filtered-list.js';
import type { Queryable, ReadResult } from '../port.js';
import { type DatabaseShape, readShape } from '../tables/database-shape.js';
import { answersOf } from './answers.js';
import { findWindow, firstJobs } from './jobs/find-window.js';
import { queueCounts } from './jobs/queue-counts.js';
import { pinnedIn, type Queue } from './jobs/queue-source.js';
import { argKeysOf, withArgs } from './jobs/read-args.js';
import { readJobs } from './jobs/read-jobs.js';
import { sortingAt } from './jobs/read-waiting.js';
import { metricsSince, readMonitoring } from './monitoring/read-monitoring.js';
import { readDetail, readRunTimes } from './panels/read-detail.js';
import { nobody, type PictureSource, readRunning, type Workers, withWorkers } from './panels/read-workers.js';
import { readListedWorkers } from './panels/worker-list.js';
import { troubledJobs } from './read-lately.js';
import { readEnds, readPace } from './read-pace.js';

/** How the queue is counted. */
export interface Counting {
  /** Walks the queue's table. */
  readonly walkQueue: (shape: DatabaseShape) => Walk<Queue>;
  /**
   * Whether jobs may be shown before they are counted: if counting takes long; or only while the database has some of them,
   * and others than before.
   */
  readonly mayComeLater: boolean | 'if partial';
  /** How much of a search is done in one read; default: all of it. */
  readonly searchPace?: SearchPace;
  /** About how many leaves are searched for a filter's text in one attempt; default: as many as are walked. */
  readonly leavesOfText?: number;
}

/**
 * What the request asks for, read from a database at one instant, as of `asOf` (ms); or the problem that `file` is
 * a database without the queue's table. Throws what SQLite reports about a damaged database.
 */
export function readPicture(
  database: Queryable,
  asked: PictureRequest,
  asOf: number,
  file: string,
  counting: Counting,
  workers: Workers = nobody,
): ReadResult {
  const request = requestAt(asked, asOf);
  const shape = readShape(database);
  const columns = shape.tables.get('cf_processing_queue');
  if (!columns?.has('id')) return { kind: 'problem', problem: foreign(file, columns !== undefined) };
  const walk = counting.walkQueue(shape);
  const mayBeLater =
    counting.mayComeLater === 'if partial'
      ? walk.isPartial?.() === true
      : counting.mayComeLater && !walk.isQuick();
  const isLater = mayBeLater && isFirstWindow(request);
  const queue = isLater ? null : { database, shape, queue: walk.queue(counting.leavesOfText) };
  const source: PictureSource | null = queue && {
    ...queue,
    ...readRunning(queue, workers),
    workers,
    asOf,
    request,
    ...(counting.searchPace && { pace: counting.searchPace }),
  };
  const list =
    source === null
      ? uncountedList(database, shape, request, asOf, walk.expectRows?.bind(walk))
      : countedList(source);
  const { detail, failures } = request;
  const endsMs = request.monitoring?.endsMs;
  // Where finished jobs aren't kept, nothing tells how fast jobs end.
  const isUnknown = source === null || shape.queue?.lacks.includes('done');
  const pace = isUnknown ? undefined : readPace(source, request.pace, asOf);
  return {
    kind: 'picture',
    picture: {
      asOf,
      ...(shape.queue && { queue: shape.queue }),
      ...(database.queues && { queues: database.queues }),
      ...list,
      ...(detail && {
        detail: detailed(readDetail(database, shape, detail, failures, asOf, source), source, workers),
      }),
      ...(pace && { pace }),
      ...(request.metricsSince && { metricsSince: metricsSince(database, shape) }),
      ...(request.monitoring && {
        monitoring: {
          ...readMonitoring(database, shape, request.monitoring, asOf),
          ...(source !== null &&
            endsMs !== undefined && { ends: readEnds(source, endsMs, { kind: 'queue' }, asOf) }),
        },
      }),
    },
  };
}

/** The request with all of its filters as of the time of the list. */
function requestAt(request: PictureRequest, asOf: number): PictureRequest {
  const { filter, rows, awaited, sortedAt = asOf } = request;
  const timed = (each: JobFilter) => filterAt(each, sortedAt);
  return {
    ...{ ...request, filter: timed(filter) },
    ...(rows && { rows: timed(rows) }),
    ...(awaited && { awaited: { ...awaited, filter: timed(awaited.filter) } }),
  };
}

function detailed(
  detail: JobDetail | null,
  source: PictureSource | null,
  workers: Workers,
): JobDetail | null {
  const [job] = detail === null ? [] : withWorkers([detail.job], source?.troubles ?? new Map(), workers);
  if (detail === null || job === undefined) return null;
  const runTimes = source && readRunTimes(source, job);
  return { ...detail, job, ...(runTimes && { runTimes }) };
}

type ListPart = Omit<
  Picture,
  'asOf' | 'queue' | 'queues' | 'detail' | 'pace' | 'metricsSince' | 'monitoring'
>;

function countedList(source: PictureSource): ListPart {
  const { database, shape, queue, asOf, request, records, troubles, workers, pace } = source;
  const counted = queueCounts(source);
  const { counts, types, totals } = counted;
  const sorting = sortingAt(database, shape, request.sortedAt ?? asOf, request.sort);
  queue.prepare(sorting);
  const pinned = pinnedIn(source, request.filter, troubles, sorting);
  const list = new FilteredList(database, shape, request.filter, pinned, sorting);
  const plain = queue.list(request.filter, pinned.ids, sorting);
  const search = (wanted: WindowSearch) =>
    wanted.kind === 'new' ? queue.nextNew(list, wanted, latestEndIn(asOf)) : queue.search(list, wanted, pace);
  const { first, ids, matching, failed, found, keyed } = findWindow(plain, pinned, request, search);
  const { args, failures, outputs } = request;
  const jobs = withWorkers(
    listedJobs(readJobs(database, shape, ids, failures, asOf, outputs, source)),
    troubles,
    workers,
  );
  return {
    counts,
    totals,
    types,
    window: { first, jobs, matching, ...(keyed && { keys: keyed.keys }) },
    ...(keyed && { places: keyed.places }),
    troubles: countTroubles(troubles.values()),
    troubled: troubledJobs(source),
    progress: sharesDone(records),
    failedMatching: failed,
    ...readListedWorkers(list, queue),
    ...(args?.keys && { argKeys: argKeysOf(database, shape, jobs) }),
    ...(found && { found }),
    ...answersOf({ ...source, counted, sorting, windowed: ids, allIds }),
  };

  function listedJobs(jobs: readonly Job[]): readonly Job[] {
    return args === undefined ? jobs : withArgs(database, shape, jobs, args);
  }

  function allIds(): readonly JobId[] {
    const { places: _, ...others } = request;
    const all = {
      ...others,
      anchor: { kind: 'index', index: 0 },
      before: 0,
      after: Number.MAX_SAFE_INTEGER,
    } as const;
    return findWindow(plain, pinned, all, search).ids;
  }
}

/**
 * Whether the window is at the top of the list, so that some jobs can be shown before all are counted. They are found
 * in the usual order, whatever order is requested, so their places in another order aren't known.
 */
function isFirstWindow({ anchor, filter, sort = defaultSort, places }: PictureRequest): boolean {
  const isTop = anchor.kind === 'index' && anchor.index === 0 && !isParticular(filter);
  return isTop && (isDefaultSort(sort) || places === undefined);
}

function uncountedList(
  database: Queryable,
  shape: DatabaseShape,
  request: PictureRequest,
  asOf: number,
  expectRows?: (ids: readonly JobId[]) => void,
): ListPart {
  const usual = sortingAt(database, shape, asOf);
  const list = new FilteredList(database, shape, request.filter, undefined, usual);
  const ids = firstJobs(list, request.after, expectRows);
  const read = readJobs(database, shape, ids, request.failures, asOf);
  const jobs = request.args === undefined ? read : withArgs(database, shape, read, request.args);
  return {
    counts: null,
    totals: null,
    window: { first: 0, jobs, matching: ids.length },
    troubles: null,
    failedMatching: null,
    ...unanswered(request),
  };
}

/** The problem of a sound database that isn't a job queue. */
export function foreign(file: string, hasTable: boolean): Problem {
  const sentence = hasTable
    ? 'This SQLite database has a table cf_processing_queue without ids, so it is not a job queue.'
    : 'This database is not a job queue: it has neither a table cf_processing_queue nor the tables of another known queue.';
  return {
    code: 'foreign',
    sentence,
    file,
    advice: `Known are ${knownTitles()} (docs/queues.md). Open the database that the workers use: once they have made the tables, they are shown.`,
  };
}
