import { everyJob, type JobFilter } from '../../../model/filter.js';
import type { JobId } from '../../../model/job.js';
import { FilteredList } from '../../lists/filtered-list.js';
import type { Queryable } from '../../port.js';
import { textOf } from '../../tables/column-value.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import { pluginsHolding, textParameters } from '../sieve/search-text.js';

/**
 * The jobs that pass a filter, whose own cause and text are ignored, and contain `text`; by SQL in one pass over them.
 */
export function idsHolding(
  { database, shape }: { readonly database: Queryable; readonly shape: DatabaseShape },
  text: string,
  filter: JobFilter = everyJob,
): readonly JobId[] {
  const parameters = textParameters(text, pluginsHolding(database, shape, text));
  const rows = new FilteredList(database, shape, filter).rows('jobs_holding', parameters);
  return rows.map((row) => textOf(row, 'id') ?? '');
}
