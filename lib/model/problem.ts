/**
 * Why the database can't be shown, or not now. Each is a regular state of the screen, and none a crash.
 */
export type ProblemCode =
  | ReadProblemCode
  | LinkProblemCode
  | ServerProblemCode
  /** The answer, or what it would take to ask for it, is larger than what is sent over a link, or takes too long. */
  | 'too-much'
  /** It, or its disk, hasn't answered for a while, and isn't waited for. */
  | 'silent';

/** Why a file can't be read. */
export type ReadProblemCode =
  /** There is no file at the path (yet). */
  | 'missing'
  /** The file exists but is still empty. */
  | 'empty'
  /** The path names a directory or something else that isn't a file. */
  | 'not-a-file'
  /** The operating system refuses to let this user read it. */
  | 'unreadable'
  /** The bytes aren't SQLite's: another format, random bytes, or an encrypted database. */
  | 'not-a-database'
  /** A DuckDB database, in which one version of the product kept its queue; this program can't show it. */
  | 'duckdb'
  /** SQLite's, but truncated or damaged. */
  | 'damaged'
  /** A sound SQLite database without the queue's table. */
  | 'foreign'
  /** Writers left no quiet instant to read in; the next look may find one. */
  | 'busy'
  /** There are too few addresses for the reader's memory. */
  | 'no-memory'
  /** Anything else that went wrong in reading; `detail` says what. */
  | 'failed';

/** Why a database on another host can't be reached. */
export type LinkProblemCode =
  /** The link is down; it may come back at any time. */
  | 'no-link'
  /** The host can be reached, but somebody has to do something there, or here, before it shows a database. */
  | 'no-access';

/** Why a database on a server can't be read. */
type ServerProblemCode =
  /** The server can't be reached, or has no time for us; that may pass at any time. */
  | 'no-server'
  /** Another program has locked the queue there. */
  | 'locked'
  /** It can be reached, but somebody has to do something before it shows the queue. */
  | 'no-entry';

/** After these problems it is still the same database; after any other it may be another one. */
export const passing: ReadonlySet<ProblemCode> = new Set([
  'busy',
  'failed',
  'no-link',
  'no-access',
  'no-server',
  'locked',
  'no-entry',
  'too-much',
  'silent',
]);

/** An error as a value: a plain sentence for the operator, the file it is about, and what to do next. */
export interface Problem {
  readonly code: ProblemCode;
  readonly sentence: string;
  /** The file that the problem is about. */
  readonly file: string;
  /** What the operator can do, or what will happen by itself. */
  readonly advice: string;
  /** The system's own message, for problems that no sentence can foresee. Untrusted text. */
  readonly detail?: string;
  /** The last time, ms, at which all was known to be well, if that is earlier than when the problem was noticed. */
  readonly wellUntil?: number;
}

/** One thing that the doctor checked. All text is clean where it was found. */
export interface Finding {
  readonly topic: string;
  /** `bad`: the dashboard won't work. `note`: it works, with something missing. */
  readonly verdict: 'good' | 'note' | 'bad';
  readonly text: string;
}

/** Finds that all is well with a topic. */
export const good = (topic: string, text: string): Finding => ({ topic, verdict: 'good', text });
/** Finds something missing. */
export const note = (topic: string, text: string): Finding => ({ topic, verdict: 'note', text });
/** Finds why the dashboard won't work. */
export const bad = (topic: string, text: string): Finding => ({ topic, verdict: 'bad', text });

/** What a thread or process needed, in the names of the system's errors, and what there is too much of. */
const limits: readonly { readonly error: RegExp; readonly why: string; readonly advice: string }[] = [
  {
    error: /\bEMFILE\b/,
    why: 'this program has too many files open',
    advice: 'Raise that limit (ulimit -n), or open fewer databases.',
  },
  {
    error: /\bENFILE\b/,
    why: 'too many files are open on this machine',
    advice: 'End some programs, or raise its limit.',
  },
  {
    error: /\bEAGAIN\b/,
    why: 'too many processes and threads are running',
    advice: 'End some of them, or raise that limit (ulimit -u).',
  },
  {
    error: /\bENOMEM\b/,
    why: 'too little memory is free',
    advice: 'End some programs.',
  },
  {
    error: /read from its stdin/,
    why: 'Node read this program from its stdin, so it has no file to start',
    advice: 'Save it as a file, and run that: node jobs-view.mjs',
  },
];

/**
 * Why a thread or process couldn't be started, in a sentence, and what to do: `what` is the subject, and `detail` the
 * system's message. Null if it wasn't for want of anything.
 */
export function startFailure(
  what: string,
  detail: string,
): { readonly sentence: string; readonly advice: string } | null {
  const limit = limits.find(({ error }) => error.test(detail));
  if (limit === undefined) return null;
  return { sentence: `${what} could not be started: ${limit.why}.`, advice: limit.advice };
}
