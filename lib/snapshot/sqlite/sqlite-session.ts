import type { Database, SqlJsStatic, SqlValue, Statement } from 'sql.js';
import type { Problem, ReadProblemCode } from '../../model/problem.js';
import { presentQueue, rowsIn, UnknownQueue } from '../../schema/known-queues.js';
import {
  AttemptOver,
  PageSource,
  type Pages,
  pageUnreadable,
  type WalkedPages,
} from '../attempt/page-source.js';
import { type Answer, AnswerTable, type QueryMemory, type SqlParameters } from '../attempt/query-memory.js';
import { problemOf, ReadFailure } from '../files/read-failure.js';
import type { Queryable, SqlRow, TakeRow } from '../port.js';
import { StampedPages } from './stamped-pages.js';

/** A query, compiled once for a database whose schema stays the same. The caller frees it. */
export class PreparedQuery {
  readonly #statement: Statement;
  /**
   * Kept because sql.js would read and decode them again with each row: for most rows that takes longer than everything
   * else.
   */
  readonly #columns: readonly string[];

  /** Throws what SQLite reports. */
  constructor(database: Database, sql: string) {
    this.#statement = database.prepare(sql);
    this.#columns = this.#statement.getColumnNames();
  }

  /** All rows of the result; none if `take` gets them one by one. Throws what SQLite reports. */
  rows(parameters?: SqlParameters, take?: TakeRow): SqlRow[] {
    const statement = this.#statement;
    try {
      if (parameters !== undefined) statement.bind({ ...parameters });
      const rows: SqlRow[] = [];
      const put = take ?? ((row: SqlRow) => void rows.push(row));
      while (statement.step()) put(rowOf(this.#columns, statement.get()));
      return rows;
    } finally {
      statement.reset();
    }
  }

  free(): void {
    this.#statement.free();
  }
}

function rowOf(columns: readonly string[], values: readonly SqlValue[]): SqlRow {
  const row: Record<string, SqlValue> = {};
  for (let place = 0; place < columns.length; place += 1) row[columns[place] ?? ''] = values[place] ?? null;
  return row;
}

/** At most this many statements are kept prepared. */
const mostStatements = 100;

/** Where results are remembered. */
export interface Answers {
  /** The remembered result, or else a new one. */
  answer(schema: object, sql: string, parameters: SqlParameters, read: () => Answer): Answer;
}

/** A database that stays open from one read to the next, with its statements. */
interface Open {
  readonly pages: StampedPages;
  readonly database: Database;
  readonly statements: Map<string, PreparedQuery>;
  /** The schema when the database was opened: the same object as long as it is the same schema. */
  readonly schema: { readonly text: string };
  readonly queue: PresentQueue;
}

/** Which queue is presented, and what else there is to say of it. */
type PresentQueue = Pick<Queryable, 'queue' | 'queues' | 'rowsOf'>;

/**
 * Runs queries on one set of pages after another. If page 1 tells the database's size, SQLite stays open between
 * them, so that statements needn't be compiled again; after any error, it is opened again.
 */
export class SqliteSession {
  #open: Open | null = null;

  readonly #sql: SqlJsStatic;
  readonly #queue: string | null;

  /** `queue` chooses one of several queues in the database, by its name; null: the first. */
  constructor(sql: SqlJsStatic, queue: string | null = null) {
    this.#sql = sql;
    this.#queue = queue;
  }

  /**
   * Runs queries on these pages; results of {@link Queryable.remembered} come from `answers`. Throws what SQLite
   * reports or the queries throw.
   */
  run<T>(pages: Pages, answers: Answers, queries: (database: Queryable) => T): T {
    expectFirstPage(pages);
    if (!StampedPages.suits(pages)) {
      this.close();
      return once(this.#sql, pages, queries, this.#queue);
    }
    try {
      const open = this.#openOver(pages);
      const { database, statements, schema, queue } = open;
      const traced = (sql: string, parameters: SqlParameters, take?: TakeRow): Answer => {
        const { value, pages: read } = open.pages.watched(() =>
          all(database, statements, sql, parameters, take),
        );
        return { rows: value, pages: read };
      };
      return queries({
        ...queryable(database, statements, queue, schema.text),
        schema,
        traced,
        remembered: (sql, parameters) =>
          answers.answer(schema, sql, parameters, () => traced(sql, parameters)).rows,
      });
    } catch (error) {
      if (!(error instanceof AttemptOver)) this.close();
      throw error;
    }
  }

  /** Frees everything that SQLite used. The next run opens it again. */
  close(): void {
    this.#open?.database.close();
    this.#open = null;
  }

  #openOver(pages: Pages): Open {
    const open = this.#open;
    if (open?.pages.hasRoomFor(pages)) {
      open.pages.show(pages);
      // Two files may have the same schema version: only the schema's text can tell them apart.
      if (schemaText(open.database, open.statements) === open.schema.text) return open;
    }
    this.close();
    const stamped = new StampedPages(pages);
    const { database, queue } = openDatabase(this.#sql, stamped, this.#queue);
    const statements = new Map<string, PreparedQuery>();
    // If anything throws from here on, this is closed with the rest.
    this.#open = { pages: stamped, database, statements, schema: { text: '' }, queue };
    this.#open = { ...this.#open, schema: { text: schemaText(database, statements) } };
    return this.#open;
  }
}

/**
 * Runs queries on the given pages, and frees everything that they used. Throws what SQLite reports or the queries
 * throw.
 */
export function once<T>(
  sql: SqlJsStatic,
  pages: Pages,
  queries: (database: Queryable) => T,
  chosen: string | null = null,
): T {
  expectFirstPage(pages);
  const { database, queue } = openDatabase(sql, pages, chosen);
  try {
    const statements = new Map<string, PreparedQuery>();
    return queries(queryable(database, statements, queue, schemaText(database, statements)));
  } finally {
    database.close();
  }
}

function openDatabase(
  sql: SqlJsStatic,
  pages: Pages,
  chosen: string | null,
): Pick<Open, 'database' | 'queue'> {
  // sql.js only ever uses the members that PageSource has.
  const database = new sql.Database(new PageSource(pages) as unknown as Uint8Array);
  try {
    database.exec('PRAGMA temp_store=memory');
    const run: Queryable['all'] = (text, parameters) => all(database, new Map(), text, parameters);
    const { queue: present, names } = presentQueue(run, chosen);
    database.exec('PRAGMA query_only=1');
    const queue = {
      ...(present && { queue: present.kind, ...rowsIn(present) }),
      ...(names && { queues: names }),
    };
    return { database, queue };
  } catch (error) {
    database.close();
    throw error;
  }
}

function queryable(
  database: Database,
  statements: Map<string, PreparedQuery>,
  queue: PresentQueue,
  schema: string,
): Queryable {
  const run: Queryable['all'] = (sql, parameters, take) => all(database, statements, sql, parameters, take);
  // Each of its rows begins with the type.
  return { all: run, ...queue, hasViews: schema.includes('["view",') };
}

function all(
  database: Database,
  statements: Map<string, PreparedQuery>,
  sql: string,
  parameters?: SqlParameters,
  take?: TakeRow,
): SqlRow[] {
  return (statements.get(sql) ?? prepared(database, statements, sql)).rows(parameters, take);
}

function prepared(database: Database, statements: Map<string, PreparedQuery>, sql: string): PreparedQuery {
  for (const [oldest, statement] of statements) {
    if (statements.size < mostStatements) break;
    statement.free();
    statements.delete(oldest);
  }
  const statement = new PreparedQuery(database, sql);
  statements.set(sql, statement);
  return statement;
}

function schemaText(database: Database, statements: Map<string, PreparedQuery>): string {
  const rows = all(database, statements, 'SELECT type, name, tbl_name, rootpage, sql FROM sqlite_schema');
  return JSON.stringify(rows.map((row) => Object.values(row)));
}

/** Opening reads page 1, and if that fails, sql.js leaks what it has allocated, so the page is read first. */
function expectFirstPage(pages: Pages): void {
  try {
    pages.page(1);
  } catch (error) {
    throw error === pageUnreadable ? new Error('disk I/O error') : error;
  }
}

/** The meanings of SQLite's messages, for pages that are known to have existed together. */
const meanings: readonly (readonly [RegExp, ReadProblemCode])[] = [
  [/file is not a database|unsupported file format/, 'not-a-database'],
  [/malformed|disk I\/O error/, 'damaged'],
];

/** The problem behind an error of a query; `file` is the database's. */
export function problemOfSqlite(error: unknown, file: string): Problem {
  if (error instanceof ReadFailure) return error.toProblem();
  if (error instanceof UnknownQueue)
    return { code: 'no-entry', sentence: error.message, file, advice: 'Name one of them: --queue NAME.' };
  const message = error instanceof Error ? error.message : String(error);
  const code = meanings.find(([pattern]) => pattern.test(message))?.[1] ?? 'failed';
  return problemOf(code, file, message);
}

/**
 * Query results of one attempt, which are remembered once it is proved; results that weren't requested are
 * dropped.
 */
export class AttemptAnswers implements Answers {
  readonly #changed: ReadonlySet<number> | null;
  readonly #given = new AnswerTable();
  #schema: object | null = null;

  readonly #memory: QueryMemory;

  constructor(attempt: WalkedPages, memory: QueryMemory) {
    this.#memory = memory;

    this.#changed = attempt.changed();
    attempt.whenReusable(() => {
      if (this.#schema !== null) memory.keep(this.#schema, this.#given);
    });
  }

  answer(schema: object, sql: string, parameters: SqlParameters, read: () => Answer): Answer {
    this.#schema = schema;
    const known =
      this.#changed === null ? undefined : this.#memory.answer(schema, sql, parameters, this.#changed);
    const answer = known ?? read();
    this.#given.set(sql, parameters, answer);
    return answer;
  }
}
