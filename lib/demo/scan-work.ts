import { badFile } from './bad-file.js';
import { CountedWork } from './counted-work.js';
import { plannedEnd } from './planned-end.js';
import type { Random } from './random.js';
import type { ClaimedJob, Work } from './work.js';

/** Counts the files below a folder, whose path is the job's name; their number is known only at the end. */
export function scanWork(job: ClaimedJob, random: Random): Work {
  const total = random.whole(150, 4200);
  return new CountedWork(
    {
      noun: 'files',
      total,
      processed: 0,
      itemsPerSecond: total / random.between(3, 7),
      knowsTotal: false,
      rowsPerItem: 0,
      bytesPerItem: 0,
      outputPath: null,
      sink: null,
      plannedEnd: plannedEnd(random),
      oneBadIn: Number.POSITIVE_INFINITY,
      failure: () => ({
        ...badFile(job.name, random),
        type: 'PermissionDenied',
        message: 'the folder is not readable for this user',
        line: 0,
      }),
      complete: () => ({ status: 'COMPLETED', outputSizeBytes: null, summary: null, error: null }),
    },
    random,
  );
}
