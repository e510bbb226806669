import { endedByMinute, endedUnderWay, type QueuePace } from './queue-pace.js';

/** A single minute without an end is no quiet time, whatever ends before and after it. */
const leastMinutes = 2;
/** Nor are minutes in which no more than this many would have ended, by as many minutes before or after them. */
const missedEnds = 8;
/** Fewer ends than this don't show what is usual. */
const leastEnds = 5;
/** Workers that commit at once what they did in some minutes do so at least this often in an hour, and quickly. */
const leastCommits = 3;
const commitMinutes = 2;

/** Minutes without an end, one after another: the first of them, and the first one after them. */
interface Pause {
  readonly from: number;
  readonly to: number;
}

/**
 * How many jobs ended in each whole minute before `now` (ms), oldest first, since work began again after the last quiet
 * time. Work began somewhere within its first minute, so that one has no rate, and is left out. None while it isn't over.
 */
export function sinceQuiet(pace: QueuePace, now: number): readonly number[] {
  const minutes = endedByMinute(pace, now);
  const all = [...minutes, endedUnderWay(pace, now)];
  const quiet = pausesIn(all, leastMinutes).findLast((pause) => isQuietTime(all, pause));
  return quiet === undefined ? minutes : minutes.slice(quiet.to + 1);
}

/** Whether a pause is one that the work before or after it doesn't explain. One that isn't over yet says nothing. */
function isQuietTime(minutes: readonly number[], { from, to }: Pause): boolean {
  const length = to - from;
  if (to === minutes.length) return false;
  const beside = [minutes.slice(Math.max(0, from - length), from), minutes.slice(to, to + length)];
  const isMissed = beside
    .map((part) => ({ ends: sumOf(part), perMinute: sumOf(part) / part.length }))
    .some(({ ends, perMinute }) => ends >= leastEnds && perMinute * length > missedEnds);
  if (!isMissed) return false;
  return !areCommits(minutes, pausesIn(minutes, Math.ceil(length / 2)));
}

/** Whether all that ended did so in commits of about the same size, with these pauses between them. */
function areCommits(minutes: readonly number[], pauses: readonly Pause[]): boolean {
  const begins = [0, ...pauses.map(({ to }) => to)];
  const stretches = begins
    .map((begin, index) => minutes.slice(begin, pauses[index]?.from ?? minutes.length))
    .filter((stretch) => stretch.length > 0);
  const sizes = stretches.map(sumOf).sort((one, other) => one - other);
  const usual = sizes[Math.floor(sizes.length / 2)] ?? 0;
  return (
    stretches.length >= leastCommits &&
    stretches.every(({ length }) => length <= commitMinutes) &&
    (sizes.at(-1) ?? 0) <= 2 * usual
  );
}

/** The pauses of at least `least` minutes, oldest first. */
function pausesIn(minutes: readonly number[], least: number): readonly Pause[] {
  const busy = [...minutes.keys()].filter((minute) => (minutes[minute] ?? 0) > 0);
  return [...busy, minutes.length]
    .map((to, index): Pause => ({ from: (busy[index - 1] ?? -1) + 1, to }))
    .filter(({ from, to }) => to - from >= least);
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
