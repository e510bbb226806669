import { grouped, shortened } from '../model/text.js';
import type { RowsDone, SeenJob } from './action.js';
import type { Changes, JobChange, PresentJob } from './changes.js';

/** What was changed of the jobs of an order, in one transaction after another. */
interface ChangesMade {
  readonly change: JobChange;
  readonly jobs: readonly SeenJob[];
  /** Whether these are all failed jobs that pass a filter, rather than chosen ones. */
  readonly isAll: boolean;
  /** Whether what it takes to undo it was asked for. */
  readonly undoable: boolean;
  readonly changes: Changes;
  /** What could not be written any more before the end; null: it could. */
  readonly unwritten: 'database' | 'server' | null;
}

/** The result of changing jobs; of what else became of chosen ones it says only what is more than none. */
export function resultOf({ change, jobs, isAll, undoable, changes, unwritten }: ChangesMade): RowsDone {
  const { changed, movedOn, leased, paused, asFailed, written } = changes;
  const part = `${grouped(changed)} of ${grouped(jobs.length)} ${isAll ? 'failed jobs' : 'jobs'}`;
  const whole = isAll
    ? changeOfAllSentence(change, jobs.length, changes)
    : changeSentence(change, jobs, changes);
  return {
    kind: 'done',
    sentence:
      unwritten === null
        ? whole
        : `${change.done(part, changed)}; then the ${unwritten} could not be written`,
    ...{ changes: [], changed, movedOn: isAll ? [] : movedOn },
    ...(!isAll && leased > 0 && { leased }),
    ...(!isAll && paused > 0 && { paused }),
    ...(!isAll && asFailed > 0 && { asFailed }),
    ...(undoable && { jobs: jobs.length, ...(written !== null && { written }) }),
  };
}

/** The sentence for the operator after changing the jobs that they chose. */
export function changeSentence(change: JobChange, jobs: readonly SeenJob[], changes: Changes): string {
  const { changed, firstMovedOn } = changes;
  const moved = jobs.length - changed;
  const [first] = jobs;
  if (first === undefined) return 'No job was chosen; nothing changed';
  if (jobs.length === 1) {
    return changed > 0
      ? change.done(`job ${idOf(first)}`, 1) + warningAfter(change, changes)
      : `Job ${idOf(first)} ${whyNot(change, first, firstMovedOn ?? null)}; nothing changed`;
  }
  const all = grouped(jobs.length);
  if (changed === 0) return `All ${all} jobs had moved on; nothing changed`;
  const warning = warningAfter(change, changes);
  if (moved <= 0) return change.done(`${all} jobs`, changed) + warning;
  return `${change.done(`${grouped(changed)} of ${all} jobs`, changed)}${warning}; ${grouped(moved)} had moved on`;
}

/**
 * The sentence for the operator after changing all jobs of a kind: `all` of them, as they were asked about or found.
 */
export function changeOfAllSentence(
  change: JobChange,
  all: number,
  { changed, paused }: Pick<Changes, 'changed' | 'paused'>,
): string {
  const [kind = ''] = change.from;
  if (all === 0) return `No ${kind} job passes the filter; nothing changed`;
  if (changed === 0)
    return `${all === 1 ? `The ${kind} job` : `All ${grouped(all)} ${kind} jobs`} had moved on; nothing changed`;
  const jobs = `${grouped(all)} ${kind} ${all === 1 ? 'job' : 'jobs'}`;
  const waiting = warningAfter(change, { changed, paused, leased: 0, asFailed: 0 });
  if (changed === all) return change.done(jobs, changed) + waiting;
  const moved = `; ${grouped(all - changed)} had moved on`;
  return change.done(`${grouped(changed)} of ${jobs}`, changed) + waiting + moved;
}

type Effect = Pick<Changes, 'changed' | 'paused' | 'leased' | 'asFailed'>;

/**
 * What the operator must know besides: that a paused parser keeps the job from starting, that the queue has no word for
 * cancelled, or that a worker with a lease may go on.
 */
export function warningAfter({ to }: Pick<JobChange, 'to'>, effect: Effect): string {
  const { changed, paused, leased, asFailed } = effect;
  if (to === 'queued' && paused > 0) {
    if (changed === 1) return ', but its parser is paused';
    return paused === changed
      ? ', but their parsers are paused'
      : `, but for ${grouped(paused)} of them the parser is paused`;
  }
  if (to === null && leased > 0)
    return changed === 1 ? '; its worker may have stopped already' : '; workers may have stopped already';
  if (to !== 'cancelled') return '';
  const some = asFailed === changed ? '' : ` ${grouped(asFailed)} of them`;
  const recorded = asFailed > 0 ? `,${some} recorded as FAILED` : '';
  if (leased === 0) return recorded;
  return `${recorded}, but ${changed === 1 ? 'its worker' : 'their workers'} may go on`;
}

const words: Readonly<Record<string, string>> = {
  queued: 'is queued',
  running: 'is running',
  complete: 'is done',
  failed: 'has failed',
  cancelled: 'is cancelled',
};

function whyNot(change: JobChange, seen: SeenJob, present: PresentJob | null): string {
  if (present === null) return 'is gone';
  const word = words[present.status];
  if (word === undefined) return 'has a status that this program doesn’t know';
  // Status and count are as they were seen, so the columns about its worker must be what has changed.
  const isAsSeen = present.statusText === seen.statusText && present.retryCount === seen.retryCount;
  if (seen.workerMark !== undefined && isAsSeen)
    return present.status === 'running' ? 'shows a sign of life' : 'has changed meanwhile';
  if (change.statement === 'undo') return isAsSeen ? 'has changed meanwhile' : `${word} by now`;
  const couldBe = change.from.some((status) => status === present.status);
  if (couldBe && change.statement === 'stop' && present.type !== 'backtest') return 'is not a backtest';
  return `${word} ${couldBe && present.retryCount !== seen.retryCount ? 'again' : 'already'}`;
}

/** A job's id, which may be any text. */
function idOf({ id }: SeenJob): string {
  return shortened(id, 40);
}
