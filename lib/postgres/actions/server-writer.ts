import { type ActionProblem, actionProblem } from '../../actions/action-problem.js';
import { sqlText } from '../../schema/statement.js';
import type { ConnectionParameters } from '../connection-parameters.js';
import { type ConnectionParts, PostgresFailure, ServerConnection } from '../link/server-connection.js';
import { quotedName } from '../link/server-link.js';
import { isOfStatement, type PostgresTrouble, problemOfPostgres } from '../link/trouble.js';
import type { Run, RunByName } from './fitted-statement.js';

/** What a writer needs of the world. */
export interface ServerWriterParts extends ConnectionParts {
  /** Ms on a clock that never goes back. */
  readonly steady: () => number;
  /** From 0 to less than 1. */
  readonly random: () => number;
  /** Ends everything, in the middle of a statement if necessary. */
  readonly signal: AbortSignal;
}

/** What the rows themselves say of a transaction whose COMMIT was never answered. */
export type Trace = 'done' | 'not done' | 'unknown';

/** Thrown if it can't be found out whether a transaction was committed. */
export class UnknownOutcome extends Error {}

/** Thrown if the only servers that answer are standbys. */
export class OnlyStandby extends Error {
  /** `mayPass`: a primary answered earlier, or may be one of the servers that don't answer now. */
  constructor(readonly mayPass: boolean) {
    super();
  }
}

/** Problems that may pass by themselves: nothing was changed, so the work is tried again. */
const passing: ReadonlySet<PostgresTrouble['kind']> = new Set([
  ...(['gave-way', 'locked', 'too-slow'] as const),
  // While a server restarts or another one takes over, directly, behind a proxy, or at another address.
  ...(['gone', 'starting', 'refused', 'no-postgres', 'unknown-host', 'unreachable'] as const),
  // After that, all clients come back at once.
  ...(['out-of-connections', 'pooler'] as const),
]);

function mayPass(error: unknown): boolean {
  if (error instanceof OnlyStandby) return error.mayPass;
  return error instanceof PostgresFailure && passing.has(error.trouble.kind);
}

/** How long an abort waits for a connection that is being made, ms. */
const openingMs = 250;
/** The pause before the second try, ms; each is twice as long as the one before, up to the longest. */
const firstPauseMs = 20;
const longestPauseMs = 320;

/**
 * A connection for writing, to the first server that isn't a standby. It is made when it is needed, and made again if
 * it is lost during something that can be retried.
 */
export class ServerWriter {
  readonly #parts: ServerWriterParts;
  #connection: ServerConnection | null = null;
  /** Whether a primary has answered. */
  #wasUp = false;
  /** The cluster that is written, and its timeline; null if the server doesn't tell. */
  #history: string | null = null;
  readonly #stop = (): void => void this.#connection?.close();

