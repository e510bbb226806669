import { knownColumns } from './known-columns.js';
import { sqlFiles } from './sql-files.js';

/**
 * The columns of each table or view of one particular database, as `PRAGMA table_info` reports them, in lower
 * case. Absent: no such table.
 */
export type TableColumns = ReadonlyMap<string, ReadonlySet<string>>;

const texts = new Map<string, string>();
const noNames: ReadonlySet<string> = new Set();

/**
 * The text of `schema/NAME.sql`, unchanged. Throws if there is no such file: a packaging error, never a condition
 * of the operator's database.
 */
export function sqlText(name: string): string {
  let text = texts.get(name);
  if (text === undefined) {
    text = sqlFiles.text(name);
    texts.set(name, text);
  }
  return text;
}

/**
 * The statement in `schema/NAME.sql`, fitted to one database, without its comments:
 *
 * - `fragment.NAME` becomes the expression in `schema/fragments/NAME.sql`. `fragment.NAME(X)` puts X where that file
 * says `argument.value`; such a fragment is NULL if X is NULL, and if X is a column that this database lacks.
 * - `terms.NAME` becomes the list in `schema/fragments/NAME.sql`, which comes after SELECT or ORDER BY.
 * - Some fragments have another form for a queue with a certain column ({@link otherForms}).
 * - `job.COLUMN` is a column of `cf_processing_queue AS job`, NULL where this database lacks it. It isn't hidden in a
 *   subquery as below, so that SQLite recognises the expressions of an index; in `indexes/` it is written without
 *   `job.`.
 * - `known.TABLE` becomes the table with every column that any version has, NULL for those that this one lacks (0 for
 * `rowid` where rows have no number),
 * no rows where the table itself is lacking. Of the failures, those of a job's last attempt; `every.TABLE` has those of
 * earlier ones too.
 * - `set.COLUMN = …` in an UPDATE of the queue, on lines of its own, is left out where COLUMN is not among `settable`.
 * - For a list, conditions on parameters that it doesn't have are left out, and what it isn't sorted by
 * ({@link fittedToList}).
 */
export function statement(
  name: string,
  tables: TableColumns,
  settable: ReadonlySet<string> = noNames,
  list?: WantedList,
): string {
  const prefix = name.startsWith('indexes/') ? '' : 'job.';
  const set = (column: string, value: string) => (settable.has(column) ? `${column} = ${value}` : null);
  const sql = withAssignments(bare(sqlText(name)), set).replace(/\bterms\.(\w+)/g, (_, terms: string) =>
    bare(sqlText(`fragments/${terms}`)),
  );
  const textOf = (fragment: string) =>
    list === undefined ? ownFragments(fragment) : fittedToList(ownFragments(fragment), list);
  return withFragments(sql, (column) => queueColumn(column, tables, prefix), textOf).replace(
    /\b(known|every)\.(\w+)/g,
    (_, which: string, table: string) => knownTable(table, tables, which === 'every'),
  );
}

/** What a list asks for: whether it has no such parameter (`:since`), and what it is sorted by. */
export interface WantedList {
  readonly isAbsent: (parameter: string) => boolean;
  readonly sort: string;
}

/**
 * A fragment for one list. A line `AND (:NAME IS NULL OR …)` is left out where the list has no :NAME, and a fragment that
 * begins `:NAME IS NULL` is true; of `CASE :sort`, what it is sorted by is left, else what follows ELSE.
 */
function fittedToList(text: string, { isAbsent, sort }: WantedList): string {
  const body = bare(text);
  const lines = body.split('\n');
  const [first = ''] = lines;
  if (first.endsWith(' IS NULL') && isAbsent(first.slice(0, -' IS NULL'.length))) return 'TRUE';
  if (first === 'CASE :sort') {
    const after = (start: string) => lines.find((line) => line.startsWith(start))?.slice(start.length);
    return after(`  WHEN '${sort}' THEN `) ?? after('  ELSE ') ?? body;
  }
  return body.replace(/^AND \((:\w+) IS NULL OR .*\)$\n?/gm, (line, name: string) =>
    isAbsent(name) ? '' : line,
  );
}

