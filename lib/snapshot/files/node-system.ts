import { randomFillSync } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { setImmediate as immediately, setTimeout as wait } from 'node:timers/promises';
import type { System } from './system.js';

/** The system that this process runs on. */
export const nodeSystem: System = {
  realPath: (path) => realpathSync(path),
  open: (path) => openSync(path, constants.O_RDONLY | constants.O_NONBLOCK),
  statusOf: (descriptor) => fstatSync(descriptor, { bigint: true }),
  statusAt: (path) => statSync(path, { bigint: true, throwIfNoEntry: false }) ?? null,
  read: (descriptor, into, position) => readSync(descriptor, into, 0, into.length, position),
  close: (descriptor) => closeSync(descriptor),
  locks,
  steady,
  pause: (ms) => wait(ms),
  random: () => Math.random(),
};

/** `performance` would bring its modules, which nothing else of a short run needs. */
function steady(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

function locks(): string {
  try {
    return readFileSync('/proc/locks', 'utf8');
  } catch {
    // Not every system has such a list.
    return '';
  }
}

/**
 * As many random words of 32 bits, which nobody can guess. From the system itself where it has them in a file: Node's
 * module for them takes as long to load as a tenth of Node.
 */
export function randomWords(count: number, source = '/dev/urandom'): Int32Array {
  const words = new Int32Array(count);
  return isFilled(words, source) ? words : randomFillSync(words);
}

function isFilled(words: Int32Array, source: string): boolean {
  try {
    const descriptor = openSync(source, 'r');
    try {
      return readSync(descriptor, words) === words.byteLength;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return false;
  }
}

/** Resolves after everything else that is waiting has had its turn. */
export const nextTurn = (): Promise<void> => immediately();
