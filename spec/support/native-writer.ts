import { NativeProcess } from './native-process.js';
import type { NativeParameters, NativeReply, NativeRequest, NativeRow } from './native-protocol.js';

/** An error of native SQLite, with its code such as `SQLITE_BUSY`. */
export class NativeError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(`${code}: ${message}`);
  }
}

/**
 * A connection of native SQLite (better-sqlite3) in a process that has no other: a live writer, or a reader that
 * shows what native SQLite sees. Requests are answered in order; several may be under way. End each with `close`
 * or `kill`.
 */
export class NativeWriter {
  static readonly #open = new Set<NativeWriter>();
  readonly #process: NativeProcess;
  #closed = false;

  private constructor(process: NativeProcess) {
    this.#process = process;
    NativeWriter.#open.add(this);
  }

  /** Opens or creates the database at a path. Resolves once it is open; rejects if it can't be. */
  static async start(path: string, options: { busyTimeout?: number } = {}): Promise<NativeWriter> {
    return new NativeWriter(await NativeProcess.open(path, options.busyTimeout ?? 5000));
  }

  /** Kills all that are still open: for `afterEach`, so that a failed test leaves no process behind. */
  static async killAll(): Promise<void> {
    await Promise.all([...NativeWriter.#open].map((writer) => writer.kill()));
  }

  /**
   * Ends all that are still open, for the same purpose: one that has nothing left to answer is closed, so that its
   * process can serve the next test, and any other is killed.
   */
  static async endAll(): Promise<void> {
    await Promise.all(
      [...NativeWriter.#open].map((writer) => (writer.#process.isFree ? writer.close() : writer.kill())),
    );
  }

  /** How many are open, for a watch for leaks. */
  static get openNow(): number {
    return NativeWriter.#open.size;
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Runs any number of statements, without results. */
  async exec(sql: string): Promise<void> {
    await this.#ask({ do: 'exec', sql });
  }

  /** Runs one statement that returns rows. */
  async all(sql: string, parameters: NativeParameters = []): Promise<readonly NativeRow[]> {
    const reply = await this.#ask({ do: 'all', sql, parameters });
    return 'rows' in reply ? reply.rows : [];
  }

  /** Runs one statement that returns no rows; resolves to how many rows it changed. */
  async run(sql: string, parameters: NativeParameters = []): Promise<number> {
    const reply = await this.#ask({ do: 'run', sql, parameters });
    return 'changes' in reply ? reply.changes : 0;
  }

  /** Begins a write transaction. */
  begin(): Promise<void> {
    return this.exec('BEGIN IMMEDIATE');
  }

  commit(): Promise<void> {
    return this.exec('COMMIT');
  }

  rollback(): Promise<void> {
    return this.exec('ROLLBACK');
  }

  /** Kills the process as a crash would (SIGKILL), whatever it is doing; resolves when it is gone. */
  async kill(): Promise<void> {
    if (this.#closed) return;
    this.#end();
    await this.#process.kill();
  }

  /** Closes the database cleanly; resolves when that is done. The process then has no file of it open. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#end();
    await this.#process.close();
  }

  #end(): void {
    this.#closed = true;
    NativeWriter.#open.delete(this);
  }

  async #ask(request: NativeRequest): Promise<NativeReply> {
    if (this.#closed) throw new Error('the native process has ended');
    const reply = await this.#process.ask(request);
    if ('error' in reply) throw new NativeError(reply.error.code, reply.error.message);
    return reply;
  }
}
