import { type SessionPorts, stopDeadlineMs } from './session-ports.js';
import type { DeadlySignal } from './streams.js';

/** The code of a process whose terminal vanished: as if SIGHUP had come, which it mostly does too. */
const hungUp = 129;

/** What an ending needs of its session. */
export interface EndingParts {
  readonly ports: Pick<SessionPorts, 'host' | 'output' | 'after' | 'isTerminal' | 'report'>;
  /** Gives the terminal back, now. */
  readonly release: () => void;
  /** The last work. */
  readonly stop: () => Promise<void>;
  /** Lets a signal do to this process what it does by default. */
  readonly raise: (signal: DeadlySignal) => void;
}

/** How the process ends: the terminal first, then the last work, but not for long. */
export class Ending {
  readonly #parts: EndingParts;
  #begun = false;
  #cancelDeadline: (() => void) | null = null;

  constructor(parts: EndingParts) {
    this.#parts = parts;
  }

  get begun(): boolean {
    return this.#begun;
  }

  /**
   * Ends with this code, or by this signal: in the background Node would be stopped once more while it resets the
   * terminal at its exit. A second call doesn't wait for the last work.
   */
  end(code: number, signal?: DeadlySignal): void {
    this.#parts.release();
    if (this.#begun) {
      this.#exit(code, signal);
      return;
    }
    this.#begun = true;
    this.#cancelDeadline = this.#parts.ports.after(stopDeadlineMs, () => this.#exit(code, signal));
    this.#parts.stop().then(
      () => this.#exit(code, signal),
      (error: unknown) => this.fail(error),
    );
  }

  fail(error: unknown): void {
    this.#parts.release();
    this.#parts.ports.report(error);
    this.end(1);
  }

  /** Reads and writes of a terminal that is gone fail for ever: there is nothing to wait for. */
  vanish(): void {
    this.#begun = true;
    this.#parts.stop().catch(this.#parts.ports.report);
    this.#exit(hungUp);
  }

  /** Forgets the deadline: the process goes on after all. */
  cancel(): void {
    this.#cancelDeadline?.();
  }

  #exit(code: number, signal?: DeadlySignal): void {
    const { ports, release, raise } = this.#parts;
    release();
    this.cancel();
    // Where the terminal is gone, Node's resetting of it fails loudly. There is nothing to reset.
    const deadly = ports.isTerminal(ports.output.fd) ? signal : 'SIGHUP';
    if (deadly) raise(deadly);
    ports.host.exit(code);
  }
}