  constructor(parts: ServerWriterParts) {
    this.#parts = parts;
    parts.signal.addEventListener('abort', this.#stop);
  }

  /** Ends the connection. */
  async close(): Promise<void> {
    this.#parts.signal.removeEventListener('abort', this.#stop);
    await this.#connection?.close();
    this.#connection = null;
  }

  /** Runs one statement outside of transactions, or several without values. Throws what {@link transaction} throws. */
  async alone(text: string, values?: Parameters<Run>[1]): ReturnType<Run> {
    return (await this.#connected()).run(text, values);
  }

  /**
   * Does work in one transaction; starts over after deadlocks, held locks, lost connections and while no server
   * answers, for {@link patientMs} in all. The transaction is committed if `isWorthIt` accepts the result, else rolled
   * back. If the server can't tell whether it was committed, because another one has taken over or it doesn't say,
   * `traceOf` looks for the result in the rows. Throws `PostgresFailure`, {@link UnknownOutcome}, {@link OnlyStandby}
   * and what the work throws.
   */
  async transaction<T>(
    work: (run: Run, byName: RunByName) => Promise<T>,
    isWorthIt: (result: T) => boolean,
    traceOf: (run: Run, result: T) => Promise<Trace> = async () => 'unknown',
  ): Promise<T> {
    const { steady, signal } = this.#parts;
    const until = steady() + patientMs;
    let pause = firstPauseMs;
    for (;;) {
      try {
        return await this.#once(work, isWorthIt, traceOf, until);
      } catch (error) {
        if (!mayPass(error) || signal.aborted || steady() + pause >= until) throw error;
      }
      // Random, so that two writers that deadlocked don't collide again.
      await this.#wait(pause * (0.5 + this.#parts.random()));
      pause = Math.min(longestPauseMs, 2 * pause);
    }
  }

  async #once<T>(
    work: (run: Run, byName: RunByName) => Promise<T>,
    isWorthIt: (result: T) => boolean,
    traceOf: (run: Run, result: T) => Promise<Trace>,
    until: number,
  ): Promise<T> {
    const connection = await this.#connected();
    const run: Run = (text, values) => connection.run(text, values);
    let result: T;
    let transaction = '';
    try {
      await run(this.#begin(until));
      result = await work(run, (text, values) => connection.runByName(text, values));
      if (!isWorthIt(result)) {
        await run('ROLLBACK');
        return result;
      }
      [[transaction = ''] = []] = (await run('SELECT pg_current_xact_id()::text')) as [[string]];
    } catch (error) {
      if (connection.trouble === null) await run('ROLLBACK').catch(() => {});
      throw error;
    }
    try {
      await run('COMMIT');
    } catch (error) {
      const isAnswer = error instanceof PostgresFailure && isOfStatement(error.trouble);
      if (isAnswer) throw error;
      if (!(await this.#wasCommitted(transaction, (run) => traceOf(run, result)))) throw error;
    }
    return result;
  }

  #begin(until: number): string {
    const { steady, parameters } = this.#parts;
    const left = Math.max(100, Math.floor(until - steady()));
    const path =
      parameters.schema === null ? '' : `SET LOCAL search_path = ${quotedName(parameters.schema)};`;
    return `${sqlText('postgres/actions/begin')}SET LOCAL lock_timeout = ${left};SET LOCAL statement_timeout = ${left};${path}`;
  }

  /**
   * Finds out, over another connection, whether a transaction was committed: from the server, or else from the rows.
   * Throws {@link UnknownOutcome}.
   */
  async #wasCommitted(transaction: string, traceIn: (run: Run) => Promise<Trace>): Promise<boolean> {
    const { steady, signal } = this.#parts;
    const history = this.#history;
    const until = steady() + patientMs;
    while (!signal.aborted && steady() < until) {
      try {
        const connection = await this.#connected();
        const run: Run = (text, values) => connection.run(text, values);
        // After a failover the same number may be another transaction's.
        const isSame = history !== null && this.#history === history;
        const [[status = null] = []] = isSame
          ? await run(sqlText('postgres/actions/transaction_status'), [transaction])
          : [];
        if (status === 'committed') return true;
        if (status === 'aborted') return false;
        if (status !== 'in progress') return await this.#traced(run, traceIn, until);
      } catch (error) {
        // The server is starting, or another one has taken over or will.
        if (!(error instanceof PostgresFailure || error instanceof OnlyStandby)) throw error;
      }
      await this.#wait(longestPauseMs);
    }
    throw new UnknownOutcome();
  }

  async #traced(run: Run, traceIn: (run: Run) => Promise<Trace>, until: number): Promise<boolean> {
    let trace: Trace;
    try {
      await run(this.#begin(until));
      trace = await traceIn(run);
    } finally {
      await run('ROLLBACK').catch(() => {});
    }
    if (trace === 'unknown') throw new UnknownOutcome();
    return trace === 'done';
  }

  /** A new connection. An abort waits a moment for one that is still being made, so that its end can be announced. */
  #opened(parameters: ConnectionParameters): Promise<ServerConnection> {
    const { signal, after } = this.#parts;
    const opening = ServerConnection.open({ ...this.#parts, parameters });
    return new Promise((resolve, reject) => {
      const gone = () => reject(new PostgresFailure({ kind: 'gone' }));
      let cancel = () => {};
      const stop = () => {
        cancel = after(openingMs, gone);
      };
      signal.addEventListener('abort', stop, { once: true });
      opening
        .then(
          (connection) => (signal.aborted ? connection.close().finally(gone) : resolve(connection)),
          reject,
        )
        .finally(() => {
          cancel();
          signal.removeEventListener('abort', stop);
        });
    });
  }

  async #connected(): Promise<ServerConnection> {
    if (this.#connection !== null && this.#connection.trouble === null) return this.#connection;
    await this.#connection?.close();
    this.#connection = null;
    const { parameters, signal } = this.#parts;
    let last: Error = new PostgresFailure({ kind: 'refused' });
    let mayBeElsewhere = this.#wasUp;
    for (const server of parameters.servers) {
      try {
        if (signal.aborted) throw new PostgresFailure({ kind: 'gone' });
        const connection = await this.#opened({ ...parameters, servers: [server], sessions: 'any' });
        // From now on an abort ends it.
        this.#connection = connection;
        const [[isStandby = null] = []] = await connection.run('SELECT pg_is_in_recovery()');
        if (isStandby === 't') {
          await connection.close();
          throw new OnlyStandby(false);
        }
        this.#wasUp = true;
        this.#history = await historyOf(connection);
        return connection;
      } catch (error) {
        if (!(error instanceof PostgresFailure || error instanceof OnlyStandby)) throw error;
        mayBeElsewhere ||= mayPass(error);
        last = error;
      }
    }
    throw last instanceof OnlyStandby ? new OnlyStandby(mayBeElsewhere) : last;
  }

  #wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => void this.#parts.after(milliseconds, resolve));
  }
}

/** The cluster and its timeline; null for servers that don't tell. */
async function historyOf(connection: ServerConnection): Promise<string | null> {
  try {
    return (await connection.run(sqlText('postgres/actions/history')))[0]?.[0] ?? null;
  } catch (error) {
    if (!(error instanceof PostgresFailure)) throw error;
    return null;
  }
}

/** For how long in all a write is retried after locks, deadlocks and lost connections, ms. */
export const patientMs = 4500;

const unchanged = 'Nothing was changed.';

/** What the server refused, by SQLSTATE. */
const sentences: Readonly<Record<string, readonly [sentence: string, advice: string]>> = {
  '23502': ['The table there does not allow an empty value that this change needs.', unchanged],
  '23503': ['The table there does not allow the new values.', unchanged],
  '23514': ['The table there does not allow the new values.', unchanged],
  '22P02': ['A column of the table there has no such value.', unchanged],
  '22001': ['The new values are too long for the table there.', unchanged],
  '42703': ['The tables there were altered meanwhile.', `${unchanged} Try again.`],
};

/** Why the server or the connection to it prevented a write. Nothing was changed; `label` names the server. */
export function problemOfWrite(trouble: PostgresTrouble, label: string): ActionProblem {
  switch (trouble.kind) {
    case 'no-grant':
      return actionProblem('read-only', label, {
        sentence: 'This user may not change the queue.',
        advice: `Have its owner run: GRANT UPDATE ON ALL TABLES IN SCHEMA … TO …. ${unchanged}`,
      });
    case 'no-queue':
    case 'no-key':
    case 'foreign-part': {
      const { sentence, advice } = problemOfPostgres(trouble, label);
      return actionProblem('foreign', label, { sentence, advice });
    }
    case 'locked':
    case 'gave-way':
    case 'too-slow':
      return actionProblem('locked', label, {
        sentence: `Other programs kept these rows locked for more than ${patientMs / 1000} s.`,
        advice: `${unchanged} Try again.`,
      });
    case 'other': {
      if (trouble.code === '25006') return onlyReads(label);
      if (trouble.code.startsWith('53')) return actionProblem('no-space', label, { sentence: noRoom });
      const [sentence, advice] = sentences[trouble.code] ?? [
        'The server refused the change.',
        `${unchanged} Its log says why.`,
      ];
      return actionProblem('failed', label, { sentence, advice, detail: `code ${trouble.code}` });
    }
    default: {
      const { sentence } = problemOfPostgres(trouble, label);
      return actionProblem('failed', label, { sentence, advice: `${unchanged} Try again.` });
    }
  }
}

const noRoom = 'The server has no room left.';

/** The server is a standby, or transactions of this role or database are read-only by default. */
export function onlyReads(label: string, isStandby = false): ActionProblem {
  return isStandby
    ? actionProblem('read-only', label, {
        sentence: 'This server is a standby, and only reads.',
        advice: `Name the primary in the address. ${unchanged}`,
      })
    : actionProblem('read-only', label, {
        sentence: 'Transactions there may only read.',
        advice: `See default_transaction_read_only there. ${unchanged}`,
      });
}

/** Why a write ended with this error; `label` names the server. */
export function problemOfError(error: unknown, label: string): ActionProblem {
  if (error instanceof UnknownOutcome) {
    const sentence = 'The connection to the server was lost while it committed.';
    return actionProblem('cut-short', label, { sentence });
  }
  if (error instanceof OnlyStandby) return onlyReads(label, true);
  if (error instanceof PostgresFailure) return problemOfWrite(error.trouble, label);
  return actionProblem('failed', label, { detail: String(error) });
}
