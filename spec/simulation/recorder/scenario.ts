import type { Session } from './session.js';

/** Something that writers do to a database, to be recorded. */
export interface Scenario {
  readonly name: string;
  /** What is done; what comes before `begin` isn't recorded. */
  readonly run: (session: Session) => Promise<void>;
  /** By how many commits the reader may lag behind, where it can't know better; 0 where it is left out. */
  readonly lag?: number;
  /** The first process is also killed after each multiple of this many steps, in recordings of their own. */
  readonly killEvery?: number;
  /** What others do after the kill. */
  readonly recover?: (session: Session) => Promise<void>;
}

/** Statements that make a database of small pages with as many rows, two of them on a page. */
export function database(mode: string, rows = 8, more = ''): string {
  return `PRAGMA page_size=512; ${more} PRAGMA journal_mode=${mode}; PRAGMA wal_autocheckpoint=0;
    CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT); ${fill(1, rows)}`;
}

/** Inserts rows. */
export function fill(first: number, last: number): string {
  return `WITH n(i) AS (SELECT ${first} UNION ALL SELECT i+1 FROM n WHERE i<${last})
    INSERT INTO t SELECT i, ${text('i', 0)} FROM n;`;
}

/** Changes rows: those that a condition on `id` fits. */
export function change(turn: number, condition: string): string {
  return `UPDATE t SET v=${text('id', turn)} WHERE ${condition};`;
}

/** Changes rows again and again, each time those that a condition fits, from this turn on. */
export function changes(first: number, ...conditions: string[]): string[] {
  return conditions.map((condition, at) => change(first + at, condition));
}

/** One thing that is done: SQL on the first connection, or whatever else a session can do. */
export type Doing = string | ((session: Session) => Promise<void>);

/** A database is opened on a connection, as {@link Session.open} does. */
export const open =
  (connection = 'a', file = 'db'): Doing =>
  (session) =>
    session.open(connection, file);
/** A connection is closed. */
export const close =
  (connection = 'a'): Doing =>
  (session) =>
    session.close(connection);

/** SQL on another connection. */
export const by =
  (connection: string, sql: string): Doing =>
  (session) =>
    session.exec(sql, connection);

/** Does one thing after the other. */
export const inOrder = (doings: readonly Doing[]) => async (session: Session) => {
  for (const doing of doings) await (typeof doing === 'string' ? session.exec(doing) : doing(session));
};

/** A scenario of a file that is opened: what is done before it is recorded, and what then. */
export function plain(
  name: string,
  before: readonly Doing[],
  recorded: readonly Doing[],
  file = 'db',
): Scenario {
  const begin: Doing = (session) => session.begin();
  return { name, run: inOrder([open('a', file), ...before, begin, ...recorded]) };
}

/** Another process reads after a kill, and changes rows. */
export const byAnother = (condition: string) =>
  inOrder([open('ba'), by('ba', 'SELECT count(*) FROM t'), by('ba', change(7, condition)), close('ba')]);

/** A text that says which row and turn it is of. */
function text(id: string, turn: number): string {
  return `printf('%d.%d %.180c', ${id}, ${turn}, '${'abcdefghij'[turn % 10]}')`;
}
