import { type ResourceLimits, Worker } from 'node:worker_threads';
import { usualLimits, workerOptions } from '../../entries.js';
import type { FollowAnswer } from '../../model/follow-event.js';
import { startFailure } from '../../model/problem.js';
import { problemOf } from '../files/read-failure.js';
import type { Filled } from '../job-log/save-log.js';
import { type Failed, RemoteReaders } from '../remote-readers.js';
import type {
  CallName,
  Calls,
  Filling,
  ReaderCallName,
  ReadersSetup,
  RecordedStart,
  ThreadNews,
} from './messages.js';
import { type Answered, type Ending, ThreadLife, type ThreadWorker } from './thread-life.js';

/**
 * Readers of one database in their own thread, so that keys are answered whatever is being read. The thread starts at
 * once; if one dies, its open calls end with a problem, and the next read starts another. `entry` is a module that
 * calls `serveReaders`, or starts such a thread; `early` a thread of that module that was already started.
 *
 * Looks go to the thread too: without shared memory, a look searches the WAL, which may take a second, and shares the
 * result with the reads. While a read is under way, an earlier look would gain nothing.
 */
export class ReaderThread extends RemoteReaders {
  #life: ThreadLife;
  #deaths = 0;

  readonly #entry: URL | (() => ThreadWorker);
  readonly #setup: ReadersSetup;
  readonly #limits: ResourceLimits;

  constructor(
    entry: URL | (() => ThreadWorker),
    setup: ReadersSetup,
    limits: ResourceLimits = usualLimits,
    early: Worker | null = null,
  ) {
    super();
    this.#entry = entry;
    this.#setup = setup;
    this.#limits = limits;

    // A thread that has already ended has no id any more.
    this.#life = this.#begin(early !== null && early.threadId > 0 ? () => early : this.#newWorker);
  }

  /** Follows a queue on another host there, as `Follower.next` does. */
  async follow(start: RecordedStart | null): Promise<FollowAnswer> {
    const result = await this.#call('follow', start);
    return result.kind === 'answer' ? result.answer : this.#problem(result);
  }

  /** Says that something may have changed in the queue on another host, to what follows it. */
  changed(): void {
    this.#life.changed();
  }

  protected async answer<N extends ReaderCallName>(
    name: N,
    ask: Calls[N]['ask'],
    signal?: AbortSignal,
  ): Promise<Calls[N]['answer'] | Failed> {
    const result = await this.#call(name, ask, signal);
    return result.kind === 'answer' ? result.answer : this.#problem(result);
  }

  /** The death of a thread is itself a change, which leads to a read; a look alone doesn't start another thread. */
  protected async look(): Promise<string> {
    const result = await this.#life.call('look', null);
    return result.kind === 'answer' ? result.answer : `no thread (death #${this.#deaths})`;
  }

  protected async fill(filling: Filling, signal: AbortSignal): Promise<Filled | Failed> {
    const result = await this.#call('fill', filling, signal);
    return result.kind === 'answer' ? result.answer : this.#problem(result);
  }

  protected endLogs(): Promise<unknown> {
    return this.#life.call('close-logs', null);
  }

  protected end(): Promise<void> {
    return this.#life.close();
  }

  readonly #newWorker = (): ThreadWorker => {
    if (typeof this.#entry === 'function') return this.#entry();
    return new Worker(this.#entry, workerOptions(this.#limits));
  };

  #begin(start: () => ThreadWorker): ThreadLife {
    const listener = {
      onNews: (news: ThreadNews) => this.report(news),
      onDeath: (detail: string) => {
        this.#deaths += 1;
        this.listener.onDeath?.(detail);
      },
    };
    return new ThreadLife(start, this.#setup, listener);
  }

  #call<N extends CallName>(
    name: N,
    ask: Calls[N]['ask'],
    signal?: AbortSignal,
  ): Promise<Answered<Calls[N]['answer']>> {
    if (this.#life.hasEnded && !this.isClosed) this.#life = this.#begin(this.#newWorker);
    return this.#life.call(name, ask, signal);
  }

  #problem(ending: Ending): Failed {
    const detail = ending.kind === 'closed' ? 'the reader was closed' : ending.detail;
    const problem = problemOf('failed', this.#setup.path, detail);
    const words = ending.kind === 'not-started' ? startFailure('The thread that reads', detail) : null;
    return { kind: 'problem', problem: { ...problem, ...words } };
  }
}
