import type { After } from '../clock.js';
import { type Diagnostics, noDiagnostics } from '../diagnostics/diagnostics.js';
import type { JobsEvent } from '../machine/state/event.js';
import type { Notice } from '../machine/state/write-order.js';
import type { JobId } from '../model/job.js';
import type { LogRequest, LogSearch } from '../model/log.js';
import type { Problem } from '../model/problem.js';
import type { LogReader, SaveResult } from '../snapshot/port.js';

/** The parts of the world that the feed uses. */
export interface LogPorts {
  readonly reader: LogReader;
  /** Where a saved log goes: a path that doesn't exist yet. */
  readonly savePath: (jobId: JobId) => string;
  /** A path for a file that an editor is to show; `discard` removes it. */
  readonly scratchPath: (jobId: JobId) => string;
  readonly discard: (path: string) => void;
}

/** The app's side of the feed. */
interface Consumer {
  /** What to read now; null if no log is on the screen. */
  readonly request: () => LogRequest | null;
  readonly handle: (event: Extract<JobsEvent, { type: 'log' | 'log-found' | 'log-counted' }>) => void;
  readonly showFile: (path: string) => Promise<Omit<Notice, 'at'> | null>;
}

/** Rereading a log takes at most this share of the time. */
const share = 0.25;
/** Reads as short as this need no pause, ms. */
const negligibleMs = 5;
const longestPause = 5000;

/** Reads the log that is on the screen, one read at a time; the longer the reads take, the less often. */
export class LogFeed {
  #reading: Promise<void> | null = null;
  #readAgain = false;
  /** Whether the operator waits for the next read. */
  #isAwaited = false;
  #endPause = () => {};
  #searching: AbortController | null = null;
  readonly #leaving = new AbortController();
  #editing = false;
  /** Searches and saves under way: they run until they are done or told to stop. */
  readonly #underWay = new Set<Promise<unknown>>();

  readonly #ports: LogPorts;
  readonly #clock: { now(): number; readonly after: After };
  readonly #consumer: Consumer;
  readonly #diagnostics: Diagnostics;

  constructor(
    ports: LogPorts,
    clock: { now(): number; readonly after: After },
    consumer: Consumer,
    diagnostics: Diagnostics = noDiagnostics,
  ) {
    this.#ports = ports;
    this.#clock = clock;
    this.#consumer = consumer;
    this.#diagnostics = diagnostics;
  }

  /**
   * Reads the log on the screen, if there is one, as soon as the read under way is done: `at-once` for an operator who
   * is waiting, `in-time` for a log that may have changed, which first rests for a while after the last read.
   */
  read(when: 'at-once' | 'in-time' = 'in-time'): void {
    if (this.#leaving.signal.aborted || this.#consumer.request() === null) return;
    this.#readAgain = true;
    if (when === 'at-once') {
      this.#isAwaited = true;
      this.#endPause();
    }
    if (this.#reading !== null) return;
    this.#reading = this.#readWhileAsked().finally(() => {
      this.#reading = null;
    });
  }

