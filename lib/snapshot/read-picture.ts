import type { PictureRequest } from '../model/picture.js';
import type { Problem } from '../model/problem.js';
import { readShape } from './database-shape.js';
import { findWindow } from './find-window.js';
import type { TallyAt } from './live-database.js';
import type { Queryable, ReadResult } from './port.js';
import { queueCounts } from './queue-counts.js';
import { readClearing } from './read-clearing.js';
import { readDetail } from './read-detail.js';
import { readJobs } from './read-jobs.js';
import { metricsSince, readMonitoring } from './read-monitoring.js';
import { readPipeline } from './read-pipeline.js';

/**
 * What the request asks for, read from a database that stands still, as of `asOf` (ms); or the problem that
 * `file` is a database without the queue's table. What counts the queue's index saves SQLite the counting. Throws what SQLite reports, on a damaged database.
 */
export function readPicture(
  database: Queryable,
  request: PictureRequest,
  asOf: number,
  file: string,
  tallyAt: TallyAt | null = null,
): ReadResult {
  const shape = readShape(database);
  const columns = shape.tables.get('cf_processing_queue');
  if (!columns?.has('id')) return { kind: 'problem', problem: foreign(file, columns !== undefined) };
  const root = shape.rootOf('ix_jobs_view_status');
  const tally = root === null ? null : (tallyAt?.(root) ?? null);
  const table = tally?.table() ?? null;
  const { counts, totals } = queueCounts(database, shape, table);
  const { first, ids, matching, failed, found } = findWindow(
    database,
    shape,
    request,
    counts,
    tally && table && { tally, table },
  );
  const jobs = readJobs(database, shape, ids, request.failures);
  const { pipeline, detail, clearing, failures } = request;
  return {
    kind: 'picture',
    picture: {
      asOf,
      counts,
      totals,
      window: { first, jobs, matching },
      failedMatching: failed,
      ...(found && { found }),
      ...(pipeline && { pipeline: readPipeline(database, shape, totals.filesTotal, table) }),
      ...(detail && { detail: readDetail(database, shape, detail, failures) }),
      ...(clearing && { clearing: readClearing(database, shape, counts, asOf, table) }),
      ...(request.metricsSince && { metricsSince: metricsSince(database, shape) }),
      ...(request.monitoring && { monitoring: readMonitoring(database, shape, request.monitoring, asOf) }),
    },
  };
}

/** The problem of a sound database that is no job queue. */
export function foreign(file: string, hasTable: boolean): Problem {
  const sentence = hasTable
    ? 'This SQLite database has a table cf_processing_queue without ids, so it is no job queue.'
    : 'This SQLite database is no job queue: it has no table cf_processing_queue.';
  return {
    code: 'foreign',
    sentence,
    file,
    advice:
      'Open the database that the workers use. If they have yet to make the table, it shows by itself then.',
  };
}
