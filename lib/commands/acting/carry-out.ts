import { type ActionResult, mostAtOnce, type RowsDone, type SeenJob } from '../../actions/action.js';
import { type ActionProblem, type ActionProblemCode, actionProblem } from '../../actions/action-problem.js';
import type { HostReaders } from '../../hosts/host-readers.js';
import { isDoubtful } from '../../machine/state/write-order.js';
import { databaseOf, type JobId, localId, qualifiedId, type Target } from '../../model/job.js';
import type { JobAction } from './job-action.js';
import { type ActionReport, type JobReport, toDo } from './report.js';

/**
 * This many jobs are given to one process: enough for several transactions, so that results are known every second or
 * so.
 */
const jobsAtOnce = 10 * mostAtOnce;

/** After these problems it is unknown whether anything was written. */
const outcomeUnknown: ReadonlySet<ActionProblemCode> = new Set(['timeout', 'stopped', 'cut-short']);

/** What carrying out a plan needs of the world. */
interface ActionPorts {
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
  const results = new Map<
    JobId,
    Pick<JobReport, 'result' | 'why'> & Partial<Pick<JobReport, 'statusText'>>
  >();
  let [leased, paused, asFailed] = [0, 0, 0];
  let problem: ActionProblem | null = null;
  for (let from = 0; from < targets.length && problem === null && ports.signal() === null; ) {
    const jobs = targets.slice(from, from + jobsAtOnce);
    const written = await ports.write(
      plan.action,
      jobs.map((target) => seen(target, plan.action)),
    );
    // Where all of these jobs were refused, the others may not be.
    if (written.kind === 'problem' && written.refused === undefined) {
      ({ problem } = written);
      if (outcomeUnknown.has(problem.code)) for (const { id } of jobs) results.set(id, { result: 'unknown' });
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
    for (const { id, statusText } of movedOn) results.set(id, { result: 'moved_on', statusText });
    for (const { id, why } of refused) results.set(id, { result: 'not_allowed', why });
    leased += effects.leased ?? 0;
    paused += effects.paused ?? 0;
    asFailed += effects.asFailed ?? 0;
    if (tried < jobs.length) problem = actionProblem('failed', path, notWritten);
    from += jobs.length;
    if (from < targets.length && problem === null) ports.onProgress(from, targets.length);
  }
  return {
    ...plan,
    jobs: plan.jobs.map((job) =>
      job.result === 'to_do' ? { ...job, ...(results.get(job.id) ?? { result: 'not_tried' }) } : job,
    ),
    ...{ leased, paused, asFailed, problems: problem === null ? [] : [problem] },
    // A signal that came while the last jobs were written interrupted nothing.
    signal: results.size < targets.length ? ports.signal() : null,
  };
}

const nothingDone: RowsDone = { kind: 'done', sentence: '', changes: [], changed: 0, movedOn: [] };

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

/** A database that is written to. */
export interface WrittenDatabase {
  /** Its name if there are several; null if it is the only one. */
  readonly name: string | null;
  /** The file, or the name of the host that it is on. */
  readonly path: string;
  readonly host?: HostReaders | null;
}

/** What carrying out a plan needs of the world. */
interface SeveralActionPorts extends Pick<ActionPorts, 'signal' | 'onProgress'> {
  /** Performs the action on these jobs of a database, in a process of its own. */
  readonly write: (
    database: { readonly name: string | null; readonly path: string; readonly host: HostReaders | null },
    action: JobAction,
    jobs: readonly SeenJob[],
  ) => ReturnType<ActionPorts['write']>;
}

/** The databases in which the plan has something to do. */
export function writtenIn(
  plan: ActionReport,
  databases: readonly WrittenDatabase[],
): readonly WrittenDatabase[] {
  const names = new Set(toDo(plan).map(({ id }) => databaseOf(id)));
  return databases.filter(({ name }) => names.has(name));
}

/**
 * Carries out a plan, one database after the other. A problem in one database doesn't stop the others; a signal does.
 */
export async function carryOutIn(
  plan: ActionReport,
  databases: readonly WrittenDatabase[],
  ports: SeveralActionPorts,
): Promise<ActionReport> {
  const all = toDo(plan).length;
  const done = new Map<JobId, JobReport>();
  let report = plan;
  let through = 0;
  for (const { name, path, host = null } of writtenIn(plan, databases)) {
    const own = ownPart(plan, name);
    const before = through;
    const part = await carryOut(own, path, {
      write: (action, jobs) => ports.write({ name, path, host }, action, jobs),
      signal: ports.signal,
      onProgress: (some) => ports.onProgress(before + some, all),
    });
    through += toDo(own).length;
    for (const job of part.jobs) {
      const id = name === null ? job.id : qualifiedId(name, job.id);
      done.set(id, { ...job, id });
    }
    report = {
      ...report,
      leased: report.leased + part.leased,
      paused: report.paused + part.paused,
      asFailed: report.asFailed + part.asFailed,
      problems: [...report.problems, ...part.problems],
      // After a signal nothing is begun in the other databases, whose results have the signal too.
      signal: part.signal,
    };
  }
  return { ...report, jobs: plan.jobs.map((job) => done.get(job.id) ?? job) };
}

/** The part of the plan for one database, with the ids that the jobs have there. */
function ownPart(plan: ActionReport, name: string | null): ActionReport {
  const jobs = plan.jobs
    .filter(({ id, result }) => result === 'to_do' && databaseOf(id) === name)
    .map((job) => ({
      ...job,
      id: localId(job.id),
      target: job.target && { ...job.target, id: localId(job.target.id) },
    }));
  return { ...plan, jobs };
}
