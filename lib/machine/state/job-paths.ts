import { databaseOf, type Job, type JobId } from '../../model/job.js';
import { locationOfOutput } from '../../model/output.js';
import { pictureOf } from './job-window.js';
import { selectedJob } from './selection.js';
import type { Copying, JobsState } from './state.js';

/**
 * The folder, or the file in it, to open for a job: its first output on a disk once it is complete, or for a scan
 * the folder that it scans.
 */
export function folderOf(job: Job): string | null {
  const recorded = job.outputs.list.find(({ path }) => path !== null)?.path ?? null;
  const written = job.outputs.count > 0 ? recorded : job.outputPath;
  const output = job.status === 'complete' ? written : null;
  return output ?? (job.type === 'scan' ? job.sourcePath : null);
}

/** The other host that a job's database is on, if there are several databases; null: this one. */
export function hostOf({ connection }: JobsState, jobId: JobId): string | null {
  const name = databaseOf(jobId);
  if (name === null) return null;
  return pictureOf(connection)?.databases?.find((database) => database.name === name)?.host ?? null;
}

/** What the copy key copies of the selected job: the first thing that it has; null if it has nothing. */
export function copyOf(state: JobsState): Copying | null {
  if (state.copying !== null) return state.copying;
  const job = selectedJob(state);
  if (job === null) return null;
  const jobId = job.id;
  const host = hostOf(state, jobId);
  const error = job.errorMessage ?? job.failures[0]?.error ?? null;
  if (job.outputPath !== null) {
    const others = job.outputs.list.slice(1).map(locationOfOutput);
    return {
      ...{ jobId, ...copiedFrom(host, job.outputPath), what: 'output path' },
      ...(others.length > 0 && { others: { locations: others, count: job.outputs.count - 1 } }),
    };
  }
  if (job.sourcePath !== null) return { jobId, ...copiedFrom(host, job.sourcePath), what: 'source path' };
  return error === null ? null : { jobId, text: error, what: 'error' };
}

/** A path as other hosts know it, `host:/path`; anything that isn't a path on a disk stays as it is. */
function copiedFrom(host: string | null, path: string): Pick<Copying, 'text' | 'path'> {
  const isElsewhere = host !== null && !/^[A-Za-z][\w+.-]*:\/\//.test(path);
  const named = host?.includes(':') ? `[${host}]` : host;
  return isElsewhere ? { text: `${named}:${path}`, path } : { text: path };
}
