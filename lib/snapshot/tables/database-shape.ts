import type { QueueKind } from '../../model/limits.js';
import { keepLast, putLast } from '../../model/recently-used.js';
import type { JobSort } from '../../model/sort.js';
import { soundIndexes } from '../../schema/indexes.js';
import {
  statement,
  type TableColumns,
  tableColumns,
  tablesParameters,
  type WantedList,
  withRowIdentities,
} from '../../schema/statement.js';
import type { Queryable, SqlRow } from '../port.js';
import { rememberedRows } from './column-value.js';

const noTables: TableColumns = new Map();

/** What the queue's declaration guarantees about ids. */
interface IdKey {
  /** No two rows have the same. */
  readonly isUnique: boolean;
  /** Also, every row has one. */
  readonly isKey: boolean;
}

const aKey: IdKey = { isUnique: true, isKey: true };

/** The tables, columns and indexes of one database, and statements adapted to it. */
export class DatabaseShape {
  readonly #statements = new Map<string, string>();
  readonly #listStatements = new Map<string, string>();
  #identified: DatabaseShape | null = null;

  /** The names of its indexes that are in a form that queries use. */
  readonly #indexes: ReadonlySet<string>;

  constructor(
    readonly tables: TableColumns,
    indexes: ReadonlySet<string>,
    readonly ids: IdKey = aKey,
    /**
     * Whether some ids are NULL or shared at this instant, so that rows are known by made-up identities, which no
     * index covers.
     */
    readonly hasRowIdentities = false,
    /** The other program's queue that the rows are from; null: our own. */
    readonly queue: QueueKind | null = null,
  ) {
    this.#indexes = indexes;
  }

  /** Whether the database has this index of `schema/indexes/` in a form that its queries use. */
  hasIndex(name: string): boolean {
    return this.#indexes.has(name);
  }

  /** The statement in `schema/queries/NAME.sql` for this database. */
  statement(name: string): string {
    return remembered(this.#statements, name, () => this.#adapted(name));
  }

  #adapted(name: string, list?: WantedList): string {
    const sql = statement(`queries/${name}`, this.tables, undefined, list);
    return this.hasRowIdentities ? withRowIdentities(sql, this.tables) : sql;
  }

  /** The shape to use while some ids are NULL or shared: rows are told apart by where they are. */
  withRowIdentities(): DatabaseShape {
    this.#identified ??= new DatabaseShape(this.tables, new Set(), this.ids, true, this.queue);
    return this.#identified;
  }

  /**
   * A list's statement with these parameters, in this order: without the conditions and orders that the list doesn't have,
   * which SQLite would compile for longer than it takes to run the rest.
   */
  listStatement(
    name: string,
    parameters: Readonly<Record<string, unknown>>,
    { by }: Pick<JobSort, 'by'>,
  ): string {
    const isAbsent = (parameter: string) => parameters[parameter] === null;
    const key = [name, by, ...Object.keys(parameters).filter(isAbsent)].join(' ');
    const text = remembered(this.#listStatements, key, () => this.#adapted(name, { isAbsent, sort: by }));
    keepLast(this.#listStatements, mostLists);
    return text;
  }
}

/** How many statements of lists are remembered: more than an operator goes to and fro between. */
const mostLists = 200;

function remembered(statements: Map<string, string>, name: string, make: () => string): string {
  const known = statements.get(name) ?? make();
  putLast(statements, name, known);
  return known;
}

let last: { readonly key: string; readonly shape: DatabaseShape } | undefined;
const known = new WeakMap<object, DatabaseShape>();

/**
 * The shape of the database at this instant. Unless the schema is known to be unchanged, it is queried each time,
 * because a file can be replaced by another with the same schema version; if it turns out to be the same, only
 * adapting the statements is saved.
 */
export function readShape(database: Queryable): DatabaseShape {
  const { schema } = database;
  const shape = (schema && known.get(schema)) ?? shapeOf(database);
  if (schema !== undefined) known.set(schema, shape);
  return hasAmbiguousIds(database, shape) ? shape.withRowIdentities() : shape;
}

/** Whether some ids are NULL or shared, if the schema allows that. */
function hasAmbiguousIds(database: Queryable, shape: DatabaseShape): boolean {
  if (shape.ids.isKey || !shape.tables.get('cf_processing_queue')?.has('id')) return false;
  return (
    rememberedRows(database, shape.statement('ambiguous_ids'), { ':shared': shape.ids.isUnique ? 0 : 1 })
      .length > 0
  );
}

/** If the database has no such table, nothing is guaranteed. */
function idKeyOf(row: SqlRow | undefined): IdKey {
  return row === undefined ? aKey : { isUnique: row.is_unique === 1, isKey: row.is_key === 1 };
}

function shapeOf(database: Queryable): DatabaseShape {
  const columns = database.all(statement('queries/tables', noTables), tablesParameters);
  const indexes = database.all(statement('queries/indexes', noTables));
  const [ids] = database.all(statement('queries/id_key', noTables));
  const { queue = null } = database;
  const key = JSON.stringify([columns, indexes, ids, queue]);
  if (last?.key !== key) {
    const tables = tableColumns(columns);
    const sound = soundIndexes(tables, indexes);
    // A queue's folder answers for its ids.
    const own = queue === null ? idKeyOf(ids) : aKey;
    last = { key, shape: new DatabaseShape(tables, sound, own, false, queue) };
  }
  return last.shape;
}

/** Whether an index leads to one job's rows in a table beside the queue. */
export function isIndexedByJob(database: Queryable, shape: DatabaseShape, table: string): boolean {
  return rememberedRows(database, shape.statement('job_indexes'), { ':table': table }).length > 0;
}
