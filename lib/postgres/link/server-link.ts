import { sqlText } from '../../schema/statement.js';
import {
  type ConnectionParts,
  type CopiedIn,
  PostgresFailure,
  patienceMs,
  type Row,
  ServerConnection,
} from './server-connection.js';
import { isOfStatement, type PostgresTrouble } from './trouble.js';

/** What a link needs. */
export interface ServerLinkParts extends ConnectionParts {
  /** Ms on a clock that never goes back. */
  readonly steady: () => number;
  /** From 0 to less than 1. */
  readonly random: () => number;
}

/** Runs one statement. Throws {@link PostgresFailure}, also if the transaction's time is up. */
export type AskServer = (
  text: string,
  values?: readonly (string | number | null)[],
) => Promise<readonly Row[]>;

/** One instant of a database, for as long as its transaction lasts. Statements may be sent before earlier ones end. */
export interface ServerInstant {
  /** The result of `pg_current_snapshot()`. */
  readonly snapshot: string;
  /** When it began, by the server's clock, ms since the epoch. */
  readonly at: number;
  /** How many ms the answer with that time took. */
  readonly tookMs: number;
  /**
   * Set for a standby that may lag: it shows everything that was committed up to then, by the server's clock. Else
   * null.
   */
  readonly replayedUntil: number | null;
  readonly isStandby: boolean;
  /** Identifies the server: a different text after a restart, and for another server. */
  readonly server: string;
  /** Such as 150004 for 15.4. */
  readonly version: number;
  readonly rows: AskServer;
  /** How many ms the server has worked for this link, in all. */
  readonly spentMs: () => number;
  /** Runs one statement that copies rows to us. Throws the same. */
  copy(text: string): Promise<CopiedIn>;
}

/** A value, or why there is none now. */
export type Outcome<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'trouble'; readonly trouble: PostgresTrouble };

/** A transaction ends within this many ms, so that it never holds up a vacuum for longer. */
export const transactionMs = 2000;
/** The time limit that `begin.sql` sets for a statement, ms. */
const statementMs = 1500;
/**
 * The time limit of each statement that is sent along with the one that begins the transaction, ms: together they may not
 * take longer than a transaction may.
 */
const aheadMs = 100;
/** Allowance for the network, ms. */
const spareMs = 50;
/** The first pause before another try to connect, ms; each is twice as long as the one before, up to the longest. */
const firstPauseMs = 1000;
const longestPauseMs = 30_000;
/** A pause is up to this share longer or shorter, so that not all clients come back at once after a restart. */
const jitter = 0.2;

/**
 * The one connection to a server: made when it is needed, and again after it was lost, with growing pauses. Requests
 * run one at a time, and no transaction is open between them.
 */
