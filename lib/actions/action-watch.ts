/**
 * The thread beside an action: ends its process when it takes too long or nobody waits for it any more. A thread,
 * because SQLite keeps the main one, and no timer runs there. Killed in the middle, a transaction is rolled back by
 * whoever opens the database next.
 */
import { workerData } from 'node:worker_threads';

/** What bounds the process of an action, beside its owner. */
export interface ActionLimits {
  /** The process that started it. */
  readonly owner: number;
  /** How long it may take in all, also where its owner is suspended and can't end it. */
  readonly timeoutMs: number;
  /** How long it may go on when its owner is gone: enough for what was wished to be done all the same. */
  readonly graceMs: number;
}

const { owner, timeoutMs, graceMs } = workerData as ActionLimits;
const end = (): void => void process.kill(process.pid, 'SIGKILL');

setTimeout(end, timeoutMs);
const look = setInterval(() => {
  // Whoever inherits an orphan, its parent changes.
  if (process.ppid === owner) return;
  clearInterval(look);
  setTimeout(end, graceMs);
}, 200);
