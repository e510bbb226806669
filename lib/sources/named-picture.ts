import { idAmong, type Job, type JobId } from '../model/job.js';
import type { Picture } from '../model/picture.js';

/** If an answer is given again, its jobs stay the same objects, so that the view still knows their heights. */
const named = new WeakMap<Job, Job>();

/** A picture of one database in which every job's id says which database that is. */
export function namedPicture(picture: Picture, name: string): Picture {
  const idOf = (id: JobId) => idAmong(name, id);
  const withId = <T extends { readonly id: JobId }>(row: T): T => ({ ...row, id: idOf(row.id) });
  const jobOf = (job: Job): Job => ({ ...withId(job), database: name });
  const knownJobOf = (job: Job): Job => {
    const known = named.get(job) ?? jobOf(job);
    named.set(job, known);
    return known;
  };
  const { window, detail, clearing, causes, workers, parsers, rows, targets, marks, monitoring } = picture;
  return {
    ...picture,
    window: { ...window, jobs: window.jobs.map(knownJobOf) },
    ...(detail && { detail: { ...detail, job: jobOf(detail.job) } }),
    ...(clearing && { clearing: { ...clearing, except: clearing.except.map(idOf) } }),
    ...(causes && {
      causes: {
        ...causes,
        groups: causes.groups.map((group) => ({ ...group, sample: idOf(group.sample) })),
        sample: causes.sample && jobOf(causes.sample),
      },
    }),
    ...(workers && {
      workers: {
        ...workers,
        rows: workers.rows.map((row) => ({ ...row, longest: row.longest && withId(row.longest) })),
        jobs: workers.jobs && { ...workers.jobs, jobs: workers.jobs.jobs.map(jobOf) },
      },
    }),
    ...(parsers && {
      parsers: {
        ...parsers,
        rows: parsers.rows.map((row) => ({
          ...row,
          lastFailure: row.lastFailure && withId(row.lastFailure),
        })),
        lastFailed: parsers.lastFailed && { ...parsers.lastFailed, job: jobOf(parsers.lastFailed.job) },
      },
    }),
    ...(rows && { rows: rows.map(withId) }),
    ...(targets && { targets: targets.map(withId) }),
    ...(marks?.rows && { marks: { ...marks, rows: marks.rows.map(withId) } }),
    ...(monitoring && {
      monitoring: {
        ...monitoring,
        throughput: monitoring.throughput.map((sample) => ({ ...sample, jobId: idOf(sample.jobId) })),
      },
    }),
  };
}
