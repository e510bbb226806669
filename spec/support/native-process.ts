import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { decode, encode, type NativeReply, type NativeRequest } from './native-protocol.js';
import { demand } from './needed-programs.js';

const program = fileURLToPath(new URL('./native-child.js', import.meta.url));

type Waiter = { resolve(reply: NativeReply): void; reject(error: Error): void };

/**
 * A process that opens one database at a time, for one owner at a time. Starting Node takes far longer than most
 * owners need it for, so a process whose database is closed waits a while for the next one, and then ends by
 * itself.
 */
export class NativeProcess {
  static readonly #idle: NativeProcess[] = [];
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #gone: Promise<unknown>;
  readonly #waiters: Waiter[] = [];
  #ended = false;

  private constructor() {
    this.#child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'pipe'] });
    // Writing to a child that was killed fails here; those waiting for answers are told by its exit.
    this.#child.stdin.on('error', () => {});
    let complaint = '';
    this.#child.stderr.on('data', (data) => {
      complaint += String(data);
    });
    this.#gone = once(this.#child, 'close').then(() => {
      this.#ended = true;
      const place = NativeProcess.#idle.indexOf(this);
      if (place >= 0) NativeProcess.#idle.splice(place, 1);
      for (const waiter of this.#waiters.splice(0))
        waiter.reject(new Error(`the native process ended. ${complaint}`));
    });
    createInterface({ input: this.#child.stdout }).on('line', (line) =>
      this.#waiters.shift()?.resolve(decode(line) as NativeReply),
    );
  }

  /** A process with a database open. Rejects if it can't be opened. */
  static async open(path: string, busyTimeout: number): Promise<NativeProcess> {
    demand('better-sqlite3');
    for (;;) {
      const waiting = NativeProcess.#idle.pop();
      const taken = waiting ?? new NativeProcess();
      taken.#matters(true);
      try {
        const reply = await taken.ask({ do: 'open', path, busyTimeout });
        if (!('error' in reply)) return taken;
        taken.#release();
        throw new Error(`${reply.error.code}: ${reply.error.message}`);
      } catch (error) {
        // A process that was waiting may have been about to end.
        if (waiting === undefined || !waiting.#isGone) throw error;
      }
    }
  }

  get pid(): number {
    return this.#child.pid ?? Number.NaN;
  }

  /** Whether it is there, and has nothing left to answer. */
  get isFree(): boolean {
    return !this.#isGone && this.#waiters.length === 0;
  }

  get #isGone(): boolean {
    return this.#ended || this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Sends a request; answers come in order. Rejects if the process is gone. */
  async ask(request: NativeRequest): Promise<NativeReply> {
    if (this.#isGone) throw new Error('the native process has ended');
    this.#child.stdin.write(encode(request));
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  /** Closes the database cleanly, and makes the process available to another owner. */
  async close(): Promise<void> {
    await this.ask({ do: 'close' });
    this.#release();
  }

  /** Kills it as a crash would (SIGKILL), whatever it is doing; resolves when it is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#gone;
  }

  #release(): void {
    this.#matters(false);
    NativeProcess.#idle.push(this);
  }

  /** A process that waits for an owner must not keep ours alive. */
  #matters(does: boolean): void {
    const { stdin, stdout, stderr } = this.#child;
    for (const handle of [this.#child, ...([stdin, stdout, stderr] as unknown as Socket[])])
      does ? handle.ref() : handle.unref();
  }
}
