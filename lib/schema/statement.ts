import { readFileSync } from 'node:fs';
import { knownColumns } from './known-columns.js';

/** Which columns each table of one particular database has, as `PRAGMA table_info` says. Absent: no such table. */
export type TableColumns = ReadonlyMap<string, ReadonlySet<string>>;

const folder = new URL('../../../schema/', import.meta.url);
const texts = new Map<string, string>();

/**
 * The text of `schema/NAME.sql`, as it stands. Throws if there is no such file: a packaging error, never a
 * condition of the operator's database.
 */
export function sqlText(name: string): string {
  let text = texts.get(name);
  if (text === undefined) {
    text = readFileSync(new URL(`${name}.sql`, folder), 'utf8');
    texts.set(name, text);
  }
  return text;
}

/**
 * The statement in `schema/NAME.sql`, fitted to one database: `fragment.NAME` becomes the expression in
 * `schema/fragments/NAME.sql`, and `known.TABLE` the table with every column that any version has, NULL for
 * those that this one lacks, no rows where the table itself is lacking. Both are valid SQL as written.
 */
export function statement(name: string, tables: TableColumns): string {
  return withFragments(sqlText(name)).replace(/\bknown\.(\w+)/g, (_, table: string) =>
    knownTable(table, tables),
  );
}

/** Fragments may use fragments; a circle is a mistake of ours and overflows the stack in the first test. */
function withFragments(sql: string): string {
  return sql.replace(/\bfragment\.(\w+)/g, (_, name: string) => {
    const body = sqlText(`fragments/${name}`).replace(/^--.*$/gm, '');
    return `(${withFragments(body).trim()})`;
  });
}

function knownTable(table: string, tables: TableColumns): string {
  const wanted = knownColumns.get(table);
  if (wanted === undefined) throw new Error(`schema: no query may use the table ${table}`);
  const present = tables.get(table);
  const columns = wanted.map((column) => (present?.has(column) ? `"${column}"` : `NULL AS "${column}"`));
  return present === undefined
    ? `(SELECT ${columns.join(', ')} WHERE 0)`
    : `(SELECT ${columns.join(', ')} FROM "${table}")`;
}
