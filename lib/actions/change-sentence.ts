import type { SeenJob } from './action.js';
import type { Changes, Standing } from './change-jobs.js';
import type { JobChange } from './job-change.js';

/** What the operator reads after a change of the jobs that he chose. */
export function changeSentence(change: JobChange, jobs: readonly SeenJob[], changes: Changes): string {
  const { changed, firstStanding } = changes;
  const moved = jobs.length - changed;
  const [first] = jobs;
  if (first === undefined) return 'No job was chosen, nothing done.';
  if (jobs.length === 1) {
    if (changed > 0) return `${named(first)} is ${change.becomes}.`;
    return `${named(first)} ${whyNot(change, first, firstStanding ?? null)}, nothing done.`;
  }
  if (changed === 0) return `All ${jobs.length} jobs had moved on, nothing done.`;
  if (moved <= 0) return `${jobs.length} jobs are ${change.becomes}.`;
  return `${changed} of ${jobs.length} jobs ${verb(changed)} ${change.becomes}; ${moved} had moved on.`;
}

/** What he reads after a change of all jobs of a kind. */
export function changeOfAllSentence(change: JobChange, changed: number): string {
  const [kind = ''] = change.from;
  if (changed === 0) return `No ${kind} job passes the filter, nothing done.`;
  return `${changed} ${kind} ${changed === 1 ? 'job' : 'jobs'} ${verb(changed)} ${change.becomes}.`;
}

const words: Readonly<Record<string, string>> = {
  queued: 'is queued',
  running: 'is running',
  complete: 'is complete',
  failed: 'has failed',
  cancelled: 'is cancelled',
};

function whyNot(change: JobChange, seen: SeenJob, standing: Standing | null): string {
  if (standing === null) return 'is gone';
  const word = words[standing.status];
  if (word === undefined) return 'says something that this program doesn’t know';
  const couldBe = change.from.some((status) => status === standing.status);
  if (couldBe && change.statement === 'stop' && standing.type !== 'backtest') return 'is no backtest';
  return `${word} ${couldBe && standing.retryCount !== seen.retryCount ? 'again' : 'already'}`;
}

function verb(count: number): string {
  return count === 1 ? 'is' : 'are';
}

/** A job by its id, which may be any text. */
function named({ id }: SeenJob): string {
  return `Job ${id.length > 40 ? `${id.slice(0, 39)}…` : id}`;
}
