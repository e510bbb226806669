import { argumentsName, isArgument } from '../../../model/filter/column-filter.js';
import type { Job, JobArgument, JobId } from '../../../model/job.js';
import type { PictureRequest } from '../../../model/picture.js';
import { mostColumns } from '../../../model/saved-view.js';
import type { Queryable } from '../../port.js';
import { textOf } from '../../tables/column-value.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import { rowsOfJobs } from './queue-source.js';

/** Names are looked for in the first jobs of the window; the rest of a long list of them is left out. */
const jobsLookedAt = 100;
const mostKeys = 100;

/** The jobs with the values in their arguments that have these names. */
export function withArgs(
  database: Queryable,
  shape: DatabaseShape,
  jobs: readonly Job[],
  { paths }: Pick<NonNullable<PictureRequest['args']>, 'paths'>,
): readonly Job[] {
  const known = paths.filter(isArgument).slice(0, mostColumns);
  if (known.length === 0) return jobs;
  const ids = jobs.map(({ id }) => id);
  const found = new Map<JobId, JobArgument[]>(ids.map((id) => [id, []]));
  for (const row of rowsOfJobs(database, shape, 'job_args', ids, { ':paths': JSON.stringify(known) })) {
    const { value } = row;
    const isNumber = typeof value === 'number' && Number.isFinite(value);
    const shown = isNumber ? value : textOf(row, 'value');
    if (shown !== null)
      found.get(textOf(row, 'id') ?? '')?.push({ path: textOf(row, 'path') ?? '', value: shown });
  }
  return jobs.map((job) => ({ ...job, args: found.get(job.id) ?? [] }));
}

/** The names of the values that the arguments of some of these jobs have, in alphabetical order; not all if very many. */
export function argKeysOf(
  database: Queryable,
  shape: DatabaseShape,
  jobs: readonly Pick<Job, 'id'>[],
): readonly string[] {
  const ids = jobs.slice(0, jobsLookedAt).map(({ id }) => id);
  const rows = rowsOfJobs(database, shape, 'arg_keys', ids);
  const names = rows.map((row) => nameOf(textOf(row, 'fullkey') ?? '')).filter(isArgument);
  return [...new Set(names)].sort().slice(0, mostKeys);
}

/** `args.user_id` for `$."user_id"`: SQLite puts more into quotes than it needs in quotes. */
function nameOf(path: string): string {
  return argumentsName + path.slice(1).replace(/\."([\w-]+)"/g, '.$1');
}
