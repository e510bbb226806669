import { type ActionResult, mostAtOnce, type SeenJob } from '../../actions/action.js';
import { type ActionProblem, type ActionProblemCode, actionProblem } from '../../actions/action-problem.js';
import { isDoubtful } from '../../machine/state/write-order.js';
import type { JobId, Target } from '../../model/job.js';
import type { JobAction } from './job-action.js';
import { type ActionReport, type JobResult, toDo } from './report.js';

/**
 * This many jobs are given to one process: enough for several transactions, so that results are known every second or
 * so.
 */
const jobsAtOnce = 10 * mostAtOnce;

/** After these problems it is unknown whether anything was written. */
const unsure: ReadonlySet<ActionProblemCode> = new Set(['timeout', 'stopped', 'cut-short']);

/** What carrying out a plan needs of the world. */
export interface ActionPorts {
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
export async function carryOut(plan: ActionReport, path: string, ports: ActionPorts): Promise<ActionReport> {
  const targets = toDo(plan);
  const results = new Map<JobId, { readonly result: JobResult; readonly statusText?: string | null }>();
  let [leased, paused] = [0, 0];
  let problem: ActionProblem | null = null;
  for (let from = 0; from < targets.length && problem === null && ports.signal() === null; ) {
    const jobs = targets.slice(from, from + jobsAtOnce);
    const written = await ports.write(
      plan.action,
      jobs.map((target) => seen(target, plan.action)),
    );
    if (written.kind === 'problem') {
      ({ problem } = written);
      if (unsure.has(problem.code)) for (const { id } of jobs) results.set(id, { result: 'unknown' });
      break;
    }
    // Jobs are written in order: if it ended early, those at the end weren't tried.
    const tried = written.changed + written.movedOn.length;
    for (const { id } of jobs.slice(0, tried)) results.set(id, { result: 'done' });
    for (const { id, statusText } of written.movedOn) results.set(id, { result: 'moved_on', statusText });
    leased += written.leased ?? 0;
    paused += written.paused ?? 0;
    if (tried < jobs.length) problem = actionProblem('failed', path, notWritten);
    from += jobs.length;
    if (from < targets.length && problem === null) ports.onProgress(from, targets.length);
  }
  return {
    ...plan,
    jobs: plan.jobs.map((job) =>
      job.result === 'to_do' ? { ...job, ...(results.get(job.id) ?? { result: 'not_tried' }) } : job,
    ),
    ...{ leased, paused, problems: problem === null ? [] : [problem] },
    // A signal that came while the last jobs were written interrupted nothing.
    signal: results.size < targets.length ? ports.signal() : null,
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
