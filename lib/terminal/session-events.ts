import { type DeadlySignal, type HostEvent, type SessionPorts, stopDeadlineMs } from './streams.js';

/** What a session does at each event. */
interface SessionHandlers {
  readonly host: Readonly<Record<HostEvent, (argument: unknown) => void>>;
  readonly data: (chunk: Uint8Array) => void;
  /** The terminal is gone: its reads and writes fail, or it reports its end. */
  readonly vanished: () => void;
  readonly resized: () => void;
}

/** A session's handlers for its process and streams: one for each event, installed and removed together. */
export class SessionEvents {
  readonly #ports: Pick<SessionPorts, 'input' | 'output' | 'host'>;
  readonly #handlers: SessionHandlers;
  #listening = false;

  constructor(ports: Pick<SessionPorts, 'input' | 'output' | 'host'>, handlers: SessionHandlers) {
    this.#ports = ports;
    this.#handlers = handlers;
  }

  get listening(): boolean {
    return this.#listening;
  }

  listen(): void {
    if (this.#listening) return;
    this.#listening = true;
    for (const event of this.#hostEvents()) this.heed(event);
    this.#streams('on');
  }

  remove(): void {
    this.#listening = false;
    for (const event of this.#hostEvents()) this.ignore(event);
    this.#streams('off');
  }

  /** Removes the handler, so that a signal has its default effect. */
  ignore(event: HostEvent): void {
    this.#ports.host.off(event, this.#handlers.host[event]);
  }

  /** Installs the handler again. */
  heed(event: HostEvent): void {
    this.ignore(event);
    this.#ports.host.on(event, this.#handlers.host[event]);
  }

  /**
   * Gives signals their default effects, unless our handlers are there. Node has handlers of its own until one of ours was
   * removed; any thread may run them, and doesn't end the process if a stop interrupts it.
   */
  leaveToSystem(): void {
    if (this.#listening) return;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      this.heed(signal);
      this.ignore(signal);
    }
  }

  #hostEvents(): HostEvent[] {
    return Object.keys(this.#handlers.host) as HostEvent[];
  }

  /** Installs or removes the handlers of the terminal's streams. */
  #streams(set: 'on' | 'off'): void {
    const { input, output } = this.#ports;
    const { data, vanished, resized } = this.#handlers;
    input[set]('data', data);
    input[set]('end', vanished);
    input[set]('close', vanished);
    input[set]('error', vanished);
    output[set]('error', vanished);
    output[set]('resize', resized);
  }
}

/** The exit code of a process whose terminal vanished: as if SIGHUP had arrived, which it usually does too. */
const hungUp = 129;

/** What an ending needs of its session. */
interface EndingParts {
  readonly ports: Pick<SessionPorts, 'host' | 'output' | 'after' | 'isTerminal' | 'report'>;
  /** Gives the terminal back, now. */
  readonly release: () => void;
  /** Runs something when no part of a frame is on its way to the terminal any more, or at once. */
  readonly drain: (run: () => void) => void;
  /** The work to be done before the process ends. */
  readonly stop: () => Promise<void>;
  /** Raises a signal in this process, with its default effect. */
  readonly raise: (signal: DeadlySignal) => void;
}

/** Ends the process: it gives the terminal back first, then waits briefly for the remaining work. */
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
   * Ends with this code, or by this signal: in the background, Node would be stopped once more when it resets the
   * terminal at exit. A second call doesn't wait for the remaining work.
   */
  end(code: number, signal?: DeadlySignal): void {
    if (this.#begun) {
      this.#exit(code, signal);
      return;
    }
    this.#begun = true;
    this.#parts.drain(() => this.#stop(code, signal));
  }

  #stop(code: number, signal?: DeadlySignal): void {
    this.#parts.release();
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

  /** Reads and writes of a vanished terminal would fail for ever, so there is nothing to wait for. */
  vanish(): void {
    this.#begun = true;
    this.#parts.stop().catch(this.#parts.ports.report);
    this.#exit(hungUp);
  }

  /** Cancels the deadline: the process continues after all. */
  cancel(): void {
    this.#cancelDeadline?.();
  }

  #exit(code: number, signal?: DeadlySignal): void {
    const { ports, release, raise } = this.#parts;
    release();
    this.cancel();
    // If the terminal is gone, Node prints an error when it tries to reset it. There is nothing to reset.
    const deadly = ports.isTerminal(ports.output.fd) ? signal : 'SIGHUP';
    if (deadly) raise(deadly);
    ports.host.exit(code);
  }
}
