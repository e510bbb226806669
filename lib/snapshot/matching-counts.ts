import type { JobFilter } from '../model/filter.js';
import type { JobCounts } from '../model/picture.js';
import type { Problem } from '../model/problem.js';
import { numberOf } from './column-value.js';
import { readShape } from './database-shape.js';
import { FilteredList } from './filtered-list.js';
import { jobStatuses } from './job-row.js';
import type { LiveDatabase } from './live-database.js';
import type { Queryable } from './port.js';
import { foreign } from './read-picture.js';

/** How the jobs that pass a filter stand at one instant, or why that can't be told now. */
export type CountsResult =
  | { readonly kind: 'counts'; readonly counts: JobCounts }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** Counts the jobs that pass the filter, by where they stand. Never rejects. */
export async function readMatchingCounts(database: LiveDatabase, filter: JobFilter): Promise<CountsResult> {
  const reading = await database.read((tables) => matchingCounts(tables, filter, database.path));
  return reading.kind === 'problem' ? reading : reading.value;
}

function matchingCounts(database: Queryable, filter: JobFilter, file: string): CountsResult {
  const shape = readShape(database);
  const columns = shape.tables.get('cf_processing_queue');
  if (!columns?.has('id')) return { kind: 'problem', problem: foreign(file, columns !== undefined) };
  const counts = { queued: 0, running: 0, complete: 0, failed: 0, cancelled: 0, other: 0 };
  for (const row of new FilteredList(database, shape, filter).rows('matching_counts')) {
    const status = jobStatuses.find((known) => known === row.status) ?? 'other';
    counts[status] += numberOf(row, 'jobs') ?? 0;
  }
  return { kind: 'counts', counts };
}
