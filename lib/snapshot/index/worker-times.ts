import { jobStatuses } from '../../model/job.js';
import { beforeAllTimes, type JobColumns } from './job-columns.js';

/** The status of running jobs, by its index in `jobStatuses`. */
export const running = jobStatuses.indexOf('running');

/**
 * The last sign that a job gives of its worker: when it started if it is running, else when it ended, ms; NaN: none.
 */
export function signOf({ starts, ends }: JobColumns, slot: number, status: number): number {
  const end = ends[slot] ?? Number.NaN;
  return status === running ? (starts[slot] ?? Number.NaN) : end > beforeAllTimes ? end : Number.NaN;
}

/** When a job that has ended started, but no later than it ended, ms; NaN if that isn't recorded. */
export function runStart({ starts, ends }: JobColumns, slot: number): number {
  const [start, end] = [starts[slot] ?? Number.NaN, ends[slot] ?? Number.NaN];
  return start <= end || !(end > beforeAllTimes) ? start : end;
}

/**
 * Whether the job in a slot has run longer than the one in another; if they started at the same time, whether its id is
 * lower.
 */
export function isLonger({ starts, ids }: JobColumns, slot: number, other: number): boolean {
  const [start, otherStart] = [startOr(starts[slot]), startOr(starts[other])];
  return start < otherStart || (start === otherStart && (ids[slot] ?? 0) < (ids[other] ?? 0));
}

const startOr = (start = Number.NaN) => (Number.isNaN(start) ? Number.POSITIVE_INFINITY : start);
