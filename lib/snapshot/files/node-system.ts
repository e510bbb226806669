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
import { setTimeout as wait } from 'node:timers/promises';
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
  steady: () => performance.now(),
  pause: (ms) => wait(ms),
  random: () => Math.random(),
};

function locks(): string {
  try {
    return readFileSync('/proc/locks', 'utf8');
  } catch {
    // Not every system has such a list.
    return '';
  }
}
