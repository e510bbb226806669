import { homedir, hostname } from 'node:os';
import type { World } from '../lib/commands/world.js';

/** What this process has of the world. */
export function processWorld(): World {
  return {
    input: process.stdin,
    output: process.stdout,
    error: process.stderr,
    environment: process.env,
    home: process.env.HOME || homedir() || null,
    host: hostname(),
    folder: process.cwd(),
    now: Date.now,
  };
}
