import { grouped } from '../model/grouped.js';
import type { SeenJob } from './action.js';
import type { Changes, Standing } from './change-jobs.js';
import type { JobChange } from './job-change.js';

/** What the operator reads after a change of the jobs that he chose. */
export function changeSentence(change: JobChange, jobs: readonly SeenJob[], changes: Changes): string {
  const { changed, firstStanding } = changes;
  const moved = jobs.length - changed;
  const [first] = jobs;
  if (first === undefined) return 'No job was chosen; nothing done';
  if (jobs.length === 1) {
    return changed > 0
      ? change.done(`job ${idOf(first)}`, 1)
      : `Job ${idOf(first)} ${whyNot(change, first, firstStanding ?? null)}; nothing done`;
  }
  const all = grouped(jobs.length);
  if (changed === 0) return `All ${all} jobs had moved on; nothing done`;
  if (moved <= 0) return change.done(`${all} jobs`, changed);
  return `${change.done(`${grouped(changed)} of ${all} jobs`, changed)}; ${grouped(moved)} had moved on`;
}

/** What he reads after a change of all jobs of a kind. */
export function changeOfAllSentence(change: JobChange, changed: number): string {
  const [kind = ''] = change.from;
  if (changed === 0) return `No ${kind} job passes the filter; nothing done`;
  return change.done(`${grouped(changed)} ${kind} ${changed === 1 ? 'job' : 'jobs'}`, changed);
}

const words: Readonly<Record<string, string>> = {
  queued: 'is queued',
  running: 'is running',
  complete: 'is done',
  failed: 'has failed',
  cancelled: 'is cancelled',
};

function whyNot(change: JobChange, seen: SeenJob, standing: Standing | null): string {
  if (standing === null) return 'is gone';
  const word = words[standing.status];
  if (word === undefined) return 'has a status that this program doesn’t know';
  const couldBe = change.from.some((status) => status === standing.status);
  if (couldBe && change.statement === 'stop' && standing.type !== 'backtest') return 'is not a backtest';
  return `${word} ${couldBe && standing.retryCount !== seen.retryCount ? 'again' : 'already'}`;
}

/** A job's id, which may be any text. */
function idOf({ id }: SeenJob): string {
  return id.length > 40 ? `${id.slice(0, 39)}…` : id;
}
