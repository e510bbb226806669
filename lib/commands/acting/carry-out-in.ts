import type { SeenJob } from '../../actions/action.js';
import type { HostReaders } from '../../hosts/host-readers.js';
import { databaseOf, idAmong, idWithin, type JobId } from '../../model/job.js';
import { type ActionPorts, carryOut } from './carry-out.js';
import type { JobAction } from './job-action.js';
import { type ActionReport, type JobReport, toDo } from './report.js';

/** A database that is written to. */
export interface WrittenDatabase {
  /** Its name if there are several; null if it is the only one. */
  readonly name: string | null;
  /** The file, or the name of the host that it is on. */
  readonly path: string;
  readonly host?: HostReaders | null;
}

/** What carrying out a plan needs of the world. */
export interface SeveralActionPorts extends Pick<ActionPorts, 'signal' | 'onProgress'> {
  /** Performs the action on these jobs of a database, in a process of its own. */
  readonly write: (
    database: { readonly path: string; readonly host: HostReaders | null },
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
      write: (action, jobs) => ports.write({ path, host }, action, jobs),
      signal: ports.signal,
      onProgress: (some) => ports.onProgress(before + some, all),
    });
    through += toDo(own).length;
    for (const job of part.jobs) {
      const id = name === null ? job.id : idAmong(name, job.id);
      done.set(id, { ...job, id });
    }
    report = {
      ...report,
      leased: report.leased + part.leased,
      paused: report.paused + part.paused,
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
      id: idWithin(job.id),
      target: job.target && { ...job.target, id: idWithin(job.target.id) },
    }));
  return { ...plan, jobs };
}
