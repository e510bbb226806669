import type { Job } from '../../model/job.js';
import { placeOfOutput } from '../../model/output.js';
import { selectedJob } from './selection.js';
import type { Copying, JobsState } from './state.js';

/** The folder, or the file in it, that a job leads to: its first output on a disk once it is complete, or else what a scan scans. */
export function folderOf(job: Job): string | null {
  const recorded = job.outputs.list.find(({ path }) => path !== null)?.path ?? null;
  const written = job.outputs.count > 0 ? recorded : job.outputPath;
  const output = job.status === 'complete' ? written : null;
  return output ?? (job.type === 'scan' ? job.sourcePath : null);
}

/** What copying takes of the selected job: the first that it has; null where it has nothing. */
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
