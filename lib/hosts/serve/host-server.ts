import type { Readable, Writable } from 'node:stream';
import type { After } from '../../clock.js';
import { toHost } from '../wire/form.js';
import { FrameReader, frameOf, preamble, WireError } from '../wire/frames.js';
import { type Ability, type FromHost, protocol, type ToHost } from '../wire/messages.js';
import { HostSession } from './host-session.js';
import type { ServedDatabase } from './served-database.js';

/** What the server needs of the world. */
export interface HostServerParts {
  readonly input: Readable;
  readonly output: Writable;
  /** This program's version. */
  readonly version: string;
  readonly able: readonly Ability[];
  /** Opens the database that the other side asks for; null: the usual one. */
  readonly open: (path: string | null, logFolder: string | null) => ServedDatabase;
  readonly after: After;
  /** Resolves with the next sign of life of the database's host, where this process isn't on it; a pong waits for that. */
  readonly heard?: (() => Promise<void>) | undefined;
}

/**
 * After this many ms of silence the other side counts as gone, even if the pipe is open: it sends something every few
 * seconds.
 */
export const silenceMs = 60_000;

/** How it ended: the other side asked for it, or a message wasn't understood. `what` contains no values. */
export type ServerEnd =
  | { readonly kind: 'over' }
  | { readonly kind: 'silent' }
  | { readonly kind: 'nonsense'; readonly what: string };

/** Serves one database to a program on another host, over a pair of pipes, for as long as they last. */
export class HostServer {
  readonly #parts: HostServerParts;
  readonly #frames = new FrameReader(false);
  #stage: 'greeting' | 'opening' | 'open' = 'greeting';
  #session: HostSession | null = null;
  #cancelSilence = () => {};
  #finish: (end: ServerEnd) => void = () => {};

  constructor(parts: HostServerParts) {
    this.#parts = parts;
  }

  /**
   * Serves until the input ends, nobody reads the output any more, or nothing is heard. Everything is closed by then.
   */
  async run(): Promise<ServerEnd> {
    const { input, output, version, able } = this.#parts;
    const ended = new Promise<ServerEnd>((resolve) => {
      this.#finish = resolve;
    });
    const over = (): void => this.end();
    input.on('data', (bytes: Buffer) => this.#receive(bytes));
    input.once('end', over).once('close', over).on('error', over);
    output.once('close', over).on('error', over);
    this.#waitForWord();
    output.write(preamble);
    this.#say({ kind: 'hello', protocol, version, able });
    const end = await ended;
    this.#cancelSilence();
    input.removeAllListeners('data').destroy();
    await this.#session?.close();
    return end;
  }

  /** Ends it as if the input had ended. */
  end(): void {
    this.#finish({ kind: 'over' });
  }

  #waitForWord(): void {
    this.#cancelSilence();
    this.#cancelSilence = this.#parts.after(silenceMs, () => this.#finish({ kind: 'silent' }));
  }

  #receive(bytes: Buffer): void {
    this.#waitForWord();
    try {
      for (const value of this.#frames.take(bytes)) {
        const wrong = toHost(value);
        if (wrong !== null) throw new WireError(`a message with a wrong ${wrong}`);
        this.#take(value as ToHost);
      }
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#finish({ kind: 'nonsense', what: error.message });
    }
  }

  #take(message: ToHost): void {
    switch (message.kind) {
      case 'hello':
        if (this.#stage !== 'greeting') throw new WireError('a second greeting');
        this.#stage = 'opening';
        // The other side finds out the same, and tells its operator.
        if (message.protocol !== protocol) this.#finish({ kind: 'over' });
        return;
      case 'ping':
        return void this.#pong();
      case 'open': {
        if (this.#stage !== 'opening') throw new WireError('an opening out of turn');
        this.#stage = 'open';
        const database = this.#parts.open(message.path, message.logFolder);
        this.#session = new HostSession(database, this.#parts.output, (news) => this.#say(news));
        return void this.#session.begin();
      }
      case 'call':
      case 'abort':
        if (this.#session === null) throw new WireError('a call before the opening');
        if (message.kind === 'call') this.#session.call(message);
        else this.#session.abort(message.id);
        return;
    }
  }

  async #pong(): Promise<void> {
    await this.#parts.heard?.();
    this.#say({ kind: 'pong' });
  }

  #say(message: FromHost): void {
    this.#parts.output.write(frameOf(message));
  }
}