/** How a column of the queue is written in a statement; `NULL` where this database lacks it. */
type ColumnText = (column: string) => string;

/**
 * By fragment: the column that calls for another fragment instead. Testing for the column inside the fragment
 * would change its text, and so the text of indexes, for queues that lack it: their indexes would have to be
 * rebuilt.
 */
const otherForms: ReadonlyMap<string, { readonly column: string; readonly fragment: string }> = new Map([
  ['started_ms', { column: 'dispatch_ack_at', fragment: 'acknowledged_ms' }],
  ['turn_word', { column: 'scheduled_at', fragment: 'turn_word_scheduled' }],
  ['turn_priority', { column: 'lowest_first', fragment: 'turn_priority_lowest' }],
  ['job_order', { column: 'row_number', fragment: 'job_order_of_row' }],
]);

function formOf(fragment: string, columnText: ColumnText): string {
  const other = otherForms.get(fragment);
  return other === undefined || columnText(other.column) === 'NULL' ? fragment : other.fragment;
}

const ownFragments = (fragment: string): string => sqlText(`fragments/${fragment}`);

/**
 * A text with its fragments and the queue's columns in place, as {@link statement} describes; `textOf` finds a
 * fragment's own text. Fragments may use fragments; a circle is a bug and overflows the stack in the first test.
 */
export function withFragments(sql: string, columnText: ColumnText, textOf = ownFragments): string {
  return sql.replace(
    /\bjob\.(\w+)|\bfragment\.(\w+)(?:\(([^()]*)\))?/g,
    (_, column: string | undefined, fragment: string, argument: string | undefined) => {
      if (column !== undefined) return columnText(column);
      const body = bare(textOf(formOf(fragment ?? '', columnText)));
      if (argument === undefined) return `(${withFragments(body, columnText, textOf)})`;
      const value = withFragments(argument, columnText, textOf);
      return value === 'NULL'
        ? 'NULL'
        : `(${withFragments(body.replaceAll('argument.value', value), columnText, textOf)})`;
    },
  );
}

/** A statement without its comments, which may name fragments too. */
export function bare(sql: string): string {
  return sql.replace(/^ *--.*\n/gm, '').trim();
}

/** An UPDATE with each `set.COLUMN = …` replaced by what `write` returns for it; left out where that is null. */
export function withAssignments(
  sql: string,
  write: (column: string, value: string) => string | null,
): string {
  return sql.replace(/^SET\n([\s\S]*?)(?=^(?:FROM|WHERE)\b)/m, (_, list: string) => {
    const assignments = list.split(/^ *set\./m).map((text) => text.trim().replace(/,$/, ''));
    const left = assignments.flatMap((text) => {
      const [, column, value] = /^(\w+) = ([\s\S]*)$/.exec(text) ?? [];
      return column === undefined || value === undefined ? [] : (write(known(column), value) ?? []);
    });
    return `SET ${left.join(',\n  ')}\n`;
  });
}

/** A column of the queue that statements may use. Throws for any other, which would be a bug. */
function known(column: string): string {
  if (knownColumns.get('cf_processing_queue')?.includes(column)) return column;
  throw new Error(`schema: no query may use the column ${column}`);
}

function queueColumn(column: string, tables: TableColumns, prefix: string): string {
  known(column);
  return tables.get('cf_processing_queue')?.has(column) ? `${prefix}"${column}"` : 'NULL';
}

function knownTable(table: string, tables: TableColumns, hasEarlier: boolean): string {
  const wanted = knownColumns.get(table);
  if (wanted === undefined) throw new Error(`schema: no query may use the table ${table}`);
  const present = tables.get(table);
  const columns = wanted.map((column) => {
    if (present?.has(column)) return `"${column}"`;
    // Rows without numbers all count as number 0.
    return column === 'rowid' ? '0 AS "rowid"' : `NULL AS "${column}"`;
  });
  if (present === undefined) return `(SELECT ${columns.join(', ')} WHERE 0)`;
  const current = present.has('earlier_attempt') && !hasEarlier ? ' WHERE "earlier_attempt" IS NULL' : '';
  return `(SELECT ${columns.join(', ')} FROM "${table}"${current})`;
}

