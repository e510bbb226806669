import { mostAtOnce, type NotDone, type RowsDone, type SeenJob } from './action.js';
import { actionProblem } from './action-problem.js';
import { changeJobs, prepareChange } from './change-jobs.js';
import { type Changes, together } from './changes.js';
import type { Writable } from './driver/driver.js';
import type { JobChange } from './job-change.js';
import { Queue } from './queue.js';
import { writeTransaction } from './write-transaction.js';

/** The pause between two transactions, in which workers get their turn, ms. */
const pauseMs = 20;

/** What was changed; `isWhole` is false if the database could not be written in the middle. */
export interface BatchesDone {
  readonly kind: 'changed';
  readonly changes: Changes;
  readonly isWhole: boolean;
}

/** The result of one batch, changed in one transaction. */
type Batch = RowsDone & { readonly made: Changes };

/**
 * Changes jobs batch by batch, each job only if it is still as it was seen. So they need no common transaction, and
 * workers wait for one batch at most. Throws what SQLite throws, unless some were changed by then: then `isWhole` is
 * false.
 */
export function changeInBatches(
  database: Writable,
  path: string,
  queue: Queue,
  change: JobChange,
  jobs: readonly SeenJob[],
): BatchesDone | NotDone {
  const prepared = prepareChange(queue, change);
  let sum: Changes = { changed: 0, movedOn: [], firstMovedOn: undefined, leased: 0, paused: 0 };
  for (let from = 0; from < Math.max(1, jobs.length); from += mostAtOnce) {
    if (from > 0) rest(pauseMs);
    const batch = jobs.slice(from, from + mostAtOnce);
    const result = attempt(
      () =>
        writeTransaction<Batch | NotDone>(database, () => {
          // Another program may have altered the tables in the meantime.
          const current = queue.isCurrent ? queue : Queue.of(database);
          if (current === null) return { kind: 'problem', problem: actionProblem('foreign', path) };
          const made = changeJobs(current === queue ? prepared : prepareChange(current, change), batch);
          return {
            kind: 'done',
            sentence: '',
            changes: [],
            changed: made.changed,
            movedOn: made.movedOn,
            made,
          };
        }),
      sum.changed > 0,
    );
    if (result?.kind === 'problem' && sum.changed === 0) return result;
    if (result?.kind !== 'done') return { kind: 'changed', changes: sum, isWhole: false };
    sum = together(sum, result.made);
  }
  return { kind: 'changed', changes: sum, isWhole: true };
}

/**
 * The result of the work; null if it throws and `forgives`, because an error must not hide what was done before
 * it.
 */
function attempt<T>(work: () => T, forgives: boolean): T | null {
  try {
    return work();
  } catch (error) {
    if (!forgives) throw error;
    return null;
  }
}

/** Blocks this process, which has nothing else to do. */
function rest(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
