import { isDeepStrictEqual } from 'node:util';
import type { JobId } from '../../model/job.js';
import type { LogMatches, LogReading, LogRequest, LogSearch, LogSearchResult } from '../../model/log.js';
import type { Problem } from '../../model/problem.js';
import { problemOf } from '../files/read-failure.js';
import { LiveDatabase } from '../live-database.js';
import type { LogReader, SaveResult } from '../port.js';
import { JobLog, type LogSources, type OpenLog } from './job-log.js';
import { bothMatchers, matcherFor, type PlainText } from './line-matcher.js';
import { linesAround, linesFrom } from './log-lines.js';
import { MatchingLines } from './matching-lines.js';
import { type Filled, fillWithLog, saveTo } from './save-log.js';

/** What is known of the lines of a log that match some texts. */
interface Matched {
  readonly log: OpenLog;
  readonly texts: readonly string[];
  readonly lines: MatchingLines;
}

interface Entry {
  readonly log: OpenLog;
  /** How many are using it now. */
  users: number;
}

/** The log that was last requested, and those still in use. */
export class JobLogs {
  readonly #entries = new Map<JobId, Entry>();
  #last: JobId | null = null;

  readonly #open: (jobId: JobId) => OpenLog;

  /** `open` finds a job's log. */
  constructor(open: (jobId: JobId) => OpenLog) {
    this.#open = open;
  }

  /** Runs `work` on a job's log, and frees it afterwards if another was requested in the meantime. */
  async with<T>(jobId: JobId, work: (log: OpenLog) => Promise<T>): Promise<T> {
    this.#last = jobId;
    const entry = this.#entries.get(jobId) ?? { log: this.#open(jobId), users: 0 };
    this.#entries.set(jobId, entry);
    entry.users += 1;
    await this.#freeOthers();
    try {
      return await work(entry.log);
    } finally {
      entry.users -= 1;
      await this.#freeOthers();
    }
  }

  async #freeOthers(): Promise<void> {
    for (const [jobId, { log, users }] of this.#entries) {
      if (jobId === this.#last || users > 0) continue;
      this.#entries.delete(jobId);
      await log.close();
    }
  }

  /** Ends everything under way and frees all logs. */
  async close(): Promise<void> {
    const logs = [...this.#entries.values()].map(({ log }) => log);
    this.#entries.clear();
    await Promise.all(logs.map((log) => log.close()));
  }
}

/** The options of a reader of logs, besides the database's path. */
export interface DatabaseLogReaderOptions extends Omit<LogSources, 'database' | 'ending'> {
  /**
   * The database, if another reader has opened it and closes it: then a long write-ahead log is searched only once.
   */
  readonly database?: LiveDatabase;
  /**
   * Opens a job's log, if it isn't in a file of this host; by default it is looked for in the database, and where that
   * records it. `ending` is aborted when the reader is closed.
   */
  readonly open?: (jobId: JobId, ending: AbortSignal) => OpenLog;
  /** Removes what is invisible in a line, which searches ignore. */
  readonly plainText: PlainText;
}

/** A run of a log's bytes, and the log's size at that instant; or why there is none. */
export type LogPortion =
  | { readonly kind: 'portion'; readonly size: number; readonly bytes: Uint8Array }
  | Exclude<LogReading, { readonly kind: 'piece' }>;

/** At most this many lines are returned before or after a place. */
const mostLines = 10_000;

/**
 * Logs from a live database, or from files beside it. What is known of a log is kept until another is requested.
 */
export class DatabaseLogReader implements LogReader {
  /** The database that this reader opened itself, and closes; null if it was given one. */
  #database: LiveDatabase | null = null;
  readonly #logs: JobLogs;
  readonly #ending = new AbortController();
  readonly #underWay = new Set<Promise<unknown>>();
  /** The lines that were last shown alone, and those that were last searched for. */
  #filtered: Matched | null = null;
  #searched: Matched | null = null;

  readonly #path: string;
  readonly #options: DatabaseLogReaderOptions;

