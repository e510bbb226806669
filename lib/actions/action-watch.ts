/**
 * The thread beside an action: ends its process when it takes too long, or some time after the process that started it
 * has ended. It has to be a thread, because SQLite blocks the main one, where no timer would fire. A transaction that
 * is killed halfway is rolled back by the next process that opens the database.
 */
import { workerData } from 'node:worker_threads';

/** What bounds the process of an action, beside its owner. */
export interface ActionLimits {
  /** The process that started it. */
  readonly owner: number;
  /** How long it may take in all, even when its owner is suspended and can't end it. */
  readonly timeoutMs: number;
  /** How long it may continue after its owner has ended: enough to finish what the operator asked for. */
  readonly graceMs: number;
}

const { owner, timeoutMs, graceMs } = workerData as ActionLimits;
const end = (): void => void process.kill(process.pid, 'SIGKILL');

setTimeout(end, timeoutMs);
const look = setInterval(() => {
  // An orphan gets another parent.
  if (process.ppid === owner) return;
  clearInterval(look);
  setTimeout(end, graceMs);
}, 200);
