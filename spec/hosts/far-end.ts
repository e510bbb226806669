import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import type { LinkProcess } from '../../lib/hosts/link/host-connection.js';

/** The far end of a link, in the spec's hands: what a process would read, write, and end with. */
export class FarEnd extends EventEmitter {
  readonly stdin = new PassThrough();
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly killed: string[] = [];
  /** Whether it ends when it is asked to, like ssh, or not, like one that is stopped. */
  isStubborn = false;
  /** Whether something that it started goes on holding its pipes. */
  holdsPipes = false;
  #hasEnded = false;

  kill(signal: string): boolean {
    this.killed.push(signal);
    if (!this.isStubborn || signal === 'SIGKILL') this.end(null);
    return true;
  }

  /** Ends as a process does, once what it printed has been read. */
  end(code: number | null): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    const pipes = [this.stdout, this.stderr];
    this.stdin.destroy();
    if (!this.holdsPipes) for (const pipe of pipes) pipe.end();
    setImmediate(() => {
      this.emit('exit', code, null);
      if (!this.holdsPipes) this.emit('close', code, null);
    });
  }

  get process(): LinkProcess {
    return this as unknown as LinkProcess;
  }
}
