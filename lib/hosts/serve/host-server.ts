import type { Readable, Writable } from 'node:stream';
import type { After } from '../../clock.js';
import { toHost } from '../wire/form.js';
import { FrameReader, frameOf, preamble, WireError } from '../wire/frames.js';
import { type Ability, type FromHost, protocol, type ToHost } from '../wire/messages.js';
import { HostSession, type ServedDatabase } from './host-session.js';

/** What is served, and by whom. */
export interface HostServerParts {
  /** This program's version. */
  readonly version: string;
  readonly able: readonly Ability[];
  /** Opens the database that the other side asks for; null: the usual one. */
  readonly open: (path: string | null, logFolder: string | null) => ServedDatabase;
  /** Resolves with the next sign of life of the database's host, where this process isn't on it; a pong waits for that. */
  readonly heard?: (() => Promise<void>) | undefined;
}

/** The pipes that a server's messages come and go through. */
export interface ServerPipes {
  readonly input: Readable;
  readonly output: Writable;
  readonly after: After;
}

/**
 * After this many ms of silence the other side of a pipe counts as gone, even if the pipe is open: it sends something every
 * few seconds.
 */
export const silenceMs = 60_000;

/** How it ended: the other side asked for it, or a message wasn't understood. `what` contains no values. */
export type ServerEnd =
  | { readonly kind: 'over' }
  | { readonly kind: 'silent' }
  | { readonly kind: 'nonsense'; readonly what: string };

/** Serves one database to a program on another host, or to one that speaks for it in this process. */
export class HostServer {
  readonly #parts: HostServerParts;
  readonly #ended: Promise<ServerEnd>;
  #stage: 'greeting' | 'opening' | 'open' = 'greeting';
  #session: HostSession | null = null;
  #finish: (end: ServerEnd) => void = () => {};
  #say: (message: FromHost) => void = () => {};
  #output: Writable | null = null;

  constructor(parts: HostServerParts) {
    this.#parts = parts;
    this.#ended = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  /**
   * Serves over pipes until the input ends, nobody reads the output any more, or nothing is heard. Everything is closed by
   * then.
   */
  run({ input, output, after }: ServerPipes): Promise<ServerEnd> {
    const frames = new FrameReader(false);
    const silent = (): void => this.#finish({ kind: 'silent' });
    let cancelSilence = after(silenceMs, silent);
    const over = (): void => this.end();
    input.on('data', (bytes: Buffer) => {
      cancelSilence();
      cancelSilence = after(silenceMs, silent);
      this.#unlessNonsense(() => {
        for (const value of frames.take(bytes)) {
          const wrong = toHost(value);
          if (wrong !== null) throw new WireError(`a message with a wrong ${wrong}`);
          this.#take(value as ToHost);
        }
      });
    });
    input.once('end', over).once('close', over).on('error', over);
    output.once('close', over).on('error', over);
    void this.#ended.then(() => {
      cancelSilence();
      input.removeAllListeners('data').destroy();
    });
    this.#output = output;
    output.write(preamble);
    return this.serve((message) => void output.write(frameOf(message)));
  }

  /** Serves whoever calls {@link take}, and hears the answers and news, until {@link end}. Everything is closed by then. */
  async serve(hear: (message: FromHost) => void): Promise<ServerEnd> {
    const { version, able } = this.#parts;
    this.#say = hear;
    this.#say({ kind: 'hello', protocol, version, able });
    const end = await this.#ended;
    await this.#session?.close();
    return end;
  }

  /** Takes a message of the other side; one that makes no sense ends it. */
  take(message: ToHost): void {
    this.#unlessNonsense(() => this.#take(message));
  }

  /** Ends it as if the input had ended. */
  end(): void {
    this.#finish({ kind: 'over' });
  }

  #unlessNonsense(work: () => void): void {
    try {
      work();
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
        this.#session = new HostSession(database, this.#output, (news) => this.#say(news));
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
}
