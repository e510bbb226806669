import process from 'node:process';
import { exitNow } from './exit-now.js';
import type { Host } from './streams.js';

/** This process, as a session lives in it: it ends without waiting for any thread. */
export const thisHost: Host = {
  pid: process.pid,
  on: (event, listener) => process.on(event as NodeJS.Signals, listener),
  off: (event, listener) => process.off(event as NodeJS.Signals, listener),
  kill: (pid, signal) => process.kill(pid, signal),
  exit: exitNow,
};
