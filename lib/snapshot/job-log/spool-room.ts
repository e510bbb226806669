import type { Problem } from '../../model/problem.js';
import { logProblem } from './log-problem.js';
import { freeBytes } from './spool.js';

/** Logs are unpacked to at most this many bytes. */
const mostBytes = 4 * 2 ** 30;
/** This much disk space is left free for other programs, in bytes. */
const reserveBytes = 256 << 20;
/** The free space is checked once per this many bytes. */
const checkEvery = 16 << 20;

/** Where logs are unpacked to. */
export interface SpoolLimits {
  /** The folder for temporary files. */
  readonly spoolFolder: string;
  /** Logs are unpacked to at most this many bytes; default: 4 GiB. */
  readonly unpackAtMost?: number;
}

/** Thrown if there is no room for a log, or if it is too large. */
export class NoRoom extends Error {
  constructor(readonly problem: Problem) {
    super(problem.sentence);
  }
}

/** Prevents a small log that unpacks to a huge one from filling the disk. */
export class SpoolRoom {
  /** How many more bytes there was room for when last checked. */
  #room = 0;

  readonly #limits: SpoolLimits;
  readonly #path: string;

  /** `path` is the log's file. */
  constructor(limits: SpoolLimits, path: string) {
    this.#limits = limits;
    this.#path = path;
  }

  /** Throws {@link NoRoom} unless a log of `size` bytes may grow by `bytes`. */
  expect(size: number, bytes: number): void {
    const most = this.#limits.unpackAtMost ?? mostBytes;
    if (size + bytes > most) throw new NoRoom(this.#tooLarge(most));
    if (this.#room < bytes) {
      const free = freeBytes(this.#limits.spoolFolder) - reserveBytes;
      if (free < bytes) throw new NoRoom(this.#tooFull());
      this.#room = Math.min(free, checkEvery + bytes);
    }
    this.#room -= bytes;
  }

  #tooLarge(most: number): Problem {
    const advice = 'Unpack it where there is more space, and read it there.';
    return logProblem(`This log unpacks to more than ${most} bytes.`, this.#path, advice);
  }

  #tooFull(): Problem {
    const advice = `Free some space in ${this.#limits.spoolFolder}: ${reserveBytes >> 20} MiB are kept free there.`;
    return logProblem('There is not enough space to unpack this log.', this.#path, advice);
  }
}
