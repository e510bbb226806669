import type { PictureRequest, ReadProgress } from '../model/picture.js';
import type { Problem } from '../model/problem.js';
import type { LogPortion } from './job-log/database-log-reader.js';
import { type Filled, orStopped, saveTo } from './job-log/save-log.js';
import type { MatchingCountsReader } from './matching-counts.js';
import type { LogReader, ReadResult, SaveResult, SnapshotReader } from './port.js';
import type { Calls, Filling, PortionRequest, ReaderCallName, ThreadNews } from './thread/messages.js';

/** What readers that run elsewhere report besides their answers; see the readers' own options. */
export interface ReadersListener {
  readonly onSizes?: () => void;
  readonly onLogNews?: () => void;
  readonly onProgress?: (progress: ReadProgress) => void;
  /**
   * Called when a thread or process that the readers ran in died; it is replaced. For the diagnostics. Untrusted text.
   */
  readonly onDeath?: (detail: string) => void;
}

/** All readers of one database, in their own thread or on another host. */
export interface Readers {
  readonly snapshots: SnapshotReader;
  readonly logs: LogReader;
  readonly matchingCounts: MatchingCountsReader;
  /** One picture with everything counted and every size measured: for a single one. Never rejects. */
  measured(request: PictureRequest): Promise<ReadResult>;
  /** Bytes of a job's log, for printing it as it is stored. Never rejects. */
  portion(request: PortionRequest): Promise<LogPortion>;
  /**
   * Reads a picture before one is requested. It is the result of the first read if `serves` accepts that read's
   * request; otherwise it has only warmed up the reader.
   */
  readEarly(request: PictureRequest, serves: (request: PictureRequest) => boolean): void;
  /** Sets the listener. */
  listen(listener: ReadersListener): void;
  /** Ends all of it, in the middle of a read if necessary. */
  close(): Promise<void>;
}

/** Why there is no answer. */
export interface Failed {
  readonly kind: 'problem';
  readonly problem: Problem;
}

/** Readers that run elsewhere, in a thread or in another process, and are called there. */
export abstract class RemoteReaders implements Readers {
  readonly snapshots: SnapshotReader;
  readonly logs: LogReader;
  readonly matchingCounts: MatchingCountsReader;
  protected listener: ReadersListener = {};
  protected isClosed = false;
  #early: {
    readonly result: Promise<ReadResult>;
    readonly serves: (request: PictureRequest) => boolean;
  } | null = null;
  /** Ends saves under way. */
  #leaving = new AbortController();
  readonly #savings = new Set<Promise<unknown>>();

  constructor() {
    const look = (): Promise<string> => this.look();
    const close = (): Promise<void> => this.close();
    this.snapshots = { read: (request) => this.#read(request), look, close };
    this.matchingCounts = {
      rest: (filter, failures) => this.answer('rest', { filter, failures }),
      counts: (filter, failures) => this.answer('counts', { filter, failures }),
      failedRuns: (filter) => this.answer('failed-runs', filter),
      look,
      close,
    };
    this.logs = {
      read: (request) => this.answer('log', request),
      search: (search, signal) => this.#search('search', search, signal),
      matches: (search, at, signal) => this.#search('matches', { search, at }, signal),
      save: (jobId, path, signal) => this.#save(jobId, path, signal),
      close: async () => {
        this.#leaving.abort();
        this.#leaving = new AbortController();
        await this.endLogs();
        await Promise.all(this.#savings);
      },
    };
  }

  /** The answer to a call, or as a problem why there is none. Never rejects. */
  protected abstract answer<N extends ReaderCallName>(
    name: N,
    ask: Calls[N]['ask'],
    signal?: AbortSignal,
  ): Promise<Calls[N]['answer'] | Failed>;
  /** See `SnapshotReader.look`. */
  protected abstract look(): Promise<string>;
  /** Writes a log, as it is at one instant, to an open, empty file. Never rejects. */
  protected abstract fill(filling: Filling, signal: AbortSignal): Promise<Filled | Failed>;
  /** Ends everything under way there with logs. */
  protected abstract endLogs(): Promise<unknown>;
  /** Ends everything there. */
  protected abstract end(): Promise<void>;

  /** A picture, once `ask` brings it. */
  protected reading(ask: () => Promise<ReadResult>): Promise<ReadResult> {
    return ask();
  }

  /** Passes news on. */
  protected report(news: ThreadNews): void {
    switch (news.kind) {
      case 'sizes':
        return void this.listener.onSizes?.();
      case 'log-news':
        return void this.listener.onLogNews?.();
      case 'progress':
        return void this.listener.onProgress?.(news.progress);
    }
  }

  measured(request: PictureRequest): Promise<ReadResult> {
    return this.answer('measured', request);
  }

  portion(request: PortionRequest): Promise<LogPortion> {
    return this.answer('portion', request);
  }

  readEarly(request: PictureRequest, serves: (request: PictureRequest) => boolean): void {
    this.#early = { result: this.answer('picture', request), serves };
  }

  listen(listener: ReadersListener): void {
    this.listener = listener;
  }

  /** Ends all of it, and saves under way. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.#leaving.abort();
    await this.end();
    await Promise.all(this.#savings);
  }

  #read(request: PictureRequest): Promise<ReadResult> {
    const early = this.#early;
    this.#early = null;
    return this.reading(() => (early?.serves(request) ? early.result : this.answer('picture', request)));
  }

  async #search<N extends 'search' | 'matches'>(
    name: N,
    ask: Calls[N]['ask'],
    signal: AbortSignal,
  ): Promise<Calls[N]['answer'] | Failed | { readonly kind: 'stopped' }> {
    const result = await orStopped(this.answer(name, ask, signal), signal);
    return result === 'stopped' || this.isClosed ? { kind: 'stopped' } : result;
  }

  /** The file is made and removed here, so that none is left half-written, however the other side ends. */
  async #save(jobId: string, path: string, asked: AbortSignal): Promise<SaveResult> {
    const signal = AbortSignal.any([asked, this.#leaving.signal]);
    if (signal.aborted || this.isClosed) return { kind: 'stopped' };
    const saving = saveTo(path, async (descriptor) => {
      if (signal.aborted) return { kind: 'stopped' };
      const filled = await this.fill({ jobId, path, descriptor }, signal);
      return filled.kind === 'problem' && signal.aborted ? { kind: 'stopped' } : filled;
    });
    this.#savings.add(saving);
    return saving.finally(() => this.#savings.delete(saving));
  }
}
