import { jobStatuses, jobTypes } from '../../../model/job.js';
import type { SortedBy } from '../../../model/sort.js';
import type { ColumnValues } from './column-values.js';
import { beforeAllTimes, type JobColumns } from './job-columns.js';
import type { NameRanks } from './name-filters.js';

// Local copies, because they are used in loops over all jobs.
const { min } = Math;

/** What a job is sorted by; {@link noValue} if it has none. */
export type SortValue = (columns: JobColumns, slot: number) => number;

/** For jobs that have no such value. */
export const noValue = Number.NaN;

const [queued, running] = [jobStatuses.indexOf('queued'), jobStatuses.indexOf('running')];
const ofStatus = (wanted: number) =>
  Uint8Array.from(jobStatuses.flatMap((_, status) => jobTypes.map(() => Number(status === wanted))));
const isRunningKind = ofStatus(running);
const isQueuedKind = ofStatus(queued);
/** 1 for running, 2 for queued jobs, 0 for others: one look instead of two, in loops over all jobs. */
const unfinishedKinds = isRunningKind.map((isRunning, kind) => isRunning + 2 * (isQueuedKind[kind] ?? 0));

/** The latest time that a date can have, ms. */
const latestTime = 8_640_000_000_000_000;

/** Whether the job in a slot is running. */
export const isRunning = ({ kinds }: JobColumns, slot: number) => isRunningKind[kinds[slot] ?? 0] === 1;
/** Whether the job in a slot is queued. */
export const isQueued = ({ kinds }: JobColumns, slot: number) => isQueuedKind[kinds[slot] ?? 0] === 1;

/**
 * The values that `schema/fragments/sort_value.sql` has for a sort key. Durations of running jobs are only for
 * comparing them with one another: whatever the time is, the one that started first has run longest.
 */
export function sortValues(by: SortedBy, names: NameRanks, values: Pick<ColumnValues, 'ranked'>): SortValue {
  switch (by) {
    case 'time':
      return timeIn;
    case 'start':
      return (columns, slot) => (isQueued(columns, slot) ? noValue : (columns.starts[slot] ?? noValue));
    case 'end':
      return endOf;
    case 'duration':
      return durationOf;
    case 'size':
      return (columns, slot) => {
        if (isRunning(columns, slot) || isQueued(columns, slot)) return noValue;
        const bytes = columns.bytes[slot] ?? 0;
        return bytes === 0 ? noValue : min(bytes, Number.MAX_SAFE_INTEGER);
      };
    case 'name':
      return (columns, slot) => names.rank(columns.names[slot] ?? 0);
    default: {
      const rank = values.ranked();
      return (_, slot) => rank(slot);
    }
  }
}

/** fragment.time_ms; {@link noValue} for none. */
export function timeIn({ kinds, starts, ends }: JobColumns, slot: number): number {
  switch (unfinishedKinds[kinds[slot] ?? 0]) {
    case 0: {
      const end = ends[slot] ?? noValue;
      return end === beforeAllTimes ? noValue : end;
    }
    case 1:
      return starts[slot] ?? noValue;
    default:
      return noValue;
  }
}

/** fragment.latest_ms; {@link noValue} for none. */
export function latestIn(columns: JobColumns, slot: number): number {
  const isUnfinished = unfinishedKinds[columns.kinds[slot] ?? 0] !== 0;
  return isUnfinished ? (columns.starts[slot] ?? noValue) : timeIn(columns, slot);
}

/** fragment.took_ms; {@link noValue} for none. */
export function tookIn(columns: JobColumns, slot: number, at: number): number {
  return isRunning(columns, slot) ? at - (columns.starts[slot] ?? noValue) : durationOf(columns, slot);
}

function endOf(columns: JobColumns, slot: number): number {
  return isRunning(columns, slot) ? noValue : timeIn(columns, slot);
}

function durationOf(columns: JobColumns, slot: number): number {
  const start = columns.starts[slot] ?? noValue;
  if (isRunning(columns, slot)) return latestTime - start;
  const duration = endOf(columns, slot) - start;
  return duration > 0 ? duration : noValue;
}