  async #readWhileAsked(): Promise<void> {
    while (this.#readAgain && !this.#leaving.signal.aborted) {
      this.#readAgain = false;
      this.#isAwaited = false;
      const request = this.#consumer.request();
      if (request === null) return;
      const began = this.#clock.now();
      const reading = await this.#ports.reader.read(request);
      if (this.#leaving.signal.aborted) return;
      const took = this.#clock.now() - began;
      if (reading.kind === 'problem') this.#note('read', request.jobId, reading.problem);
      this.#consumer.handle({ type: 'log', reading, request });
      if (!this.#isAwaited) await this.#pause(took * (1 / share - 1));
    }
  }

  #pause(milliseconds: number): Promise<void> {
    if (!(milliseconds >= negligibleMs)) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        this.#endPause = () => {};
        resolve();
      };
      const cancel = this.#clock.after(Math.min(milliseconds, longestPause), end);
      this.#endPause = () => {
        cancel();
        end();
      };
    });
  }

  /** Starts a search, in place of the last one. */
  search(search: LogSearch): void {
    this.stopSearch();
    if (this.#leaving.signal.aborted) return;
    const controller = new AbortController();
    this.#searching = controller;
    const { signal } = controller;
    void this.#until(
      this.#ports.reader.search(search, signal).then((result) => {
        if (signal.aborted) return;
        if (result.kind === 'problem') this.#note('search', search.jobId, result.problem);
        this.#consumer.handle({ type: 'log-found', search, result, at: this.#clock.now() });
      }),
    );
  }

  /** Counts a search's matches, until the next search or count. */
  count(search: LogSearch, at: number): void {
    this.stopSearch();
    if (this.#leaving.signal.aborted) return;
    const controller = new AbortController();
    this.#searching = controller;
    void this.#until(
      this.#ports.reader.matches(search, at, controller.signal).then((result) => {
        if (controller.signal.aborted) return;
        if (result.kind === 'problem') this.#note('search', search.jobId, result.problem);
        this.#consumer.handle({ type: 'log-counted', search, at, result });
      }),
    );
  }

  /** Ends a search or count under way, which then has no result. */
  stopSearch(): void {
    this.#searching?.abort();
    this.#searching = null;
  }

  /** Saves the whole log; returns the notice to show. */
  async save(jobId: JobId): Promise<Omit<Notice, 'at'>> {
    const result = await this.#saved(jobId, this.#ports.savePath(jobId));
    return result.kind === 'saved'
      ? { tone: 'done', text: 'Log saved to', path: result.path }
      : notSaved(result);
  }

  /** Shows the whole log in the operator's pager or editor. */
  async edit(jobId: JobId): Promise<Omit<Notice, 'at'> | null> {
    if (this.#editing) return { tone: 'nothing', text: 'The log is already being opened' };
    this.#editing = true;
    try {
      return await this.withFile(jobId, async (path) => {
        // Reading a long log takes time, and the operator may have gone elsewhere meanwhile.
        const open = this.#consumer.request();
        const isOpen = open?.jobId === jobId && open.purpose !== 'tail';
        return isOpen ? await this.#consumer.showFile(path) : notSaved({ kind: 'stopped' });
      });
    } finally {
      this.#editing = false;
    }
  }

  /** Has the whole log in a private file for as long as something uses that; returns the notice to show. */
  async withFile(
    jobId: JobId,
    use: (path: string) => Promise<Omit<Notice, 'at'> | null>,
  ): Promise<Omit<Notice, 'at'> | null> {
    const path = this.#ports.scratchPath(jobId);
    try {
      const result = await this.#saved(jobId, path);
      if (result.kind !== 'saved') return notSaved(result);
      return this.#leaving.signal.aborted ? notSaved({ kind: 'stopped' }) : await use(result.path);
    } finally {
      this.#ports.discard(path);
    }
  }

  /** Ends everything under way. Once it resolves, nothing is being read, searched or saved. */
  async close(): Promise<void> {
    this.#leaving.abort();
    this.stopSearch();
    this.#endPause();
    await Promise.all([this.#ports.reader.close(), this.#reading, ...this.#underWay]);
  }

  async #saved(jobId: JobId, path: string): Promise<SaveResult> {
    const result = await this.#until(this.#ports.reader.save(jobId, path, this.#leaving.signal));
    if (result.kind === 'problem') this.#note('save', jobId, result.problem);
    return result;
  }

  #note(what: 'read' | 'search' | 'save', job: JobId, { code, file, detail }: Problem): void {
    this.#diagnostics.note('log.failed', { what, job, code, file, detail });
  }

  #until<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work);
    return work.finally(() => this.#underWay.delete(work));
  }
}

function notSaved(result: Exclude<SaveResult, { kind: 'saved' }>): Omit<Notice, 'at'> {
  switch (result.kind) {
    case 'none':
      return { tone: 'nothing', text: 'This job has no log' };
    case 'stopped':
      return { tone: 'nothing', text: 'Saving was stopped' };
    case 'problem':
      return { tone: 'failed', text: `${result.problem.sentence} ${result.problem.advice}` };
  }
}
