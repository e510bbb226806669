import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const programPath = fileURLToPath(new URL('../support/programs/terminal-session.js', import.meta.url));

export const cleanups: (() => Promise<void>)[] = [];

/** A zombie has ended: only its parent hasn't asked yet. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
