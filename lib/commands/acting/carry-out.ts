import { type ActionResult, mostAtOnce, type RowsDone, type SeenJob } from '../../actions/action.js';
import { type ActionProblem, type ActionProblemCode, actionProblem } from '../../actions/action-problem.js';
import { isDoubtful } from '../../machine/state/write-order.js';
import { databaseOf, type JobId, localId, qualifiedId, type Target } from '../../model/job.js';
import type { Database } from '../database.js';
import type { JobAction } from './job-action.js';
import { type ActionReport, type JobReport, toDo } from './report.js';

/**
 * This many jobs are given to one process: enough for several transactions, so that results are known every second or
 * so.
 */
const jobsAtOnce = 10 * mostAtOnce;

/** After these problems it is unknown whether anything was written. */
const outcomeUnknown: ReadonlySet<ActionProblemCode> = new Set(['timeout', 'stopped', 'cut-short']);

/** A database that is written to. */
type Written = Pick<Database, 'name' | 'path'>;

/** What carrying out a plan needs of the world. */
interface ActionPorts<D> {
  /** Performs the action on these jobs of a database, in a process of its own. */
  readonly write: (
    database: D,
    action: JobAction,
    jobs: readonly SeenJob[],
  ) => Promise<ActionResult<'retry' | 'cancel' | 'stop'>>;
  /** The signal that asks to end; null while there is none. */
  readonly signal: () => NodeJS.Signals | null;
  /** Called when some jobs of a database are done and others aren't: how many of all that there are to do. */
  readonly onProgress: (through: number, all: number) => void;
}

/** The databases in which the plan has something to do. In the only one, ids are what they are. */
export function writtenIn<D extends Written>(plan: ActionReport, databases: readonly D[]): readonly D[] {
  const names = new Set(toDo(plan).map(({ id }) => databaseOf(id)));
  return databases.length === 1 ? databases : databases.filter(({ name }) => names.has(name));
}

/**
 * Carries out a plan, one database after the other, in batches, each job only if it is still as it was found. A problem
 * in a database ends it there, and a signal everywhere, between two transactions; what was done by then stays done.
 */
export async function carryOut<D extends Written>(
  plan: ActionReport,
  databases: readonly D[],
  ports: ActionPorts<D>,
): Promise<ActionReport> {
  const all = toDo(plan);
  const isOnly = databases.length === 1;
  const results = new Map<
    JobId,
    Pick<JobReport, 'result' | 'why'> & Partial<Pick<JobReport, 'statusText'>>
  >();
  const problems: ActionProblem[] = [];
  let [leased, paused, asFailed, before] = [0, 0, 0, 0];
  let signal: NodeJS.Signals | null = null;
  for (const database of writtenIn(plan, databases)) {
    const { name, path } = database;
    const targets = isOnly ? all : all.filter(({ id }) => databaseOf(id) === name);
    const idIn = (id: JobId): JobId => (isOnly ? id : qualifiedId(name, id));
    let problem: ActionProblem | null = null;
    const resultsBefore = results.size;
    for (let from = 0; from < targets.length && problem === null && ports.signal() === null; ) {
      const jobs = targets.slice(from, from + jobsAtOnce);
      const written = await ports.write(
        database,
        plan.action,
        jobs.map((target) => seen(target, isOnly ? target.id : localId(target.id), plan.action)),
      );
      // Where all of these jobs were refused, the others may not be.
      if (written.kind === 'problem' && written.refused === undefined) {
        ({ problem } = written);
        if (outcomeUnknown.has(problem.code))
          for (const { id } of jobs) results.set(id, { result: 'unknown' });
        break;
      }
      // Jobs are written in order: if it ended early, those at the end weren't tried.
      const {
        changed,
        movedOn,
        refused = [],
        ...effects
      } = written.kind === 'done' ? written : { ...nothingDone, refused: written.refused };
      const tried = changed + movedOn.length + refused.length;
      for (const { id } of jobs.slice(0, tried)) results.set(id, { result: 'done' });
      for (const { id, statusText } of movedOn) results.set(idIn(id), { result: 'moved_on', statusText });
      for (const { id, why } of refused) results.set(idIn(id), { result: 'not_allowed', why });
      leased += effects.leased ?? 0;
      paused += effects.paused ?? 0;
      asFailed += effects.asFailed ?? 0;
      if (tried < jobs.length) problem = actionProblem('failed', path, notWritten);
      from += jobs.length;
      if (from < targets.length && problem === null) ports.onProgress(before + from, all.length);
    }
    before += targets.length;
    if (problem !== null) problems.push(problem);
    // A signal that came while the last jobs were written interrupted nothing.
    signal = results.size - resultsBefore < targets.length ? ports.signal() : null;
  }
  const jobs = plan.jobs.map(
    (job): JobReport =>
      job.result === 'to_do' ? { ...job, ...(results.get(job.id) ?? { result: 'not_tried' }) } : job,
  );
  return { ...plan, jobs, leased, paused, asFailed, problems, signal };
}

const nothingDone: RowsDone = { kind: 'done', sentence: '', changes: [], changed: 0, movedOn: [] };

const notWritten = {
  sentence: 'The database could not be written any more.',
  advice: 'What was done stays done. Try again for the others.',
};

/** A job as it was found, by its id in its own database, for the write to compare its row with. */
function seen(target: Target, id: JobId, action: JobAction): SeenJob {
  const { statusText, retryCount, workerMark } = target;
  const isMarked = action === 'retry' && isDoubtful(target);
  return { id, statusText, retryCount, ...(isMarked ? { workerMark } : {}) };
}
