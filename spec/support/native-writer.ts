import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import {
  decode,
  encode,
  type NativeParameters,
  type NativeReply,
  type NativeRequest,
  type NativeRow,
} from './native-protocol.js';

const program = fileURLToPath(new URL('./native-child.js', import.meta.url));

/** What native SQLite refused, with its code such as `SQLITE_BUSY`. */
export class NativeError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(`${code}: ${message}`);
  }
}

type Waiter = { resolve(reply: NativeReply): void; reject(error: Error): void };

/**
 * A connection of native SQLite (better-sqlite3) in a process of its own: a live writer, or a reader of what
 * native SQLite sees. Requests are answered in order; several may be under way. End each with `close` or `kill`.
 */
export class NativeWriter {
  static readonly #open = new Set<NativeWriter>();
  readonly #child: ChildProcess;
  readonly #stdin: Writable;
  readonly #gone: Promise<unknown>;
  readonly #waiters: Waiter[] = [];

  private constructor(path: string, busyTimeout: number) {
    const child = spawn(process.execPath, [program, path, String(busyTimeout)], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#stdin = child.stdin;
    // A write to a child that was killed fails here; its waiters are told by the exit.
    this.#stdin.on('error', () => {});
    let complaint = '';
    child.stderr.on('data', (data) => {
      complaint += String(data);
    });
    NativeWriter.#open.add(this);
    this.#gone = once(child, 'close').then(() => {
      NativeWriter.#open.delete(this);
      for (const waiter of this.#waiters.splice(0))
        waiter.reject(new Error(`the native process ended. ${complaint}`));
    });
    this.#listen(child.stdout);
  }

  /** Opens or creates the database at a path. Resolves once it is open; rejects if it can't be. */
  static async start(path: string, options: { busyTimeout?: number } = {}): Promise<NativeWriter> {
    const writer = new NativeWriter(path, options.busyTimeout ?? 5000);
    await writer.#reply();
    return writer;
  }

  /** Kills every one that is still open: for `afterEach`, so that a failed test doesn't leave a process behind. */
  static async killAll(): Promise<void> {
    await Promise.all([...NativeWriter.#open].map((writer) => writer.kill()));
  }

  get pid(): number {
    return this.#child.pid ?? Number.NaN;
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

  /** Runs one statement that returns none; resolves to how many rows it changed. */
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
    this.#child.kill('SIGKILL');
    await this.#gone;
  }

  /** Closes the database in good order; resolves when the process is gone. */
  async close(): Promise<void> {
    this.#stdin.end();
    await this.#gone;
  }

  #ask(request: NativeRequest): Promise<NativeReply> {
    this.#stdin.write(encode(request));
    return this.#reply();
  }

  async #reply(): Promise<NativeReply> {
    const reply = await new Promise<NativeReply>((resolve, reject) => {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null)
        reject(new Error('the native process has ended'));
      else this.#waiters.push({ resolve, reject });
    });
    if ('error' in reply) throw new NativeError(reply.error.code, reply.error.message);
    return reply;
  }

  #listen(stdout: Readable): void {
    createInterface({ input: stdout }).on('line', (line) =>
      this.#waiters.shift()?.resolve(decode(line) as NativeReply),
    );
  }
}
