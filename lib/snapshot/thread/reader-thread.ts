import { type ResourceLimits, Worker } from 'node:worker_threads';
import { usualLimits, workerOptions } from '../../entries.js';
import type { PictureRequest } from '../../model/picture.js';
import { type Problem, startFailure } from '../../model/problem.js';
import { problemOf } from '../files/read-failure.js';
import type { LogPortion } from '../job-log/database-log-reader.js';
import { saveTo } from '../job-log/save-log.js';
import { orStopped } from '../job-log/stop.js';
import type { MatchingCountsReader } from '../matching-counts.js';
import type { LogReader, ReadResult, SnapshotReader } from '../port.js';
import type { Readers, ReadersListener } from '../readers.js';
import type { CallName, Calls, PortionRequest, ReadersSetup, ThreadNews } from './messages.js';
import { type Answered, type Ending, ThreadLife, type ThreadWorker } from './thread-life.js';

interface Failed {
  readonly kind: 'problem';
  readonly problem: Problem;
}

/**
 * Readers of one database in their own thread, so that keys are answered whatever is being read. The thread starts at
 * once; if one dies, its open calls end with a problem, and the next read starts another. `entry` is a module that
 * calls `serveReaders`, or starts such a thread; `early` a thread of that module that was already started.
 *
 * Looks go to the thread too: without shared memory, a look searches the WAL, which may take a second, and shares the
 * result with the reads. While a read is under way, an earlier look would gain nothing.
 */
export class ReaderThread implements Readers {
  readonly snapshots: SnapshotReader;
  readonly logs: LogReader;
  readonly matchingCounts: MatchingCountsReader;
  #life: ThreadLife;
  #listener: ReadersListener = {};
  #early: {
    readonly result: Promise<ReadResult>;
    readonly serves: (request: PictureRequest) => boolean;
  } | null = null;
  #deaths = 0;
  #isClosed = false;
  readonly #savings = new Set<Promise<unknown>>();

  readonly #entry: URL | (() => ThreadWorker);
  readonly #setup: ReadersSetup;
  readonly #limits: ResourceLimits;

  constructor(
    entry: URL | (() => ThreadWorker),
    setup: ReadersSetup,
    limits: ResourceLimits = usualLimits,
    early: Worker | null = null,
  ) {
    this.#entry = entry;
    this.#setup = setup;
    this.#limits = limits;

    // A thread that has already ended has no id any more.
    this.#life = this.#begin(early !== null && early.threadId > 0 ? () => early : this.#newWorker);
    this.snapshots = {
      read: (request) => {
        const early = this.#early;
        this.#early = null;
        return early?.serves(request) ? early.result : this.#read(request);
      },
      look: () => this.#look(),
      close: () => this.close(),
    };
    this.matchingCounts = {
      rest: (filter, failures) => this.#answer('rest', { filter, failures }),
      counts: (filter, failures) => this.#answer('counts', { filter, failures }),
      failedRuns: (filter) => this.#answer('failed-runs', filter),
      look: () => this.#look(),
      close: () => this.close(),
    };
    this.logs = {
      read: (request) => this.#answer('log', request),
      search: async (search, signal) => {
        const result = await orStopped(this.#call('search', search, signal), signal);
        return result === 'stopped' ? { kind: 'stopped' } : this.#unlessStopped(result);
      },
      matches: async (search, at, signal) => {
        const result = await orStopped(this.#call('matches', { search, at }, signal), signal);
        return result === 'stopped' ? { kind: 'stopped' } : this.#unlessStopped(result);
      },
      // The file is made and removed here, so that none is left half-written, however the thread ends.
      save: async (jobId, path, signal) => {
        if (signal.aborted || this.#isClosed) return { kind: 'stopped' };
        const saving = saveTo(path, async (descriptor) => {
          if (signal.aborted) return { kind: 'stopped' };
          return this.#unlessStopped(await this.#call('fill', { jobId, path, descriptor }, signal));
        });
        this.#savings.add(saving);
        return saving.finally(() => this.#savings.delete(saving));
      },
      close: async () => {
        await this.#life.call('close-logs', null);
        await Promise.all(this.#savings);
      },
    };
  }

  readEarly(request: PictureRequest, serves: (request: PictureRequest) => boolean): void {
    this.#early = { result: this.#read(request), serves };
  }

  measured(request: PictureRequest): Promise<ReadResult> {
    return this.#answer('measured', request);
  }

  portion(request: PortionRequest): Promise<LogPortion> {
    return this.#answer('portion', request);
  }

  listen(listener: ReadersListener): void {
    this.#listener = listener;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#life.close();
    await Promise.all(this.#savings);
  }

  #read(request: PictureRequest): Promise<ReadResult> {
    return this.#answer('picture', request);
  }

  /** The answer, or how the thread ended, as a problem. */
  async #answer<N extends CallName>(name: N, ask: Calls[N]['ask']): Promise<Calls[N]['answer'] | Failed> {
    const result = await this.#call(name, ask);
    return result.kind === 'answer' ? result.answer : this.#problem(result);
  }

  readonly #newWorker = (): ThreadWorker => {
    if (typeof this.#entry === 'function') return this.#entry();
    return new Worker(this.#entry, workerOptions(this.#limits));
  };

  #begin(start: () => ThreadWorker): ThreadLife {
    const listener = {
      onNews: (news: ThreadNews) => this.#report(news),
      onDeath: (detail: string) => {
        this.#deaths += 1;
        this.#listener.onDeath?.(detail);
      },
    };
    return new ThreadLife(start, this.#setup, listener);
  }

  #call<N extends CallName>(
    name: N,
    ask: Calls[N]['ask'],
    signal?: AbortSignal,
  ): Promise<Answered<Calls[N]['answer']>> {
    if (this.#life.hasEnded && !this.#isClosed) this.#life = this.#begin(this.#newWorker);
    return this.#life.call(name, ask, signal);
  }

  /**
   * The death of a thread is itself a change, which leads to a read; a look alone doesn't start another thread.
   */
  async #look(): Promise<string> {
    const result = await this.#life.call('look', null);
    return result.kind === 'answer' ? result.answer : `without a thread, for the ${this.#deaths}. time`;
  }

  #report(news: ThreadNews): void {
    const handlers: { readonly [K in ThreadNews['kind']]: (news: Extract<ThreadNews, { kind: K }>) => void } =
      {
        sizes: () => this.#listener.onSizes?.(),
        'log-news': () => this.#listener.onLogNews?.(),
        progress: ({ progress }) => this.#listener.onProgress?.(progress),
      };
    const handle = handlers[news.kind] as (news: ThreadNews) => void;
    handle(news);
  }

  #unlessStopped<T>(result: Answered<T>): T | { readonly kind: 'stopped' } | Failed {
    if (result.kind === 'answer') return result.answer;
    return result.kind === 'closed' ? { kind: 'stopped' } : this.#problem(result);
  }

  #problem(ending: Ending): Failed {
    const detail = ending.kind === 'closed' ? 'the reader was closed' : ending.detail;
    const problem = problemOf('failed', this.#setup.path, detail);
    const words = ending.kind === 'not-started' ? startFailure('The thread that reads', detail) : null;
    return { kind: 'problem', problem: { ...problem, ...words } };
  }
}
