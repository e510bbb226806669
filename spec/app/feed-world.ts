import { LogFeed } from '../../lib/app/log-feed.js';
import type { JobsEvent } from '../../lib/machine/state/event.js';
import type { Notice } from '../../lib/machine/state/write-order.js';
import type { LogMatches, LogReading, LogRequest, LogSearch, LogSearchResult } from '../../lib/model/log.js';
import type { SaveResult } from '../../lib/snapshot/port.js';
import { leavesNothing } from '../support/nothing-left.js';

interface Timer {
  readonly at: number;
  readonly action: () => void;
}

export const search: LogSearch = { jobId: '7', text: 'error', from: 0, direction: 'forward' };
export const nothing: LogReading = { kind: 'none', looked: [] };

/** A feed whose reader answers when the spec says so, at times that the spec sets. */
export class FeedWorld {
  time = 0;
  readonly timers = new Set<Timer>();
  /** Searches and counts that go on, and scratch files that are there. */
  readonly open = new Set<string>();
  readonly reads: ((reading: LogReading) => void)[] = [];
  readonly searches: { readonly signal: AbortSignal; readonly answer: (result: LogSearchResult) => void }[] =
    [];
  readonly counts: {
    readonly at: number;
    readonly signal: AbortSignal;
    readonly answer: (result: LogMatches) => void;
  }[] = [];
  readonly events: JobsEvent[] = [];
  readonly done: string[] = [];
  readonly notes: unknown[] = [];
  request: LogRequest | null = { jobId: '7', place: { kind: 'end' }, before: 1, after: 1 };
  saving: (path: string, signal: AbortSignal) => Promise<SaveResult> = async (path) => ({
    kind: 'saved',
    path,
    bytes: 1,
  });
  onEvent = () => {};

  readonly feed = new LogFeed(
    {
      reader: {
        read: () => new Promise((resolve) => this.reads.push(resolve)),
        search: (_, signal) =>
          this.#begin<LogSearchResult>('a search', signal, (answer) =>
            this.searches.push({ signal, answer }),
          ),
        matches: (_, at, signal) =>
          this.#begin<LogMatches>('a count', signal, (answer) => this.counts.push({ at, signal, answer })),
        save: (_, path, signal) => this.saving(path, signal),
        close: async () => {
          this.done.push('closed');
          for (const answer of this.reads) answer(nothing);
        },
      },
      savePath: (jobId) => `/saved/${jobId}.log`,
      scratchPath: (jobId) => {
        this.open.add(`/scratch/${jobId}.log`);
        return `/scratch/${jobId}.log`;
      },
      discard: (path) => {
        this.open.delete(path);
        this.done.push(`discarded ${path}`);
      },
    },
    {
      now: () => this.time,
      after: (milliseconds, action) => {
        const timer = { at: this.time + milliseconds, action };
        this.timers.add(timer);
        return () => this.timers.delete(timer);
      },
    },
    {
      request: () => this.request,
      handle: (event) => {
        this.events.push(event);
        this.onEvent();
      },
      showFile: async (path): Promise<Omit<Notice, 'at'>> => {
        this.done.push(`shown ${path}`);
        return { tone: 'done', text: 'Back' };
      },
    },
    { note: (event, details) => this.notes.push({ event, ...details }) },
  );

  constructor() {
    leavesNothing({
      end: () => this.feed.close(),
      held: () => [...[...this.timers].map(({ at }) => `a timer at ${at}`), ...this.open],
    });
  }

  /** Something that goes on until it is answered or called off. */
  #begin<T>(
    what: string,
    signal: AbortSignal,
    ask: (answer: (result: T) => void) => void,
  ): Promise<T | { kind: 'stopped' }> {
    const name = `${what}, number ${this.searches.length + this.counts.length}`;
    this.open.add(name);
    return new Promise<T | { kind: 'stopped' }>((resolve) => {
      const end = (result: T | { kind: 'stopped' }) => {
        this.open.delete(name);
        resolve(result);
      };
      ask(end);
      signal.addEventListener('abort', () => end({ kind: 'stopped' }));
    });
  }

  /** Answers the read under way, which took so long. */
  async answer(took: number): Promise<void> {
    this.time += took;
    this.reads.at(-1)?.(nothing);
    await settled();
  }

  async runTimers(): Promise<void> {
    for (const timer of [...this.timers]) {
      this.timers.delete(timer);
      this.time = Math.max(this.time, timer.at);
      timer.action();
    }
    await settled();
  }
}

export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
