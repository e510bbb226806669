import { jobStatuses } from '../../model/job.js';
import { beforeAllTimes, type JobColumns } from './job-columns.js';

/** The status of running jobs, as kinds have it. */
export const running = jobStatuses.indexOf('running');

/** When something was last heard of a job's worker by the job's own times; NaN: never. */
export function signOf({ starts, ends }: JobColumns, slot: number, status: number): number {
  const end = ends[slot] ?? Number.NaN;
  return status === running ? (starts[slot] ?? Number.NaN) : end > beforeAllTimes ? end : Number.NaN;
}

/** When a job that ended was begun, no later than it ended; NaN where nothing says. */
export function begunIn({ starts, ends }: JobColumns, slot: number): number {
  const [start, end] = [starts[slot] ?? Number.NaN, ends[slot] ?? Number.NaN];
  return start <= end || !(end > beforeAllTimes) ? start : end;
}

/**
 * Whether the job in a slot has run longer than the one in another; of two that began at once the one with the lower
 * id.
 */
export function isLonger({ starts, ids }: JobColumns, slot: number, other: number): boolean {
  const [start, otherStart] = [startOr(starts[slot]), startOr(starts[other])];
  return start < otherStart || (start === otherStart && (ids[slot] ?? 0) < (ids[other] ?? 0));
}

const startOr = (start = Number.NaN) => (Number.isNaN(start) ? Number.POSITIVE_INFINITY : start);