export class ServerLink {
  readonly #parts: ServerLinkParts;
  #connection: ServerConnection | null = null;
  /** Why the last try to connect failed, and until when there is no other. */
  #waiting: { readonly trouble: PostgresTrouble; readonly until: number } | null = null;
  #pauseMs = firstPauseMs;
  #connections = 0;
  readonly #time: ServerTime;
  /** Whether the server was a standby at the last instant. */
  #isStandby = false;
  /** Whether a transaction has ever begun. */
  #hasBegun = false;
  /** Whether nothing is sent before the answer to the statement that begins a transaction. */
  #isCautious = false;
  #isClosed = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: ServerLinkParts) {
    this.#parts = parts;
    this.#time = new ServerTime(parts.steady);
  }

  /** How often it has connected: after a new connection, nothing remembered of the server is valid. */
  get connections(): number {
    return this.#connections;
  }

  /** How many ms the server has worked on statements in all, without round trips, and waits for locks. */
  get spentMs(): number {
    return this.#time.spentMs;
  }

  /** A text that differs from an earlier one if something may have been committed since. Never rejects. */
  look(): Promise<Outcome<string>> {
    return this.#inTurn(async (connection) => {
      const [row] = await this.#time.of(() => connection.run(sqlText('postgres/link/look')), {
        isWork: false,
      });
      return row?.[0] ?? '';
    });
  }

  /**
   * Whether there is a pooler before the server: then the process that does the work isn't the one announced at the
   * start.
   */
  isPooled(): Promise<Outcome<boolean>> {
    return this.onConnection(async (connection) => {
      const [row] = await connection.run('SELECT pg_backend_pid()');
      return Number(row?.[0]) !== connection.announcedProcess;
    });
  }

  /** Does work with the connection itself, outside of transactions. Errors of the server are returned, not thrown. */
  onConnection<T>(work: (connection: ServerConnection) => Promise<T>): Promise<Outcome<T>> {
    return this.#inTurn(work);
  }

  /**
   * Does work at one instant, in a read-only transaction that ends within {@link transactionMs}. `ahead` may send the
   * first statements along with the one that begins the transaction, so that they cost no round trip of their own; each
   * has to end within {@link aheadMs}. Errors of the server are returned; rejects only with other errors that the work
   * throws.
   */
  async read<T>(
    work: (instant: ServerInstant) => Promise<T>,
    ahead: ((ask: AskServer) => void) | null = null,
  ): Promise<Outcome<T>> {
    const outcome = await this.#read(work, ahead);
    const isGone = outcome.kind === 'trouble' && outcome.trouble.kind === 'gone';
    if (!isGone || this.#hasBegun || this.#isCautious || this.#isClosed) return outcome;
    // A pooler that refuses the first statement closes the connection, and whatever we had sent after it may take the
    // reason with it.
    this.#isCautious = true;
    return this.#read(work, ahead);
  }

  #read<T>(
    work: (instant: ServerInstant) => Promise<T>,
    ahead: ((ask: AskServer) => void) | null,
  ): Promise<Outcome<T>> {
    const { steady } = this.#parts;
    return this.#inTurn(async (connection) => {
      try {
        const began = steady();
        const value = await work(await this.#begin(connection, ahead));
        // Nobody needs the answer: if the connection is lost, the next statement notices it.
        const ended = connection.run('COMMIT').catch(() => {});
        // The server has ended it if it was idle for that long. The next one is over another connection then.
        if (steady() - began > transactionMs) await ended;
        return value;
      } catch (error) {
        if (connection.trouble === null) connection.run('ROLLBACK').catch(() => {});
        throw error;
      }
    });
  }

  /** Ends the connection, in the middle of a read if necessary. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#connection?.close();
    await this.#last;
  }

  #inTurn<T>(work: (connection: ServerConnection) => Promise<T>): Promise<Outcome<T>> {
    const turn = this.#last.then(() => this.#outcome(work));
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #outcome<T>(work: (connection: ServerConnection) => Promise<T>): Promise<Outcome<T>> {
    try {
      return { kind: 'value', value: await work(await this.#connected()) };
    } catch (error) {
      if (!(error instanceof PostgresFailure)) throw error;
      const { trouble } = error;
      if (!isOfStatement(trouble)) await this.#drop();
      return { kind: 'trouble', trouble };
    }
  }

  async #connected(): Promise<ServerConnection> {
    if (this.#isClosed) throw new PostgresFailure({ kind: 'gone' });
    if (this.#connection?.trouble) await this.#drop();
    if (this.#connection !== null) return this.#connection;
    const { steady, random } = this.#parts;
    if (this.#waiting !== null && steady() < this.#waiting.until)
      throw new PostgresFailure(this.#waiting.trouble);
    try {
      const connection = await ServerConnection.open(this.#parts);
      if (this.#isClosed) {
        await connection.close();
        throw new PostgresFailure({ kind: 'gone' });
      }
      this.#connection = connection;
      this.#connections += 1;
      this.#waiting = null;
      this.#pauseMs = firstPauseMs;
      return connection;
    } catch (error) {
      if (!(error instanceof PostgresFailure)) throw error;
      const pause = this.#pauseMs * (1 - jitter + 2 * jitter * random());
      this.#pauseMs = Math.min(longestPauseMs, 2 * this.#pauseMs);
      this.#waiting = { trouble: error.trouble, until: steady() + pause };
      throw error;
    }
  }

  async #drop(): Promise<void> {
    const connection = this.#connection;
    this.#connection = null;
    await connection?.close();
  }

  async #begin(
    connection: ServerConnection,
    ahead: ((ask: AskServer) => void) | null,
  ): Promise<ServerInstant> {
    const { steady } = this.#parts;
    const { schema } = this.#parts.parameters;
    const path = schema === null ? '' : `SET LOCAL search_path = ${quotedName(schema)};`;
    const isAhead = ahead !== null;
    const limits = isAhead ? `SET LOCAL statement_timeout = ${aheadMs};` : '';
    // Before the snapshot is taken: what a standby replays after that is missing in it.
    const replayed = this.#isStandby
      ? this.#counted(() => connection.run(sqlText('postgres/link/replayed')))
      : [];
    const began = steady();
    const locked = this.#time.of(
      () => connection.run(`${sqlText('postgres/link/begin')}${path}${sqlText('postgres/link/locks')}`),
      { isWork: false },
    );
    if (this.#isCautious) await locked;
    const begun = this.#counted(() => connection.run(`${limits}${sqlText('postgres/link/instant')}`));
    let limit = isAhead ? aheadMs : statementMs;
    const inTime = <T>(work: () => Promise<T>): Promise<T> => {
      const left = Math.floor(transactionMs - spareMs - (steady() - began));
      if (left < spareMs) throw new PostgresFailure({ kind: 'too-slow' });
      const wanted = Math.min(left, statementMs);
      if (wanted < limit || (hasBegun && wanted > limit)) {
        limit = wanted;
        connection.run(`SET LOCAL statement_timeout = ${wanted}`).catch(() => {});
      }
      return this.#counted(work).catch(async (error: unknown) => {
        // Whatever follows a failed statement fails because of that, and may be heard of in the same moment.
        if (isOfAborted(error)) await new Promise(setImmediate);
        else failure ??= error;
        throw failure ?? error;
      });
    };
    let failure: unknown = null;
    let hasBegun = false;
    const rows: AskServer = async (text, values) => inTime(() => connection.run(text, values, patienceMs));
    ahead?.(rows);
    const [[[until = null] = []], [row]] = await Promise.all([replayed, begun, locked]);
    const tookMs = steady() - began;
    hasBegun = true;
    this.#hasBegun = true;
    this.#isCautious = false;
    const [snapshot = null, now = null, inRecovery = null, server = null, version = null] = row ?? [];
    const isStandby = inRecovery === 't';
    const wasKnown = this.#isStandby || !isStandby;
    this.#isStandby = isStandby;
    if (!wasKnown) {
      await connection.run('ROLLBACK');
      return this.#begin(connection, ahead);
    }
    return {
      snapshot: snapshot ?? '',
      at: Number(now),
      tookMs,
      replayedUntil: until === null ? null : Number(until),
      isStandby,
      server: server ?? '',
      version: Number(version),
      rows,
      spentMs: () => this.#time.spentMs,
      copy: async (text) => inTime(() => connection.copy(text, steady)),
    };
  }

  #counted<T>(work: () => Promise<T>): Promise<T> {
    return this.#time.of(work, {
      isWait: (error) => error instanceof PostgresFailure && error.trouble.kind === 'locked',
    });
  }
}

/** Whether a statement failed because an earlier one of its transaction had. */
function isOfAborted(error: unknown): boolean {
  if (!(error instanceof PostgresFailure)) return false;
  const { trouble } = error;
  return trouble.kind === 'other' && trouble.code === '25P02';
}

