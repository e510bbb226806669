import type { Ability, HostCallName, HostCalls } from '../wire/messages.js';
import { type Answered, type ConnectionParts, HostConnection, type LinkProcess } from './host-connection.js';
import type { LinkTrouble } from './link-trouble.js';

/** What a link needs. */
export interface LinkParts extends Omit<ConnectionParts, 'process' | 'onUp' | 'onEnd'> {
  /** Starts the process that connects to the host. Never throws. */
  readonly start: () => LinkProcess;
  /** From 0 to less than 1. */
  readonly random: () => number;
  /**
   * The first calls wait at most this many ms for the link, and are then told that it isn't up yet; absent: until it is
   * up or has failed.
   */
  readonly firstWaitMs?: number;
  /** Called when the link is up (null), or with why it is down. */
  readonly onChange: (trouble: LinkTrouble | null) => void;
}

/** The first pause before another try, ms; each is twice as long as the one before, up to the longest. */
export const firstPauseMs = 1000;
export const longestPauseMs = 30_000;
/** A pause is up to this share longer or shorter, so that not all clients come back at once after a restart. */
const jitter = 0.2;
/** After a link that was up for this many ms, the next pause is the shortest again. */
const goodAfterMs = 10_000;

const gone: LinkTrouble = { kind: 'gone' };
const connecting: LinkTrouble = { kind: 'connecting' };

/**
 * The link to a program on another host: one connection after another, with growing pauses between them, until it is
 * closed. While there is no connection, calls are answered with the reason.
 */
export class HostLink {
  readonly #parts: LinkParts;
  #connection: HostConnection;
  /** Why there is no link; `unknown` until the first connection is up or has failed. */
  #trouble: LinkTrouble | null | 'unknown' = 'unknown';
  #able: readonly Ability[] = [];
  #version: string | null = null;
  #pauseMs = firstPauseMs;
  #upAt = 0;
  /** When something was last heard over a connection that was up, or the first try began. */
  #heardAt: number;
  #cancelPause = () => {};
  #isClosed = false;
  /** Resolves once the first connection is up or has failed, or nobody waits for that any more. */
  readonly #known: Promise<void>;
  #tellKnown: () => void = () => {};
  #cancelWait = () => {};

  /** Connects at once. */
  constructor(parts: LinkParts) {
    this.#parts = parts;
    this.#known = new Promise((resolve) => {
      this.#tellKnown = resolve;
    });
    if (parts.firstWaitMs !== undefined)
      this.#cancelWait = parts.after(parts.firstWaitMs, () => this.#tellKnown());
    this.#heardAt = parts.steady();
    this.#connection = this.#connect();
  }

  /** What the program there can do; empty until it has said so. */
  get able(): readonly Ability[] {
    return this.#able;
  }

  /** The version of the program there; null before it has said so. Untrusted. */
  get version(): string | null {
    return this.#version;
  }

  /** What was printed there beside messages over the last connection; untrusted. */
  get printed(): string {
    return this.#connection.printed;
  }

  /** How many ms ago something was last heard. */
  get silentMs(): number {
    const heardAt = this.#trouble === null ? this.#connection.heardAt : this.#heardAt;
    return this.#parts.steady() - heardAt;
  }

  /** Asks the program there; the first call of all waits for the link. Never rejects. */
  async call<N extends HostCallName>(
    name: N,
    ask: HostCalls[N]['ask'],
    signal?: AbortSignal,
  ): Promise<Answered<HostCalls[N]['answer']>> {
    if (this.#trouble === 'unknown') await this.#known;
    const trouble = this.#isClosed ? gone : this.#trouble === 'unknown' ? connecting : this.#trouble;
    if (trouble !== null) return { kind: 'lost', trouble, wasSent: false };
    return this.#connection.call(name, ask, signal);
  }

  /** Ends the link for good; resolves when its process has ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelPause();
    this.#cancelWait();
    this.#tellKnown();
    await this.#connection.close();
  }

  #connect(): HostConnection {
    const { start, begin, version, path, logFolder, answerMs, after, steady, onNews, onQuiet } = this.#parts;
    return new HostConnection({
      ...{ process: start(), begin, version, path, logFolder, answerMs, after, steady, onNews },
      ...(onQuiet === undefined ? {} : { onQuiet }),
      onUp: (able, theirs) => {
        this.#able = able;
        this.#version = theirs;
        this.#upAt = steady();
        this.#change(null);
      },
      onEnd: (trouble) => this.#end(trouble),
    });
  }

  #end(trouble: LinkTrouble): void {
    if (this.#isClosed) return;
    if (this.#trouble === null) {
      this.#heardAt = this.#connection.heardAt;
      if (this.#heardAt - this.#upAt >= goodAfterMs) this.#pauseMs = firstPauseMs;
    }
    const pauseMs = this.#pauseMs * (1 - jitter + 2 * jitter * this.#parts.random());
    this.#pauseMs = Math.min(longestPauseMs, 2 * this.#pauseMs);
    // Processes that wait for a disk would pile up.
    void this.#connection.gone.then(() => {
      if (this.#isClosed) return;
      this.#cancelPause = this.#parts.after(pauseMs, () => {
        this.#connection = this.#connect();
      });
    });
    this.#change(trouble);
  }

  #change(trouble: LinkTrouble | null): void {
    this.#cancelWait();
    this.#trouble = trouble;
    this.#tellKnown();
    this.#parts.onChange(trouble);
  }
}