/** The parameters of `schema/queries/tables.sql`: the tables that queries may use. */
export const tablesParameters: Readonly<Record<string, string>> = {
  ':tables': JSON.stringify([...knownColumns.keys()]),
  ':numbered': JSON.stringify(
    [...knownColumns].flatMap(([table, columns]) =>
      columns.includes('rowid') || table === 'cf_processing_queue' ? [table] : [],
    ),
  ),
};

/** The rows of `schema/queries/tables.sql`, one for each column, as the map that `statement()` takes. */
export function tableColumns(rows: Iterable<Readonly<Record<string, unknown>>>): TableColumns {
  const tables = new Map<string, Set<string>>();
  for (const row of rows) {
    const table = String(row.table_name);
    const columns = tables.get(table) ?? new Set<string>();
    tables.set(table, columns.add(String(row.column_name)));
  }
  return tables;
}

/** The columns of a job's row that never change. A table may lack some of them. */
const stable = ['created_at', 'file_version_id', 'file_id', 'pipeline_run_id', 'plugin_name', 'input_file'];

/**
 * A statement of `schema/queries/`, already adapted, for a queue in which ids are NULL or shared: `job.id` is an
 * identity there that no two rows share, see `schema/fragments/row_identity.sql`. No index covers these
 * identities.
 */
export function withRowIdentities(sql: string, tables: TableColumns): string {
  return sql.replace(
    /\bcf_processing_queue AS job\b(?: INDEXED BY \w+)?/g,
    () => `${identified(tables)} AS job`,
  );
}

/**
 * The queue with identities. Rows without a number, such as a view's, are numbered among those with the same id,
 * ordered by their content, so that only rows with equal content can change places.
 */
function identified(tables: TableColumns): string {
  const present = tables.get('cf_processing_queue');
  const held = (knownColumns.get('cf_processing_queue') ?? []).filter((name) => present?.has(name));
  const others = held.filter((name) => name !== 'id');
  const order = [...stable.filter((name) => others.includes(name)), ...others, 'id'];
  const place = present?.has('rowid')
    ? '"rowid"'
    : `ROW_NUMBER() OVER (PARTITION BY CAST("id" AS TEXT) ORDER BY ${quoted(order)})`;
  const identity = bare(sqlText('fragments/row_identity'));
  return `(
  SELECT ${[`(${identity}) AS "id"`, ...others.map(quote)].join(', ')}
  FROM (SELECT ${quoted(held)}, ${place} AS place FROM cf_processing_queue) AS held
)`;
}

function quoted(names: readonly string[]): string {
  return names.map(quote).join(', ');
}

function quote(name: string): string {
  return `"${name}"`;
}

/**
 * The pairs of each `WHEN 'word' THEN 'meaning'` in a fragment, in their order, for code that interprets these
 * words without SQL.
 */
export function meanings(fragment: string): readonly (readonly [word: string, meaning: string])[] {
  const pairs = bare(sqlText(`fragments/${fragment}`)).matchAll(/\bWHEN '([^']*)' THEN '([^']*)'/g);
  return found(
    fragment,
    [...pairs].map(([, word = '', meaning = '']) => [word, meaning] as const),
  );
}

/** The words of the list that ends in `('one', 'other')` after `what IN` in a fragment, in their order. */
export function listed(fragment: string, what: string): readonly string[] {
  const [, text = ''] = bare(sqlText(`fragments/${fragment}`)).split(`${what} IN (`);
  const list = text.slice(0, text.indexOf(')'));
  return found(
    fragment,
    [...list.matchAll(/'([^']*)'/g)].map(([, word = '']) => word),
  );
}

/** Throws if nothing was found: then the fragment was rewritten, and this code has to follow. */
function found<T>(fragment: string, words: readonly T[]): readonly T[] {
  if (words.length === 0) throw new Error(`schema: no words in ${fragment}`);
  return words;
}
