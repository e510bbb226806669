import type { Job } from '../model/job.js';
import type { Picture } from '../model/picture.js';

/** The size of the output at a path, or null where it is unknown. */
export type SizeOf = (path: string) => bigint | null;

/** The paths of those outputs in the picture whose size the database doesn't record, each once. */
export function unsizedOutputs(picture: Picture): readonly string[] {
  return [...new Set(picture.window.jobs.flatMap((job) => unsizedPath(job) ?? []))];
}

/**
 * The picture with the sizes that the database doesn't record, as far as `sizeOf` knows them, for the complete jobs
 * of the window and in the total. An output that several jobs write counts once. The same picture where nothing is
 * known.
 */
export function withOutputSizes(picture: Picture, sizeOf: SizeOf): Picture {
  const sizes = new Map<string, bigint>();
  for (const path of unsizedOutputs(picture)) {
    const size = sizeOf(path);
    if (size !== null) sizes.set(path, size);
  }
  if (sizes.size === 0) return picture;
  const jobs = picture.window.jobs.map((job) => {
    const size = sizes.get(unsizedPath(job) ?? '');
    return size === undefined ? job : { ...job, outputSizeBytes: size };
  });
  const counted = new Set(
    picture.window.jobs
      .filter((job) => job.status === 'complete' && job.outputSizeBytes !== null)
      .map((job) => job.outputPath),
  );
  let outputBytes = picture.totals.outputBytes;
  for (const [path, size] of sizes) if (!counted.has(path)) outputBytes += size;
  return {
    ...picture,
    totals: { ...picture.totals, outputBytes },
    window: { ...picture.window, jobs },
  };
}

/** Where a complete job of unknown size has its output; null for every other job. */
function unsizedPath(job: Job): string | null {
  return job.status === 'complete' && job.outputSizeBytes === null ? job.outputPath : null;
}
