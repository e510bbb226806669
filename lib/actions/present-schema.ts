import type { TableColumns } from '../schema/statement.js';
import type { Writable } from './driver/driver.js';

/** What a database's schema holds. Names are in lower case, as SQLite compares them. */
export interface PresentSchema {
  readonly columns: TableColumns;
  /** The statements that made its indexes and triggers, by name. */
  readonly made: ReadonlyMap<string, string>;
}

/**
 * Reads a database's schema, within whatever transaction is open. Virtual tables (rootpage 0) are left out: asking
 * about one fails where its module isn't loaded.
 */
export function presentSchema(database: Writable): PresentSchema {
  const columns = new Map<string, Set<string>>();
  for (const { table, column } of database
    .prepare<{ table: string; column: string }>(
      `SELECT lower(m.name) AS "table", lower(c.name) AS "column"
       FROM sqlite_schema AS m, pragma_table_info(m.name) AS c
       WHERE m.type = 'table' AND m.rootpage > 0`,
    )
    .all())
    columns.set(table, (columns.get(table) ?? new Set()).add(column));
  const made = database
    .prepare<{ name: string; sql: string }>(
      `SELECT lower(name) AS name, coalesce(sql, '') AS sql FROM sqlite_schema WHERE type IN ('index', 'trigger')`,
    )
    .all();
  return { columns, made: new Map(made.map(({ name, sql }) => [name, sql])) };
}

/** One thing that the migration adds where it is missing. */
export interface Addition {
  readonly kind: 'column' | 'table' | 'index' | 'trigger';
  /** Its name; a column's is preceded by its table's. */
  readonly name: string;
  readonly sql: string;
}

const shapes: readonly { readonly kind: Addition['kind']; readonly shape: RegExp }[] = [
  { kind: 'column', shape: /^ALTER TABLE (\w+) ADD COLUMN (\w+)/ },
  { kind: 'table', shape: /^CREATE TABLE (\w+)/ },
  { kind: 'index', shape: /^CREATE (?:UNIQUE )?INDEX (\w+)/ },
  { kind: 'trigger', shape: /^CREATE TRIGGER (\w+)/ },
];

/**
 * The additions in the text of a migration file: statements that add something and contain no semicolon, or one
 * trigger. Throws at anything else, which would be a bug of ours.
 */
export function additionsIn(text: string): Addition[] {
  // SQLite keeps the text of a statement without IF NOT EXISTS, and isOutdated compares with that.
  const sql = text
    .replace(/^\s*--.*$/gm, '')
    .replace(/ IF NOT EXISTS/g, '')
    .trim();
  const statements = sql.startsWith('CREATE TRIGGER') ? [sql.replace(/;$/, '')] : sql.split(';');
  return statements
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
    .map(addition);
}

function addition(sql: string): Addition {
  for (const { kind, shape } of shapes) {
    const match = shape.exec(sql);
    if (match !== null) return { kind, name: match.slice(1).join('.'), sql };
  }
  throw new Error(`schema: a migration can't hold the statement ${sql}`);
}

/** Whether a database already has it, whichever program added it. */
export function isPresent({ kind, name }: Addition, present: PresentSchema): boolean {
  const [object = '', column = ''] = name.toLowerCase().split('.');
  if (kind === 'table') return present.columns.has(object);
  if (kind === 'column') return present.columns.get(object)?.has(column) ?? false;
  return present.made.has(object);
}

/**
 * Whether a database has an earlier or later form of it, which has to be replaced. True only for names that begin with
 * the product's, never for another program's index or trigger.
 */
export function isOutdated({ kind, name, sql }: Addition, present: PresentSchema): boolean {
  if ((kind !== 'index' && kind !== 'trigger') || !/^(ix_)?jobs_view_/.test(name)) return false;
  const made = present.made.get(name.toLowerCase());
  return made !== undefined && made !== sql;
}

/**
 * Something that an earlier version of this program added and the current one doesn't: it slows down every write
 * of the workers.
 */
interface Leftover {
  readonly kind: 'index' | 'trigger';
  readonly name: string;
}

/** Their names begin with the product's, so none is another program's index or trigger. */
const left: readonly Leftover[] = [
  { kind: 'index', name: 'ix_jobs_view_status' },
  { kind: 'index', name: 'ix_jobs_view_summary' },
  { kind: 'trigger', name: 'jobs_view_touch_updated' },
  { kind: 'trigger', name: 'jobs_view_touch_inserted' },
];

/** The leftovers that a database has. */
export function leftoversIn({ made }: PresentSchema): readonly Leftover[] {
  return left.filter(({ name }) => made.has(name));
}
