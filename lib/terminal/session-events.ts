import type { SessionPorts } from './session-ports.js';
import type { HostEvent } from './streams.js';

/** What a session does at each event. */
export interface SessionHandlers {
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
    const { input, output } = this.#ports;
    const { data, vanished, resized } = this.#handlers;
    for (const event of this.#hostEvents()) this.heed(event);
    input.on('data', data);
    input.on('end', vanished);
    input.on('close', vanished);
    input.on('error', vanished);
    output.on('error', vanished);
    output.on('resize', resized);
  }

  remove(): void {
    this.#listening = false;
    const { input, output } = this.#ports;
    const { data, vanished, resized } = this.#handlers;
    for (const event of this.#hostEvents()) this.ignore(event);
    input.off('data', data);
    input.off('end', vanished);
    input.off('close', vanished);
    input.off('error', vanished);
    output.off('error', vanished);
    output.off('resize', resized);
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

  #hostEvents(): HostEvent[] {
    return Object.keys(this.#handlers.host) as HostEvent[];
  }
}
