import type { Job } from '../../model/job.js';
import { pathsOfOutputs } from '../../model/output.js';
import type { Picture } from '../../model/picture.js';

/** The size of the output at a path, or null if unknown. */
export type SizeOf = (path: string) => bigint | null;

/** The paths of outputs in the picture whose size the database doesn't record, each once. */
export function unsizedOutputs(picture: Picture): readonly string[] {
  const jobs = picture.detail ? [picture.detail.job, ...picture.window.jobs] : picture.window.jobs;
  return [...new Set(jobs.flatMap(unsizedPaths))];
}

/**
 * The picture with sizes that the database doesn't record, as far as `sizeOf` knows them: for complete jobs in the
 * window, in the total, and for the job in detail. A job has a size once all of its outputs have one; an output
 * that several jobs write counts once in the total. Returns the same picture if nothing is known.
 */
export function withOutputSizes(picture: Picture, sizeOf: SizeOf): Picture {
  const sizes = new Map<string, bigint>();
  for (const path of unsizedOutputs(picture)) {
    const size = sizeOf(path);
    if (size !== null) sizes.set(path, size);
  }
  if (sizes.size === 0) return picture;
  const { window, totals, detail } = picture;
  return {
    ...picture,
    totals: totals && { ...totals, outputBytes: totals.outputBytes + additional(window.jobs, sizes) },
    window: { ...window, jobs: window.jobs.map((job) => sized(job, sizes)) },
    ...(detail && { detail: { ...detail, job: sized(detail.job, sizes) } }),
  };
}

type Sizes = ReadonlyMap<string, bigint>;

function sized(job: Job, sizes: Sizes): Job {
  const paths = unsizedPaths(job);
  const known = paths.flatMap((path) => sizes.get(path) ?? []);
  if (paths.length === 0 || known.length < paths.length) return job;
  return { ...job, outputSizeBytes: known.reduce((sum, size) => sum + size, 0n), isMeasured: true };
}

/** What these jobs' outputs add to the total, except for those already counted in another job's recorded size. */
function additional(jobs: readonly Job[], sizes: Sizes): bigint {
  const seen = new Set(
    jobs.filter((job) => job.status === 'complete' && job.outputSizeBytes !== null).flatMap(pathsOf),
  );
  let bytes = 0n;
  for (const path of jobs.flatMap(unsizedPaths)) {
    if (seen.has(path)) continue;
    seen.add(path);
    bytes += sizes.get(path) ?? 0n;
  }
  return bytes;
}

/** The paths of a complete job's outputs if its size is unknown; none for any other job. */
function unsizedPaths(job: Job): readonly string[] {
  return job.status === 'complete' && job.outputSizeBytes === null ? pathsOf(job) : [];
}

/** The paths at which a job's outputs can be measured: none if not all of them can. */
function pathsOf({ outputs, outputPath }: Job): readonly string[] {
  if (outputs.count > 0) return pathsOfOutputs(outputs) ?? [];
  return outputPath === null ? [] : [outputPath];
}
