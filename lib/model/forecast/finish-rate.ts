import { paceMinutes, type QueuePace } from './queue-pace.js';
import { sinceQuiet } from './quiet-time.js';

/** A rate is measured over the shortest of these times in which enough jobs ended, in minutes. */
const periods = [5, 15, paceMinutes];
/** A rate needs at least this many ends; over an hour, half as many are enough. */
const leastEnds = 20;
/** With this many ends, a rate is right within 20 % in 995 of 1,000 cases, if jobs end at random. */
const sureEnds = 250;
/** A minute with this many times the usual number, and this many jobs on top, is an event, such as a worker that commits what it did in an hour. */
const eventTimes = 3;
const eventJobs = 5;
/** How many jobs complete or fail in a minute, by the recent record, at `now` (ms); null if too few have. */
export function finishRate(pace: QueuePace, now: number): number | null {
  return rateOf(pace, now, (period) => (period === paceMinutes ? leastEnds / 2 : leastEnds));
}

/** The same for forecasts: over as long a time as it takes to be right within 20 %; null where an hour is too short. */
export function sureRate(pace: QueuePace, now: number): number | null {
  return rateOf(pace, now, () => sureEnds);
}

/** The rate over the shortest time in which enough jobs ended, since the last quiet time. */
function rateOf(pace: QueuePace, now: number, least: (period: number) => number): number | null {
  const minutes = sinceQuiet(pace, now);
  for (const period of periods) {
    const counts = withoutEvent(minutes.slice(-period));
    if (sumOf(counts) >= least(period)) return sumOf(counts) / counts.length;
  }
  return null;
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

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
