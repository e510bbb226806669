import { writeSync } from 'node:fs';
import type { TerminalOutput } from './streams.js';

/** At most this much is given to the system at once, because it can't be taken back. In UTF-16 units. */
const mostAtOnce = 512;

/**
 * Writes to a terminal, and knows when the system has taken all of it. A stream of Node's would take kilobytes more
 * before it says that it is full, which are seconds on a slow line.
 */
export class Outlet {
  readonly #output: TerminalOutput;
  readonly #waiting = new Set<() => void>();
  #rest = '';
  #abandoned = false;

  constructor(output: TerminalOutput) {
    this.#output = output;
  }

  /** Whether the system has taken everything that was written. */
  get empty(): boolean {
    return this.#rest === '' && this.#isTaken;
  }

  /** Writes, and returns whether the system has taken all of it. False: write no more until `drained` tells. */
  write(text: string): boolean {
    if (this.#abandoned) return true;
    this.#rest += text;
    this.#go();
    return this.empty;
  }

  /** Runs something once, when the system has taken what was written. Returns a function that cancels it. */
  drained(run: () => void): () => void {
    const once = () => run();
    this.#waiting.add(once);
    return () => void this.#waiting.delete(once);
  }

  /** Drops what the system hasn't been given, and everything that is written from now on. */
  abandon(): void {
    this.#abandoned = true;
    this.#rest = '';
  }

  get #isTaken(): boolean {
    return (this.#output.writableLength ?? 0) === 0;
  }

  #go(): void {
    while (this.#rest !== '' && this.#isTaken) {
      const end = endOfPiece(this.#rest);
      const piece = this.#rest.slice(0, end);
      this.#rest = this.#rest.slice(end);
      this.#output.write(piece, () => this.#taken());
    }
  }

  #taken(): void {
    this.#go();
    if (!this.empty) return;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const run of waiting) run();
  }
}

/** A piece ends before a control sequence, never within one: what follows may be something else. */
function endOfPiece(text: string): number {
  if (text.length <= mostAtOnce) return text.length;
  const before = text.lastIndexOf('\x1b', mostAtOnce);
  return before > 0 ? before : text.length;
}

const mostTries = 40;
const pause = 10;

/**
 * Writes text before it returns, bypassing every stream, so that it is written even if the process ends at once.
 * Gives up if the terminal is gone, or has taken nothing for 400 ms: then there is nobody to restore it for.
 */
export function writeNow(fd: number, text: string): void {
  let rest = Buffer.from(text);
  for (let tries = 0; rest.length > 0 && tries < mostTries; tries += 1) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
      tries = 0;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
    }
  }
}
