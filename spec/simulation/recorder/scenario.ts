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
export async function changes(session: Session, first: number, ...conditions: string[]): Promise<void> {
  for (const [at, condition] of conditions.entries()) await session.exec(change(first + at, condition));
}

/** Another process reads after a kill, and changes rows. */
export const byAnother = (condition: string) => async (session: Session) => {
  await session.open('ba');
  await session.exec('SELECT count(*) FROM t', 'ba');
  await session.exec(change(7, condition), 'ba');
  await session.close('ba');
};

/** A text that says which row and turn it is of. */
function text(id: string, turn: number): string {
  return `printf('%d.%d %.180c', ${id}, ${turn}, '${'abcdefghij'[turn % 10]}')`;
}
