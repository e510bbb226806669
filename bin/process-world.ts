import { homedir, hostname } from 'node:os';
import type { World } from '../lib/commands/world.js';
import { threadEntry } from './early-thread.js';

/** The world as this process sees it: its streams, environment and folder. */
export function processWorld(): World {
  return {
    input: () => process.stdin,
    output: process.stdout,
    error: process.stderr,
    environment: process.env,
    home: process.env.HOME || homedir() || null,
    host: hostname(),
    folder: process.cwd(),
    now: Date.now,
    program: new URL('./jobs-view.js', import.meta.url),
    readerThread: threadEntry,
  };
}
