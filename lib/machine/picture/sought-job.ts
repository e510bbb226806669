import { isParticular, type JobFilter } from '../../model/filter.js';
import { jobInWords, type Target } from '../../model/job.js';
import type { Picture, PictureRequest } from '../../model/picture.js';
import { positionOf } from '../state/job-window.js';
import type { JobsState } from '../state/state.js';
import type { Notice } from '../state/write-order.js';

/**
 * What to tell the operator who went to a job that the list doesn't hold, by the picture that was read for it; null if
 * it does, or if the picture is another one.
 */
export function notInList(
  { pending, filter }: JobsState,
  { window, targets }: Picture,
  request: PictureRequest | undefined,
): Notice | null {
  if (pending?.kind !== 'job' || pending.isSought !== true || request?.anchor !== pending) return null;
  if (targets === undefined || targets === null || positionOf(window, pending.id) !== null) return null;
  const [target] = targets;
  const why = target === undefined ? 'is gone' : `is hidden by the filter: ${whatShows(target, filter)}`;
  return { tone: 'nothing', text: `${jobInWords(pending.id)} ${why}`, at: null };
}

/** `0 shows all`: the key that brings the job into the list. */
function whatShows({ status, trouble }: Target, filter: JobFilter): string {
  if (filter.types !== null || isParticular(filter)) return 'Backspace clears it';
  const { statuses } = filter;
  const isListed =
    statuses === null || statuses.includes(status) || (trouble !== null && statuses.includes(trouble.kind));
  return isListed ? 'X shows hidden jobs' : '0 shows all';
}
