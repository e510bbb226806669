import type { JobFilter } from '../../model/filter.js';
import type { JobId } from '../../model/job.js';
import { namePattern } from '../../schema/name-pattern.js';
import type { SqlParameters } from '../attempt/query-memory.js';
import type { PlainList } from '../lists/plain-list.js';
import type { Queryable, SqlRow } from '../port.js';
import { numberOf } from '../tables/column-value.js';
import type { DatabaseShape } from '../tables/database-shape.js';
import { indexedList } from './indexed-list.js';
import type { AskNames } from './name-filters.js';
import type { QueueIndex } from './queue-index.js';
import type { NameSums } from './queue-sums.js';

/** The queue's index at one instant, with SQL at hand for what names mean. */
export class IndexedQueue {
  readonly #database: Queryable;
  readonly #shape: DatabaseShape;

  constructor(
    readonly index: QueueIndex,
    database: Queryable,
    shape: DatabaseShape,
  ) {
    this.#database = database;
    this.#shape = shape;
  }

  /** The jobs that pass a filter, in the list's order, without those of the ids `apart`. */
  list(filter: JobFilter, apart: readonly JobId[] = []): PlainList {
    const { index } = this;
    const { name } = filter;
    index.nameFilters.extend(index.names, askNames(this.#database, this.#shape), name === '' ? null : name);
    return indexedList(index, filter, apart);
  }

  /**
   * What the parse jobs of one parser have done; null where it is too great to be exact. `parameters` as
   * `names_of_parser.sql` takes them, but for the names.
   */
  parserSums(parameters: SqlParameters): NameSums | null {
    const { names } = this.index;
    const list = Array.from({ length: names.size }, (_, code) => [names.plugin(code), names.version(code)]);
    const rows = this.#database.all(this.#shape.statement('names_of_parser'), {
      ...parameters,
      ':names': JSON.stringify(list),
    });
    return this.index.named(rows.map(placeOf));
  }
}

/** Asks SQL which names hold a part, as the filter means it. */
export function askNames(database: Queryable, shape: DatabaseShape): AskNames {
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

const placeOf = (row: SqlRow) => numberOf(row, 'place') ?? 0;