/** A name quoted for use in a statement, whatever characters it has. */
export function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** How many of the last round trips are remembered: a line may become slower, or quicker. */
const remembered = 20;

/** How a statement's time is counted. */
interface Counting {
  /** Whether the time counts as work that the server did for us; default: yes. */
  readonly isWork?: boolean;
  /** Whether it doesn't count because it ended with this error: the server waited and did nothing. */
  readonly isWait?: (error: unknown) => boolean;
}

/**
 * How long a server has worked for us, as far as can be told from here: the time of each statement without the round
 * trip of the line, which is the shortest time that any of the last statements took. Statements that are sent while
 * another one is under way are answered one after another, with a single round trip for all of them.
 */
export class ServerTime {
  readonly #steady: () => number;
  readonly #trips: number[] = [];
  #pending = 0;
  #answeredAt = 0;
  #spentMs = 0;

  /** `steady`: ms on a clock that never goes back. */
  constructor(steady: () => number) {
    this.#steady = steady;
  }

  /** Ms of work in all. */
  get spentMs(): number {
    return this.#spentMs;
  }

  /** The round trip of the line, ms, as last known; 0 before the first statement. */
  get roundTripMs(): number {
    return this.#trips.length === 0 ? 0 : Math.min(...this.#trips);
  }

  /** Sends a statement by `send`, and counts the time until its answer is here. Settles as `send` does. */
  async of<T>(send: () => Promise<T>, { isWork = true, isWait = () => false }: Counting = {}): Promise<T> {
    const sentAt = this.#steady();
    const isAlone = this.#pending === 0;
    this.#pending += 1;
    let counts = isWork;
    try {
      return await send();
    } catch (error) {
      counts &&= !isWait(error);
      throw error;
    } finally {
      this.#pending -= 1;
      const now = this.#steady();
      if (isAlone) {
        this.#trips.push(now - sentAt);
        if (this.#trips.length > remembered) this.#trips.shift();
      }
      // The server can't have begun sooner than it was asked, nor before it was done with what it was asked earlier.
      const work = Math.min(now - sentAt - this.roundTripMs, now - this.#answeredAt);
      this.#answeredAt = now;
      if (counts) this.#spentMs += Math.max(0, work);
    }
  }
}
