import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads';
import type { ThreadWorker } from './thread-life.js';

/** The message that hands a thread one more port to serve readers on. */
export interface ShareMessage {
  readonly kind: 'share';
  readonly port: MessagePort;
  /** What the thread's module needs to know of what is read. */
  readonly what?: unknown;
}

/** Whether a message to a thread hands it a port. */
export function isShare(message: { readonly kind: string }): message is ShareMessage {
  return message.kind === 'share';
}

/**
 * One thread for the readers of several databases: SQLite is loaded once, and each has its own port. The thread ends
 * with its last share; if it dies, all shares end, and the next one starts another.
 */
export class SharedThread {
  readonly #start: () => Worker;
  #worker: Worker | null = null;
  readonly #shares = new Set<Share>();

  /** `start` starts a thread that takes {@link ShareMessage}s. */
  constructor(start: () => Worker) {
    this.#start = start;
  }

  /** Starts the thread, for a share that comes later. Throws if it can't be started. */
  warm(): void {
    this.#worker ??= this.#begin();
  }

  /** A share of the thread, to be used like a thread; `ports` are those in `what`. */
  share(what?: unknown, ports: readonly MessagePort[] = []): ThreadWorker {
    const worker = this.#worker ?? this.#begin();
    const { port1, port2 } = new MessageChannel();
    worker.postMessage({ kind: 'share', port: port2, what } satisfies ShareMessage, [port2, ...ports]);
    const share = new Share(worker, port1, () => this.#leave(share, worker));
    this.#shares.add(share);
    return share;
  }

  /** Ends a thread that nobody has a share of. */
  leave(): void {
    if (this.#shares.size > 0) return;
    void this.#worker?.terminate();
    this.#worker = null;
  }

  #begin(): Worker {
    const worker = this.#start();
    // Each share adds a listener, so Node must not warn of too many.
    for (const emitter of [worker, worker.stdout, worker.stderr]) emitter.setMaxListeners(0);
    this.#worker = worker;
    worker.once('exit', () => {
      if (this.#worker === worker) this.#worker = null;
    });
    return worker;
  }

  #leave(share: Share, worker: Worker): void {
    this.#shares.delete(share);
    if (this.#worker === worker) this.leave();
  }
}

/** One port of a shared thread. */
class Share extends EventEmitter implements ThreadWorker {
  readonly stdout: ThreadWorker['stdout'];
  readonly stderr: ThreadWorker['stderr'];
  readonly #port: MessagePort;
  readonly #onEnd: () => void;
  #hasEnded = false;

  constructor(worker: Worker, port: MessagePort, onEnd: () => void) {
    super();
    this.#port = port;
    this.#onEnd = onEnd;
    this.stdout = worker.stdout;
    this.stderr = worker.stderr;
    port.on('message', (message: unknown) => this.emit('message', message));
    port.on('messageerror', (error: unknown) => this.emit('messageerror', error));
    worker.on('error', (error: unknown) => {
      if (!this.#hasEnded) this.emit('error', error);
    });
    worker.once('exit', (code: number) => this.#end(code));
  }

  postMessage(message: unknown): void {
    this.#port.postMessage(message);
  }

  async terminate(): Promise<number> {
    this.#end(0);
    return 0;
  }

  #end(code: number): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#port.close();
    this.#onEnd();
    this.emit('exit', code);
  }
}
