import type { JobFilter } from '../../../model/filter.js';
import { type ListedWorkers, listedWorkersOf, mostWorkersListed } from '../../../model/worker.js';
import { namePattern } from '../../../schema/filter-parameters.js';
import type { Queryable, SqlRow } from '../../port.js';
import { numberOf, rememberedRows, textOf } from '../../tables/column-value.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import { servedFor } from '../../tables/plugin-versions.js';
import type { NameTable } from '../columns/job-columns.js';
import type { FindNames } from '../columns/name-filters.js';
import { workerAt } from '../columns/worker-table.js';
import type { JobsInOrder } from '../order/ordered-jobs.js';
import type { QueueIndex } from './queue-index.js';

/**
 * Ensures that it is known for every name whether it passes this filter and the earlier ones, and, if `areRanked` now
 * or before, which rank it has in the list's order.
 */
export function knowNames(
  index: QueueIndex,
  database: Queryable,
  shape: DatabaseShape,
  { name, parser, version }: Pick<JobFilter, 'name' | 'parser' | 'version'> = { name: '' },
  areRanked = false,
): void {
  const { nameRanks } = index;
  if (areRanked || nameRanks.isUsed)
    nameRanks.extend(index.names, (plugins) => ranksOf(database, shape, plugins));
  index.nameFilters.extend(index.names, findNames(database, shape), name === '' ? null : name);
  index.parserFilters.extend(index.names, findParsers(database, shape), parser ?? null);
  if (version !== undefined) index.served = servedFor(database, shape, { version });
  const key = version === undefined ? null : versionKey(index, version);
  index.versionFilters.extend(index.names, findVersions(database, shape), key);
}

/** What filters of a version go by: which versions are in service decides for jobs that don't record their own. */
export function versionKey({ served }: Pick<QueueIndex, 'served'>, version: string): string {
  return JSON.stringify([version, served]);
}

/** Asks SQL for the ranks of plugins' names in the list's order. */
function ranksOf(database: Queryable, shape: DatabaseShape, plugins: readonly string[]): Uint32Array {
  const ranks = new Uint32Array(plugins.length);
  for (const row of rememberedRows(database, shape.statement('name_ranks'), {
    ':plugins': JSON.stringify(plugins),
  }))
    ranks[placeOf(row)] = numberOf(row, 'rank') ?? 0;
  return ranks;
}

/** Asks SQL which plugins' names are shown as this parser's. */
function findParsers(database: Queryable, shape: DatabaseShape): FindNames {
  return (parser, plugins) =>
    new Set(shownNames(database, shape, plugins).flatMap((name, place) => (name === parser ? [place] : [])));
}

/** Asks SQL which names' versions, as the list shows them, are this one. */
function findVersions(database: Queryable, shape: DatabaseShape): FindNames {
  return (key, plugins, versions) => {
    const [version, served] = JSON.parse(key) as readonly [string, string];
    const rows = rememberedRows(database, shape.statement('parser_names'), {
      ':names': JSON.stringify(plugins.map((plugin, place) => [plugin, versions[place]])),
      ':served': served,
    });
    return new Set(rows.flatMap((row) => (textOf(row, 'version') === version ? [placeOf(row)] : [])));
  };
}

/** Plugins' names as the list shows them. */
export function shownNames(
  database: Queryable,
  shape: DatabaseShape,
  plugins: readonly string[],
): readonly string[] {
  const shown = [...plugins];
  for (const row of rememberedRows(database, shape.statement('job_names'), {
    ':plugins': JSON.stringify(plugins),
  }))
    shown[placeOf(row)] = textOf(row, 'name') ?? '';
  return shown;
}

/** The codes of these plugins' names, whatever their version. */
export function codesOf(names: NameTable, plugins: readonly string[]): ReadonlySet<number> {
  if (plugins.length === 0) return new Set();
  const wanted = new Set(plugins);
  return new Set(
    Array.from({ length: names.size }, (_, code) => code).filter((code) => wanted.has(names.plugin(code))),
  );
}

/** Asks SQL which names contain a part, by the filter's rules. */
export function findNames(database: Queryable, shape: DatabaseShape): FindNames {
  return (part, plugins) =>
    new Set(
      database
        .all(shape.statement('names_holding'), {
          ':name': namePattern(part),
          ':plugins': JSON.stringify(plugins),
        })
        .map(placeOf),
    );
}

/** Which of the names that a query was given a row is about: its index. */
export const placeOf = (row: SqlRow) => numberOf(row, 'place') ?? 0;

/** After this many jobs we check whether there are already too many workers to list. */
const portion = 10_000;

/** Who works on the jobs of a list, and on those in `others`' slots. */
export function workersOfList(
  { columns, workers }: QueueIndex,
  jobs: JobsInOrder,
  others: readonly number[],
): ListedWorkers {
  const names = new Set<string>();
  const seen = new Uint8Array(workers.size);
  const add = (slot: number) => {
    const code = workerAt(columns, slot);
    if (seen[code] === 1) return;
    seen[code] = 1;
    const name = workers.name(code);
    if (name !== null) names.add(name);
  };
  for (const slot of others) add(slot);
  for (let from = 0; from < jobs.count && names.size <= mostWorkersListed; from += portion)
    for (const slot of jobs.slots(from, from + portion)) add(slot);
  return listedWorkersOf(names);
}