  constructor(path: string, options: DatabaseLogReaderOptions) {
    this.#path = path;
    this.#options = options;

    const { signal: ending } = this.#ending;
    const { open = this.#openIn(options.database ?? this.#ownDatabase()) } = options;
    this.#logs = new JobLogs((jobId) => open(jobId, ending));
  }

  /** See the port. A packed log is unpacked first, the first time. */
  read({ jobId, only, ...wanted }: LogRequest): Promise<LogReading> {
    const { countFrom } = wanted;
    return this.#with(
      jobId,
      { kind: 'problem', problem: this.#closed() },
      async (log): Promise<LogReading> => {
        const request = { ...wanted, before: bounded(wanted.before), after: bounded(wanted.after) };
        const answer =
          only === undefined
            ? await log.read((bytes) => ({
                size: bytes.size,
                lines: linesAround(bytes, request),
                added: countFrom === undefined ? null : linesFrom(bytes, countFrom),
                filtered: null,
              }))
            : await this.#filteredLines(log, only).read(log, { ...request, only }, this.#ending.signal);
        if (answer === 'stopped') return { kind: 'problem', problem: this.#closed() };
        if (answer.kind !== 'value') return answer;
        const { asOf, origin, value } = answer;
        return { kind: 'piece', piece: { jobId, asOf, origin, ...value } };
      },
    );
  }

  /**
   * A run of the log's bytes, unpacked, as they are at one instant: from byte `from` on, or the end if it is shorter,
   * at most `most` bytes.
   */
  portion(jobId: JobId, from: number, most: number): Promise<LogPortion> {
    return this.#with(
      jobId,
      { kind: 'problem', problem: this.#closed() },
      async (log): Promise<LogPortion> => {
        const answer = await log.read((bytes) => {
          const start = Math.min(from, bytes.size);
          return { size: bytes.size, bytes: bytes.read(start, Math.min(bytes.size, start + most)) };
        });
        return answer.kind === 'value' ? { kind: 'portion', ...answer.value } : answer;
      },
    );
  }

  /**
   * See the port. Forwards, lines that begin at or after `from` come first; backwards, lines that begin before it.
   */
  search(search: LogSearch, signal: AbortSignal): Promise<LogSearchResult> {
    return this.#search(search, signal, (lines, log, ending) => lines.next(log, search, ending));
  }

  /** See the port. */
  matches(search: LogSearch, at: number, signal: AbortSignal): Promise<LogMatches> {
    return this.#search(search, signal, (lines, log, ending) => lines.count(log, at, ending));
  }

  /** See the port. The bytes are saved as they are, unpacked. */
  async save(jobId: JobId, path: string, signal: AbortSignal): Promise<SaveResult> {
    if (signal.aborted || this.#ending.signal.aborted) return { kind: 'stopped' };
    return this.#until(saveTo(path, (descriptor) => this.fill(jobId, path, descriptor, signal)));
  }

  /** Like {@link save}, but into an empty, open file at `path`, which the caller removes if this fails. */
  fill(jobId: JobId, path: string, descriptor: number, signal: AbortSignal): Promise<Filled> {
    return this.#with(
      jobId,
      { kind: 'stopped' },
      (log): Promise<Filled> =>
        fillWithLog(log, path, descriptor, AbortSignal.any([signal, this.#ending.signal]), this.#path),
    );
  }

  /** See the port. */
  async close(): Promise<void> {
    this.#ending.abort();
    await this.#database?.close();
    await this.#logs.close();
    await Promise.allSettled(this.#underWay);
    await this.#logs.close();
  }

  #ownDatabase(): LiveDatabase {
    this.#database = new LiveDatabase(this.#path, this.#options.clock);
    return this.#database;
  }

  #openIn(database: LiveDatabase): NonNullable<DatabaseLogReaderOptions['open']> {
    return (jobId, ending) => new JobLog(jobId, { ...this.#options, database, ending });
  }

  #filteredLines(log: OpenLog, only: string): MatchingLines {
    this.#filtered = this.#matched(log, [only]);
    return this.#filtered.lines;
  }

  /** What is known of the lines that match all of these, or nothing yet. */
  #matched(log: OpenLog, texts: readonly string[]): Matched {
    const known = [this.#filtered, this.#searched].find(
      (one) => one?.log === log && isDeepStrictEqual(one.texts, texts),
    );
    const matchers = texts.map((text) => matcherFor(text, this.#options.plainText));
    return known ?? { log, texts, lines: new MatchingLines(matchers.reduce(bothMatchers)) };
  }

  /** Runs a search of a log; `ending` is aborted by `signal`, or when the reader is closed. */
  #search<T>(
    search: LogSearch,
    signal: AbortSignal,
    work: (lines: MatchingLines, log: OpenLog, ending: AbortSignal) => Promise<T>,
  ) {
    const { text, only } = search;
    const ending = AbortSignal.any([signal, this.#ending.signal]);
    return this.#with<T | { readonly kind: 'stopped' }>(search.jobId, { kind: 'stopped' }, (log) => {
      this.#searched = this.#matched(log, only === undefined || only === text ? [text] : [only, text]);
      return work(this.#searched.lines, log, ending);
    });
  }

  async #with<T>(
    jobId: JobId,
    afterEnd: T,
    work: (log: OpenLog) => Promise<T>,
  ): Promise<T | { readonly kind: 'problem'; readonly problem: Problem }> {
    if (this.#ending.signal.aborted) return afterEnd;
    try {
      return await this.#until(this.#logs.with(jobId, work));
    } catch (error) {
      return { kind: 'problem', problem: problemOf('failed', this.#path, String(error)) };
    }
  }

  #until<T>(working: Promise<T>): Promise<T> {
    this.#underWay.add(working);
    return working.finally(() => this.#underWay.delete(working));
  }

  #closed(): Problem {
    return problemOf('failed', this.#path, 'the reader was closed');
  }
}

function bounded(lines: number): number {
  return Math.floor(Math.min(mostLines, Math.max(0, lines || 0)));
}
