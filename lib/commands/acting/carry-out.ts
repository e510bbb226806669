import { type ActionResult, mostAtOnce, type SeenJob } from '../../actions/action.js';
import { type ActionProblem, type ActionProblemCode, actionProblem } from '../../actions/action-problem.js';
import { isDoubtful } from '../../machine/state/write-order.js';
import type { JobId } from '../../model/job.js';
import type { Target } from '../../model/target.js';
import type { JobAction } from './job-action.js';
import { type Fate, type Outcome, toDo } from './outcome.js';

/**
 * This many jobs are given to one process: enough for several transactions, so that results are known every second or
 * so.
 */
const jobsAtOnce = 10 * mostAtOnce;

/** After these problems it is unknown whether anything was written. */
const unsure: ReadonlySet<ActionProblemCode> = new Set(['timeout', 'stopped', 'cut-short']);

/** What carrying out a plan needs of the world. */
export interface Hands {
  /** Performs the action on these jobs, in a process of its own. */
  readonly write: (
    action: JobAction,
    jobs: readonly SeenJob[],
  ) => Promise<ActionResult<'retry' | 'cancel' | 'stop'>>;
  /** The signal that asks to end; null while there is none. */
  readonly signal: () => NodeJS.Signals | null;
  /** Called when some jobs are done and others aren't: how many of how many. */
  readonly onProgress: (through: number, all: number) => void;
}

/**
 * Carries out a plan in batches, each job only if it is still as it was found. Ends early, between two transactions, at
 * a problem or a signal; what was done by then stays done.
 */
export async function carryOut(plan: Outcome, path: string, hands: Hands): Promise<Outcome> {
  const targets = toDo(plan);
  const fates = new Map<JobId, { readonly fate: Fate; readonly statusText?: string | null }>();
  let [leased, paused] = [0, 0];
  let problem: ActionProblem | null = null;
  for (let from = 0; from < targets.length && problem === null && hands.signal() === null; ) {
    const jobs = targets.slice(from, from + jobsAtOnce);
    const result = await hands.write(
      plan.action,
      jobs.map((target) => seen(target, plan.action)),
    );
    if (result.kind === 'problem') {
      ({ problem } = result);
      if (unsure.has(problem.code)) for (const { id } of jobs) fates.set(id, { fate: 'unknown' });
      break;
    }
    // Jobs are written in order: if it ended early, those at the end weren't tried.
    const tried = result.changed + result.movedOn.length;
    for (const { id } of jobs.slice(0, tried)) fates.set(id, { fate: 'done' });
    for (const { id, statusText } of result.movedOn) fates.set(id, { fate: 'moved_on', statusText });
    leased += result.leased ?? 0;
    paused += result.paused ?? 0;
    if (tried < jobs.length) problem = actionProblem('failed', path, notWritten);
    from += jobs.length;
    if (from < targets.length && problem === null) hands.onProgress(from, targets.length);
  }
  return {
    ...plan,
    jobs: plan.jobs.map((job) =>
      job.fate === 'to_do' ? { ...job, ...(fates.get(job.id) ?? { fate: 'not_tried' }) } : job,
    ),
    ...{ leased, paused, problems: problem === null ? [] : [problem] },
    // A signal that came while the last jobs were written interrupted nothing.
    signal: fates.size < targets.length ? hands.signal() : null,
  };
}

const notWritten = {
  sentence: 'The database could not be written any more.',
  advice: 'What was done stays done. Try again for the others.',
};

/** A job as it was found, for the write to compare its row with. */
function seen(target: Target, action: JobAction): SeenJob {
  const { id, statusText, retryCount, workerMark } = target;
  const isMarked = action === 'retry' && isDoubtful(target);
  return { id, statusText, retryCount, ...(isMarked ? { workerMark } : {}) };
}
