import { randomUUID } from 'node:crypto';
import type { After } from '../../clock/after.js';
import { sqlText } from '../../schema/statement.js';
import { PostgresFailure, type ServerConnection } from './server-connection.js';
import { quotedName, type ServerLink } from './server-link.js';

/** Why nothing is heard of a server. */
export type NotHeard =
  /** There is no connection. */
  | 'no-link'
  /** A pooler stands in between: whoever is given its connection next would hear what we asked for. */
  | 'pooler'
  /** On a standby nobody can listen. */
  | 'standby'
  /** The server refuses to listen or to send. */
  | 'refused'
  /** What was sent didn't come back. */
  | 'silent';

/** Whether a server tells what is sent on a channel; `trying`: the test is under way. */
export type Hearing = 'heard' | 'trying' | NotHeard;

/** What it takes to listen. */
export interface ListeningParts {
  readonly link: ServerLink;
  /** As the server knows it. */
  readonly channel: string;
  /**
   * Whether a pooler in between keeps a connection for as long as ours lasts; default: it may not. That can't be found
   * out: until somebody else is given the connection, it looks the same.
   */
  readonly keepsSessions?: boolean;
  readonly after: After;
  /** Ms on a clock that never goes back. */
  readonly steady: () => number;
  /** Called when something may have changed, or the connection was lost. */
  readonly onNews?: () => void;
  /** Called with why nothing is heard, once for each reason in a row. */
  readonly onDeaf?: (why: NotHeard) => void;
}

/** What a session sends to itself has to come back within this many ms. */
export const testMs = 3000;
/** What isn't heard is tried again after this many ms: a standby may have become a primary. */
export const againMs = 60_000;

/**
 * Listens on a channel by the link's one connection, and only trusts it once it has heard what it sent to itself. A new
 * connection has to be tested again.
 */
export class Listening {
  readonly #parts: ListeningParts;
  /** The connection that was tested last, and when. */
  #connection: ServerConnection | null = null;
  #testedAt = 0;
  #hearing: Hearing = 'no-link';
  #told: NotHeard | null = null;
  #settled: () => void = () => {};

  constructor(parts: ListeningParts) {
    this.#parts = parts;
  }

  /** Makes sure that the connection of now listens, as far as it can. Never rejects. */
  async attend(): Promise<Hearing> {
    const told = await this.#parts.link.apart((connection) => this.#attendOn(connection));
    if (told.kind === 'trouble') this.#become('no-link');
    return this.#hearing;
  }

  /** The same, once the test is over. */
  async result(): Promise<Exclude<Hearing, 'trying'>> {
    for (;;) {
      const over = new Promise<void>((resolve) => {
        this.#settled = resolve;
      });
      const hearing = await this.attend();
      if (hearing !== 'trying') return hearing;
      await over;
    }
  }

  async #attendOn(connection: ServerConnection): Promise<void> {
    const { steady } = this.#parts;
    const isDue = !['heard', 'trying'].includes(this.#hearing) && steady() - this.#testedAt >= againMs;
    if (connection === this.#connection && !isDue) return;
    this.#connection = connection;
    this.#testedAt = steady();
    try {
      await this.#test(connection);
    } catch (error) {
      // What the server refuses is no reason to give up a connection that is as good as before.
      if (!(error instanceof PostgresFailure) || connection.trouble !== null) throw error;
      this.#become('refused');
    }
  }

  async #test(connection: ServerConnection): Promise<void> {
    const { channel, keepsSessions = false, after, onNews = () => {} } = this.#parts;
    const [row] = await connection.run(sqlText('postgres/may_listen'));
    const isPooled = Number(row?.[0]) !== connection.announcedProcess;
    if (isPooled && !keepsSessions) return this.#become('pooler');
    if (row?.[1] === 't') return this.#become('standby');
    const sent = randomUUID();
    this.#become('trying');
    const cancel = after(testMs, () => {
      if (connection === this.#connection && this.#hearing === 'trying') this.#become('silent');
    });
    connection.listen({
      hear: (text) => {
        // The text is of no interest otherwise: whoever may connect can send any.
        if (text !== sent) return onNews();
        cancel();
        if (connection === this.#connection) this.#become('heard');
      },
      end: () => {
        cancel();
        if (connection !== this.#connection) return;
        this.#become('no-link');
        onNews();
      },
    });
    try {
      await connection.run(`LISTEN ${quotedName(channel)}`);
      await connection.run(sqlText('postgres/notify'), [channel, sent]);
    } catch (error) {
      cancel();
      throw error;
    }
  }

  #become(hearing: Hearing): void {
    this.#hearing = hearing;
    if (hearing === 'trying') return;
    this.#settled();
    const why = hearing === 'heard' ? null : hearing;
    // A link that is lost is told of otherwise.
    if (why !== null && why !== 'no-link' && why !== this.#told) this.#parts.onDeaf?.(why);
    if (why !== 'no-link') this.#told = why;
  }
}
