import type { JobFilter } from '../model/filter.js';
import type { JobStatus } from '../model/job.js';
import type { JobCounts } from '../model/picture.js';
import type { Problem } from '../model/problem.js';
import { numberOf } from './column-value.js';
import { type DatabaseShape, readShape } from './database-shape.js';
import { FilteredList } from './filtered-list.js';
import { jobStatuses } from './job-row.js';
import type { LiveDatabase } from './live-database.js';
import type { Queryable } from './port.js';
import { foreign } from './read-picture.js';

/** How the jobs that pass a filter stand at one instant, or why that can't be told now. */
export type CountsResult =
  | { readonly kind: 'counts'; readonly counts: JobCounts }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** The same, but that the rest isn't counted while some of them are still to be done. */
export type RestResult = CountsResult | { readonly kind: 'unfinished' };

/** Counts the jobs that pass the filter, by where they stand. Never rejects. */
export async function readMatchingCounts(database: LiveDatabase, filter: JobFilter): Promise<CountsResult> {
  return read(database, (tables, shape) => ({ kind: 'counts', counts: countsOf(tables, shape, filter) }));
}

/**
 * Looks whether any of the jobs that pass the filter is queued or running, which costs little where the queue has its
 * indexes, and counts them all only where none is: both at one instant. Never rejects.
 */
export async function readRest(database: LiveDatabase, filter: JobFilter): Promise<RestResult> {
  const statuses = unfinished.filter((status) => filter.statuses?.includes(status) ?? true);
  return read<RestResult>(database, (tables, shape) => {
    const { queued, running } = countsOf(tables, shape, { ...filter, statuses });
    if (queued + running > 0) return { kind: 'unfinished' };
    return { kind: 'counts', counts: countsOf(tables, shape, filter) };
  });
}

const unfinished: readonly JobStatus[] = ['queued', 'running'];

type Counting<T> = (tables: Queryable, shape: DatabaseShape) => T;

async function read<T>(
  database: LiveDatabase,
  count: Counting<T>,
): Promise<T | { readonly kind: 'problem'; readonly problem: Problem }> {
  const reading = await database.read((tables) => {
    const shape = readShape(tables);
    const columns = shape.tables.get('cf_processing_queue');
    if (columns?.has('id')) return count(tables, shape);
    return { kind: 'problem', problem: foreign(database.path, columns !== undefined) } as const;
  });
  return reading.kind === 'problem' ? reading : reading.value;
}

function countsOf(database: Queryable, shape: DatabaseShape, filter: JobFilter): JobCounts {
  const counts = { queued: 0, running: 0, complete: 0, failed: 0, cancelled: 0, other: 0 };
  for (const row of new FilteredList(database, shape, filter).rows('matching_counts')) {
    const status = jobStatuses.find((known) => known === row.status) ?? 'other';
    counts[status] += numberOf(row, 'jobs') ?? 0;
  }
  return counts;
}
