import { after } from '../../clock.js';
import type { CallName, Calls, FromThread, ReadersSetup, ThreadNews, ToThread } from './messages.js';

/** What a thread of readers needs of Node's worker, or of a share of one. */
export interface ThreadWorker {
  readonly stdout: NodeJS.ReadableStream;
  readonly stderr: NodeJS.ReadableStream;
  postMessage(message: unknown): void;
  terminate(): Promise<number>;
  on(event: 'message', listener: (message: FromThread) => void): unknown;
  on(event: 'messageerror' | 'error', listener: (error: unknown) => void): unknown;
  once(event: 'exit', listener: (code: number) => void): unknown;
}

/** The result of a call: the answer, or how the thread ended before giving one. */
export type Answered<T> = { readonly kind: 'answer'; readonly answer: T } | Ending;

/** How a thread ended. */
export type Ending =
  /** It was closed. */
  | { readonly kind: 'closed' }
  /** It died; `detail` is Node's message. Untrusted text. */
  | { readonly kind: 'died'; readonly detail: string }
  /** It couldn't be started; `detail` is Node's message. */
  | { readonly kind: 'not-started'; readonly detail: string };

/** What is reported about a thread. */
export interface ThreadListener {
  readonly onNews: (news: ThreadNews) => void;
  /** Called when it died, or could not be started; `detail` is Node's message. Untrusted text. */
  readonly onDeath: (detail: string) => void;
}

/** A thread may take this long, in ms, to finish by itself; then it is terminated, even in the middle of SQLite. */
const graceMs = 50;
/** A thread that waits for a dead disk can't be terminated; after this many ms more we stop waiting for it. */
const patienceMs = 200;
/** At most this much of its output is kept, in characters. */
const mostPrinted = 4000;

/** One thread of readers, from start to end. It can't print: its output goes to the diagnostics. */
export class ThreadLife {
  readonly #worker: ThreadWorker | null;
  readonly #waiting = new Map<number, (result: Answered<unknown>) => void>();
  readonly #gone: Promise<void>;
  #calls = 0;
  #error: string | null = null;
  #printed = '';
  #ending: Ending | null = null;
  #closing: Promise<void> | null = null;

  readonly #listener: ThreadListener;

  /** `start` starts it with `workerOptions`, without any message, or throws. */
  constructor(start: () => ThreadWorker, setup: ReadersSetup, listener: ThreadListener) {
    this.#listener = listener;

    const worker = this.#start(start);
    this.#worker = worker;
    this.#gone = new Promise((resolve) => {
      if (worker === null) return resolve();
      worker.once('exit', (code) => {
        this.#end(
          this.#closing === null ? { kind: 'died', detail: this.#lastWords(code) } : { kind: 'closed' },
        );
        resolve();
      });
    });
    if (worker === null) return;
    const print = (text: Buffer) => {
      this.#printed = `${this.#printed}${text}`.slice(-mostPrinted);
    };
    worker.stdout.on('data', print);
    worker.stderr.on('data', print);
    worker.on('message', (message: FromThread) => this.#take(message));
    worker.on('messageerror', (error) => this.#fail(error));
    worker.on('error', (error) => this.#fail(error));
    this.#send({ kind: 'setup', setup });
  }

  /** True once it takes no more calls. */
  get hasEnded(): boolean {
    return this.#ending !== null;
  }

  /** Calls the thread. Never rejects. */
  call<N extends CallName>(
    name: N,
    ask: Calls[N]['ask'],
    signal?: AbortSignal,
  ): Promise<Answered<Calls[N]['answer']>> {
    if (this.#ending !== null) return Promise.resolve(this.#ending);
    this.#calls += 1;
    const id = this.#calls;
    return new Promise((resolve) => {
      const abort = () => this.#send({ kind: 'abort', id });
      this.#waiting.set(id, (result) => {
        signal?.removeEventListener('abort', abort);
        resolve(result as Answered<Calls[N]['answer']>);
      });
      this.#send({ kind: 'call', id, name, ask } as ToThread);
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort);
    });
  }

  /** Tells the thread that something may have changed in the queue on another host. */
  changed(): void {
    if (this.#ending === null) this.#send({ kind: 'changed' });
  }

  /**
   * Ends the thread, in the middle of a read if necessary. Once this resolves, all open calls have been answered
   * with the thread's end.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await atMost(Promise.race([this.call('close', null), this.#gone]), graceMs);
    void this.#worker?.terminate();
    await atMost(this.#gone, patienceMs);
    this.#end({ kind: 'closed' });
  }

  #start(start: () => ThreadWorker): ThreadWorker | null {
    try {
      return start();
    } catch (error) {
      this.#end({ kind: 'not-started', detail: String(error) });
      return null;
    }
  }

  #send(message: ToThread): void {
    this.#worker?.postMessage(message);
  }

  #take(message: FromThread): void {
    if (message.kind !== 'answer') {
      if (this.#closing === null) this.#listener.onNews(message);
      return;
    }
    this.#settle(message.id, { kind: 'answer', answer: message.answer });
  }

  #settle(id: number, result: Answered<unknown>): void {
    this.#waiting.get(id)?.(result);
    this.#waiting.delete(id);
  }

  #fail(error: unknown): void {
    this.#error ??= (error as Partial<Error> | null)?.stack ?? String(error);
    void this.#worker?.terminate();
  }

  #end(ending: Ending): void {
    if (this.#ending !== null) return;
    this.#ending = ending;
    for (const id of [...this.#waiting.keys()]) this.#settle(id, ending);
    if (ending.kind !== 'closed') this.#listener.onDeath(ending.detail);
  }

  #lastWords(code: number): string {
    return [this.#error ?? `the thread ended with code ${code}`, this.#printed.trim()]
      .filter(Boolean)
      .join('\n');
  }
}

/** Waits for something, but at most for a number of ms. */
function atMost(work: Promise<unknown>, milliseconds: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = after(milliseconds, resolve);
    work.finally(cancel).then(() => resolve(), reject);
  });
}
