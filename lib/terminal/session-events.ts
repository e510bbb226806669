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
