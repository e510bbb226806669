import { defaultFilter, type JobFilter } from '../model/filter.js';
import type { Remembered } from './remembered.js';
import type { Settings } from './resolve.js';

/** The filter that the list starts with: what was just asked for, else what it showed last, else the usual one. */
export function firstFilter(
  { asked, usual }: Settings['filter'],
  { filter, cleared }: Remembered,
): JobFilter {
  return { ...(asked ?? filter ?? usual ?? defaultFilter), cleared };
}
