import { leaseIntervalMs, type SessionPorts } from './session-ports.js';

/** What the borrower of the terminal must know. */
export interface TerminalLease {
  /** Aborted when the process is about to end: end what you run, at once. */
  readonly recalled: AbortSignal;
  /**
   * Stops this process and its group, as Ctrl-Z does. To be called when what you run was stopped alone, so that
   * nobody would answer the operator's keys. Returns when continued, or at once if nobody could continue us.
   */
  stop(): void;
}

/** A terminal that is lent out until the borrower is done. */
export class OpenLease implements TerminalLease {
  readonly #ports: Pick<SessionPorts, 'host' | 'output' | 'after' | 'isTerminal'>;
  readonly #onVanished: () => void;
  readonly #recall = new AbortController();
  #cancelLook: () => void = () => undefined;
  #returned: Promise<unknown> = Promise.resolve();

  constructor(ports: Pick<SessionPorts, 'host' | 'output' | 'after' | 'isTerminal'>, onVanished: () => void) {
    this.#ports = ports;
    this.#onVanished = onVanished;
  }

  get recalled(): AbortSignal {
    return this.#recall.signal;
  }

  /** Resolves when the borrower is done, successfully or not. */
  get returned(): Promise<void> {
    return this.#returned.then(
      () => undefined,
      () => undefined,
    );
  }

  async hand<T>(run: (lease: TerminalLease) => Promise<T>): Promise<T> {
    this.#look();
    // Node stops reading keys only a turn after it was told to.
    const running = new Promise(setImmediate).then(() => run(this));
    this.#returned = running;
    try {
      return await running;
    } finally {
      this.#cancelLook();
    }
  }

  recall(): void {
    this.#recall.abort();
  }

  stop(): void {
    this.#ports.host.kill(0, 'SIGTSTP');
  }

  /** We don't read anything in the meantime, and so wouldn't notice that the terminal is gone. */
  #look(): void {
    this.#cancelLook = this.#ports.after(leaseIntervalMs, () => {
      if (this.#ports.isTerminal(this.#ports.output.fd)) this.#look();
      else this.#onVanished();
    });
  }
}
