import { paceMinutes } from '../../../model/forecast/pace.js';
import { jobStatuses, jobTypes } from '../../../model/job.js';
import { outOfLine } from '../columns/job-columns.js';
import type { QueueIndex } from './queue-index.js';

const minuteMs = 60_000;
const none = 0;
const hasEnded = 1;
const waits = 2;
/** What a job of each kind means for the pace: looked up, because it is used in a loop over all jobs. */
const meanings = Uint8Array.from(
  jobStatuses.flatMap((status) =>
    jobTypes.map(() =>
      status === 'queued' ? waits : status === 'complete' || status === 'failed' ? hasEnded : none,
    ),
  ),
);

/** What a pass over the queue finds out about its pace. Times in ms, minutes counted from 1970. */
export interface PaceSums {
  /** The last end up to `until`; null if there is none. */
  readonly lastEnd: number | null;
  /** How many jobs completed or failed in a minute; 0 for minutes that don't matter for the pace. */
  readonly endedIn: (minute: number) => number;
  readonly oldestWaitingAt: number | null;
  readonly heldBack: number;
}

/**
 * The pace of the index's jobs at `at` (ms), by ends up to `until` (ms). `paused`: the codes of paused parsers' names.
 * `holds`: whether the queue holds back what is in no line; in ours, that is on its way there. Makes a second pass only if
 * nothing has ended for an hour.
 */
export function indexPace(
  index: QueueIndex,
  at: number,
  until: number,
  paused: ReadonlySet<number>,
  holds: boolean,
): PaceSums {
  const { kinds, starts, ends, names, dues, turns } = index.columns;
  const minutes = new MinuteCounts(Math.floor(at / minuteMs) - 2 * paceMinutes, until);
  let last = -1;
  let oldest = Number.POSITIVE_INFINITY;
  let heldBack = 0;
  for (const { from, count } of index.lastFirst()) {
    for (let slot = from; slot < from + count; slot += 1) {
      const meaning = meanings[kinds[slot] ?? 0] ?? none;
      if (meaning === hasEnded) {
        const end = ends[slot] ?? Number.NaN;
        if (end > last && end <= until) last = end;
        if (end >= minutes.from) minutes.add(end);
      } else if (meaning === waits) {
        const due = dues[slot] ?? 0;
        const since = Math.max(starts[slot] ?? Number.NaN, due);
        const isHeld = holds && turns[slot] === outOfLine;
        if (isHeld || due > at || (paused.size > 0 && paused.has(names[slot] ?? 0))) heldBack += 1;
        else if (since < oldest) oldest = since;
      }
    }
  }
  const isLongAgo = last >= 0 && last < minutes.from + paceMinutes * minuteMs;
  const counts = isLongAgo ? endsUntil(index, last) : minutes;
  return {
    lastEnd: last < 0 ? null : last,
    endedIn: (minute) => counts.in(minute),
    oldestWaitingAt: Number.isFinite(oldest) ? oldest : null,
    heldBack,
  };
}

function endsUntil(index: QueueIndex, last: number): MinuteCounts {
  const { kinds, ends } = index.columns;
  // A time before 1970 is none.
  const minutes = new MinuteCounts(Math.max(0, Math.floor(last / minuteMs) - paceMinutes), last);
  for (const { from, count } of index.lastFirst()) {
    for (let slot = from; slot < from + count; slot += 1) {
      const end = ends[slot] ?? Number.NaN;
      if (end >= minutes.from && meanings[kinds[slot] ?? 0] === hasEnded) minutes.add(end);
    }
  }
  return minutes;
}

/** How many jobs ended in each minute, from one minute up to an instant (ms). */
class MinuteCounts {
  /** When the first minute begins, ms. */
  readonly from: number;
  readonly #counts: Uint32Array;
  readonly #until: number;

  constructor(first: number, until: number) {
    this.from = first * minuteMs;
    this.#until = until;
    this.#counts = new Uint32Array(Math.floor(until / minuteMs) - first + 1);
  }

  /** Counts an end that isn't before {@link from}. */
  add(end: number): void {
    if (end > this.#until) return;
    const place = Math.floor((end - this.from) / minuteMs);
    this.#counts[place] = (this.#counts[place] ?? 0) + 1;
  }

  /** How many ended in this minute, counted from 1970; 0 outside the minutes that are counted. */
  in(minute: number): number {
    return this.#counts[minute - this.from / minuteMs] ?? 0;
  }
}
