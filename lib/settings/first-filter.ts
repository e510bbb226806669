import { defaultFilter, type JobFilter } from '../model/filter.js';
import type { Remembered } from './remembered.js';
import type { Settings } from './resolve.js';

/** What the list shows at first: what was just asked for, else what it showed last, else what is usual. */
export function firstFilter(
  { asked, usual }: Settings['filter'],
  { filter, cleared }: Remembered,
): JobFilter {
  return { ...(asked ?? filter ?? usual ?? defaultFilter), cleared };
}
