import { randomUUID } from 'node:crypto';
import type { After } from '../../clock.js';
import { sqlText } from '../../schema/statement.js';
import { PostgresFailure, type ServerConnection } from './server-connection.js';
import { quotedName, type ServerLink } from './server-link.js';

/** Why a server's notifications can't be heard. */
export type NotHeard =
  /** There is no connection. */
  | 'no-link'
  /** A pooler is in between: the next client of its server connection would get the notifications that we asked for. */
  | 'pooler'
  /** It is a standby, where LISTEN isn't possible. */
  | 'standby'
  /** The server refuses to listen or to send. */
  | 'refused'
  /** The test notification didn't come back. */
  | 'silent';

/** Whether a channel's notifications reach us; `trying`: the test is under way. */
export type Hearing = 'heard' | 'trying' | NotHeard;

/** What is needed to listen. */
export interface ListeningParts {
  readonly link: ServerLink;
  /** The channel's name as the server knows it. */
  readonly channel: string;
  /**
   * Whether a pooler in between keeps the same server connection for as long as ours lasts; default: it may not. This
   * can't be tested: it looks the same until another client gets the connection.
   */
  readonly keepsSessions?: boolean;
  readonly after: After;
  /** Ms on a clock that never goes back. */
  readonly steady: () => number;
  /** Called when something may have changed, or the connection was lost. */
  readonly onNews?: () => void;
  /** Called with why nothing is heard, whenever the reason is another one than before. */
  readonly onDeaf?: (why: NotHeard) => void;
}

/** A notification that the session sends to itself has to come back within this many ms. */
export const testMs = 3000;
/** A failed test is repeated after this many ms: a standby may have become a primary. */
export const againMs = 60_000;

/**
 * Listens on a channel over the link's one connection, and trusts it only after a notification to itself has come back.
 * A new connection has to be tested again.
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

  /** Makes sure that the current connection listens, as far as it can. Never rejects. */
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
      // A refusal by the server is no reason to give up the connection, which still works.
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
        // Other texts don't matter: anybody who may connect can send any text.
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
    // A lost link is reported elsewhere.
    if (why !== null && why !== 'no-link' && why !== this.#told) this.#parts.onDeaf?.(why);
    if (why !== 'no-link') this.#told = why;
  }
}
