/** How many whole minutes before its instant a pace covers. */
export const paceMinutes = 60;
/**
 * Workers' clocks may be ahead of this one by this much, ms; what ended later than that has a wrong time, and doesn't
 * count.
 */
export const endsAheadMs = 60_000;

/** What the record says of how fast jobs end, at one instant. Times in ms since the epoch. */
export interface QueuePace {
  /** The instant. */
  readonly at: number;
  /** How many jobs completed or failed in each of the {@link paceMinutes} before the minute under way, oldest first. */
  readonly ended: readonly number[];
  /** How many did so in the minute under way, so far. */
  readonly endedLately: number;
  /** When the last of all such jobs ended, never after `at`; null if none has. */
  readonly lastEndedAt: number | null;
  /** How many of them ended within the hour up to that time, in whole minutes. */
  readonly endedBefore: number;
  /** Since when the longest-waiting job that can be taken has waited; null if the record doesn't say. */
  readonly oldestWaitingAt: number | null;
  /** How many queued jobs can't be taken now: they wait for a time, or their parser is paused. */
  readonly heldBack: number;
}

/** How many jobs ended in each whole minute before `now`, oldest first: nothing has ended since the pace was read. */
export function endedByMinute(pace: QueuePace, now: number): readonly number[] {
  const later = Math.max(0, Math.floor(now / 60_000) - Math.floor(pace.at / 60_000));
  const since = Array.from({ length: Math.min(later, paceMinutes + 1) }, (_, minute) =>
    minute === 0 ? pace.endedLately : 0,
  );
  return [...pace.ended, ...since].slice(-paceMinutes);
}

/** How many jobs have ended in the minute under way at `now`, ms, as far as is known. */
function endedUnderWay(pace: QueuePace, now: number): number {
  return Math.floor(now / 60_000) <= Math.floor(pace.at / 60_000) ? pace.endedLately : 0;
}

/** A single minute without an end is no quiet time, whatever ends before and after it. */
const leastMinutes = 2;
/** Nor are minutes in which no more than this many would have ended, by as many minutes before or after them. */
const missedEnds = 8;
/** Fewer ends than this don't show what is usual. */
const leastMissedEnds = 5;
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
function sinceQuiet(pace: QueuePace, now: number): readonly number[] {
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
    .some(({ ends, perMinute }) => ends >= leastMissedEnds && perMinute * length > missedEnds);
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

/** All of them together. */
export function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** A rate needs at least this many ends since the last quiet time. */
const leastEnds = 10;
/** With this many ends, a rate is right within 20 % in 995 of 1,000 cases, if jobs end at random. */
const sureEnds = 250;
/** Two rates are different ones if they differ by more than this many errors. */
const differentErrors = 3;
/** Rates that differ by less, as a share, forecast the same. */
const sameShare = 0.1;
/** A minute with this many times the usual number, and this many jobs on top, is an event, such as a worker that commits what it did in an hour. */
const eventTimes = 3;
const eventJobs = 5;

/** How fast jobs end. */
export interface EndRate {
  /** How many jobs complete or fail in a minute; more than 0. */
  readonly perMinute: number;
  /** Whether that is known well enough to forecast within 20 %. */
  readonly isSure: boolean;
}

/**
 * How fast jobs end at `now` (ms); null if too few have. It is the rate since it last changed, or since the last quiet
 * time. `workSince` (ms; Infinity: unknown): since when there has always been a job to take. What ended before shows how
 * fast jobs came, not how fast they can end, and makes no rate sure.
 */
export function endRate(pace: QueuePace, now: number, workSince = Number.POSITIVE_INFINITY): EndRate | null {
  const minutes = withoutEvent(sinceQuiet(pace, now));
  if (sumOf(minutes) < leastEnds) return null;
  const steady = steadyMinutes(minutes);
  const busyMinutes = Math.max(0, Math.floor(now / 60_000) - Math.ceil(workSince / 60_000));
  const busy = workSince > now ? steady : steady.slice(Math.max(0, steady.length - busyMinutes));
  const isSure = sumOf(busy) / spreadOf([busy]) >= sureEnds;
  const used = isSure || errorsBetween(steady.slice(0, -busy.length), busy) > differentErrors ? busy : steady;
  return sumOf(used) === 0 ? null : { perMinute: meanOf(used), isSure };
}

/** The last of these minutes, since the rate last changed. */
function steadyMinutes(minutes: readonly number[]): readonly number[] {
  const { at, errors } = clearestChange(minutes);
  return errors < differentErrors ? minutes : steadyMinutes(minutes.slice(at));
}

/** Where the rates before and after differ most, and by how many errors. */
function clearestChange(minutes: readonly number[]): { readonly at: number; readonly errors: number } {
  return minutes.reduce(
    (clearest, _, at) => {
      const errors = errorsBetween(minutes.slice(0, at), minutes.slice(at));
      return errors > clearest.errors ? { at, errors } : clearest;
    },
    { at: 0, errors: 0 },
  );
}

/**
 * By how many errors the rates of two times differ, by the ratio of their likelihoods; 0 if that doesn't matter. Jobs end at
 * random, or more unevenly, such as those that a worker commits ten at once.
 */
function errorsBetween(before: readonly number[], after: readonly number[]): number {
  const [ends, endsAfter] = [sumOf(before) + sumOf(after), sumOf(after)];
  const mean = ends / (before.length + after.length);
  const ratio = endsAfter / after.length / mean;
  if (before.length === 0 || after.length === 0 || ends === 0) return 0;
  if (ratio < 1 + sameShare && ratio > 1 / (1 + sameShare)) return 0;
  const likelihood = [before, after]
    .filter((part) => sumOf(part) > 0)
    .reduce((sum, part) => sum + sumOf(part) * Math.log(meanOf(part) / mean), 0);
  const errors = Math.sqrt(Math.max(0, 2 * likelihood));
  return errors < differentErrors ? errors : errors / Math.sqrt(spreadOf([before, after]));
}

/** How unevenly jobs end from minute to minute within some times: 1 at random, more if it's more than chance explains. */
function spreadOf(parts: readonly (readonly number[])[]): number {
  const squares = parts.map((part) => {
    const mean = meanOf(part);
    return mean === 0 ? 0 : sumOf(part.map((count) => (count - mean) ** 2)) / mean;
  });
  const free = Math.max(1, sumOf(parts.map((part) => part.length - 1)));
  return Math.max(1, sumOf(squares) / free - 2 * Math.sqrt(2 / free));
}

function meanOf(counts: readonly number[]): number {
  return sumOf(counts) / Math.max(1, counts.length);
}

/** Without the one minute that is far beyond all others. */
function withoutEvent(minutes: readonly number[]): readonly number[] {
  const ascending = minutes.toSorted((one, other) => one - other);
  const usual = ascending[Math.floor(ascending.length / 2)] ?? 0;
  const [next = 0, most = 0] = ascending.slice(-2);
  const limit = eventTimes * usual + eventJobs;
  if (usual === 0 || most <= limit || next > limit) return minutes;
  return minutes.toSpliced(minutes.indexOf(most), 1);
}
