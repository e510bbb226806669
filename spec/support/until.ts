import { existsSync, readFileSync } from 'node:fs';
import { eventually } from './eventually.js';

/** Checks a condition again and again until it is true; rejects if it isn't within `withinMs`. */
export async function until(condition: () => boolean | Promise<boolean>, withinMs: number): Promise<void> {
  await eventually(condition, String(condition), { within: withinMs, every: 20 });
}

/**
 * Whether a process is running. One that has ended counts as gone, even while the system keeps its entry (state Z)
 * because its parent hasn't asked for its exit code yet.
 */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z ');
  } catch {
    // It has ended in the meantime, or the system has no /proc.
    return !existsSync('/proc/self');
  }
}
