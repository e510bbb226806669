import { causeOfJob } from '../model/cause/cause.js';
import { oneLine } from '../model/error-summary.js';
import type { Job } from '../model/job.js';
import type { JobCounts } from '../model/picture.js';
import type { Traceback } from '../model/traceback/thrown.js';

/** Counts by status; `other` only where there is one that this program doesn't know. */
export function countsOf({ queued, running, complete, failed, cancelled, other }: JobCounts) {
  const counts = { queued, running, complete, failed, cancelled };
  return other === 0 ? counts : { ...counts, other };
}

/** Of a failed job, why it failed: what `causes` groups by. */
export function causeIn(job: Job) {
  const cause = job.status === 'failed' ? causeOfJob(job) : null;
  return { cause: cause?.text ?? null, cause_key: cause?.key ?? null };
}

/** What went wrong, in one line, and where in the code: what the list shows of a traceback. */
export function errorOf(brief: Traceback | null) {
  return { error_summary: oneLine(brief), error_at: brief?.frame ?? null };
}
