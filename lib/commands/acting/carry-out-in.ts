import type { SeenJob } from '../../actions/action.js';
import type { HostReaders } from '../../hosts/host-readers.js';
import type { JobId } from '../../model/job.js';
import { databaseOf, idAmong, idWithin } from '../../model/job-id.js';
import { carryOut, type Hands } from './carry-out.js';
import type { JobAction } from './job-action.js';
import { type JobOutcome, type Outcome, toDo } from './outcome.js';

/** A database that is written to. */
export interface WrittenDatabase {
  /** Its name if there are several; null if it is the only one. */
  readonly name: string | null;
  /** The file, or the name of the host that it is on. */
  readonly path: string;
  readonly host?: HostReaders | null;
}

/** What carrying out a plan needs of the world. */
export interface HandsIn extends Pick<Hands, 'signal' | 'onProgress'> {
  /** Performs the action on these jobs of a database, in a process of its own. */
  readonly write: (
    database: { readonly path: string; readonly host: HostReaders | null },
    action: JobAction,
    jobs: readonly SeenJob[],
  ) => ReturnType<Hands['write']>;
}

/** The databases in which the plan has something to do. */
export function writtenIn(plan: Outcome, databases: readonly WrittenDatabase[]): readonly WrittenDatabase[] {
  const names = new Set(toDo(plan).map(({ id }) => databaseOf(id)));
  return databases.filter(({ name }) => names.has(name));
}

/**
 * Carries out a plan, one database after the other. A problem in one database doesn't stop the others; a signal does.
 */
export async function carryOutIn(
  plan: Outcome,
  databases: readonly WrittenDatabase[],
  hands: HandsIn,
): Promise<Outcome> {
  const all = toDo(plan).length;
  const done = new Map<JobId, JobOutcome>();
  let outcome = plan;
  let through = 0;
  for (const { name, path, host = null } of writtenIn(plan, databases)) {
    const own = ownPart(plan, name);
    const before = through;
    const result = await carryOut(own, path, {
      write: (action, jobs) => hands.write({ path, host }, action, jobs),
      signal: hands.signal,
      onProgress: (some) => hands.onProgress(before + some, all),
    });
    through += toDo(own).length;
    for (const job of result.jobs) {
      const id = name === null ? job.id : idAmong(name, job.id);
      done.set(id, { ...job, id });
    }
    outcome = {
      ...outcome,
      leased: outcome.leased + result.leased,
      paused: outcome.paused + result.paused,
      problems: [...outcome.problems, ...result.problems],
      // After a signal nothing is begun in the other databases, whose results have the signal too.
      signal: result.signal,
    };
  }
  return { ...outcome, jobs: plan.jobs.map((job) => done.get(job.id) ?? job) };
}

/** The part of the plan for one database, with the ids that the jobs have there. */
function ownPart(plan: Outcome, name: string | null): Outcome {
  const jobs = plan.jobs
    .filter(({ id, fate }) => fate === 'to_do' && databaseOf(id) === name)
    .map((job) => ({
      ...job,
      id: idWithin(job.id),
      target: job.target && { ...job.target, id: idWithin(job.target.id) },
    }));
  return { ...plan, jobs };
}
