import type { Job } from '../../model/job.js';
import { placeOfOutput } from '../../model/output.js';
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

/** What the copy key copies of the selected job: the first thing that it has; null if it has nothing. */
export function copyOf(state: JobsState): Copying | null {
  if (state.copying !== null) return state.copying;
  const job = selectedJob(state);
  if (job === null) return null;
  const jobId = job.id;
  const error = job.errorMessage ?? job.failures[0]?.error ?? null;
  if (job.outputPath !== null) {
    const others = job.outputs.list.slice(1).map(placeOfOutput);
    return {
      ...{ jobId, text: job.outputPath, what: 'output path' },
      ...(others.length > 0 && { others: { places: others, count: job.outputs.count - 1 } }),
    };
  }
  if (job.sourcePath !== null) return { jobId, text: job.sourcePath, what: 'source path' };
  return error === null ? null : { jobId, text: error, what: 'error' };
}
