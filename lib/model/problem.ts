/** Why the database can't be shown, or not now. Each is a stated condition of the screen, none a crash. */
export type ProblemCode =
  /** There is no file at the path (yet). */
  | 'missing'
  /** The file exists and holds nothing yet. */
  | 'empty'
  /** The path names a directory or something else that isn't a file. */
  | 'not-a-file'
  /** The operating system refuses to let this user read it. */
  | 'unreadable'
  /** The bytes aren't SQLite's: another format, random bytes, or an encrypted database. */
  | 'not-a-database'
  /** A DuckDB database: a version of the product that this program can't show kept its queue in one. */
  | 'duckdb'
  /** SQLite's, but cut short or damaged. */
  | 'damaged'
  /** A sound SQLite database without the queue's table. */
  | 'foreign'
  /** Writers left no quiet instant to read in; the next look may find one. */
  | 'busy'
  /** Anything else that reading ran into; `detail` says what. */
  | 'failed';

/** After these the same database goes on; after any other problem it may be another one. */
export const passing: ReadonlySet<ProblemCode> = new Set(['busy', 'failed']);

/** An error as a value: a plain sentence for the operator, the file it is about, and what to do next. */
export interface Problem {
  readonly code: ProblemCode;
  readonly sentence: string;
  /** The file at fault. */
  readonly file: string;
  /** What the operator can do, or what happens by itself. */
  readonly advice: string;
  /** What the system itself said, for problems that a sentence can't foresee. Untrusted text. */
  readonly detail?: string;
}
