import type { DepthSample } from '../monitoring/monitoring.js';
import { sumOf } from './pace.js';

/** The time between two depths that are compared, ms. */
export const stepMs = 15_000;
const mostSteps = 3_600_000 / stepMs;
/**
 * If nothing was seen for longer than this, ms, and more than a few jobs came or went meanwhile, nobody was looking:
 * the machine slept, or the database was away. What was seen before that says nothing about now.
 */
const longestPauseMs = 120_000;
const mostInPause = 5;

/**
 * How many more jobs waited after each step than before it, oldest first, up to the last whole step before `now` (ms).
 * A depth holds until another one was seen. Samples later than `now` are ignored.
 */
export function seenSteps(samples: readonly DepthSample[], now: number): readonly number[] {
  const end = Math.floor(now / stepMs) * stepMs;
  const usable = sinceGap(samples.filter(({ at, depth }) => at <= now && Number.isFinite(depth)));
  const [first] = usable;
  if (first === undefined) return [];
  const count = Math.min(mostSteps, Math.floor((end - first.at) / stepMs));
  const steps: number[] = [];
  let place = 0;
  let before: number | null = null;
  for (let step = count; step >= 0; step -= 1) {
    while ((usable[place + 1]?.at ?? Number.POSITIVE_INFINITY) <= end - step * stepMs) place += 1;
    const depth = usable[place]?.depth ?? 0;
    if (before !== null) steps.push(depth - before);
    before = depth;
  }
  return steps;
}

/** The samples, oldest first, since the last time that nobody was looking. */
export function sinceGap(samples: readonly DepthSample[]): readonly DepthSample[] {
  const gap = samples.findLastIndex((sample, index) => {
    const before = samples[index - 1];
    if (before === undefined) return false;
    const moved = Math.abs(sample.depth - before.depth);
    return sample.at < before.at || (sample.at - before.at > longestPauseMs && moved > mostInPause);
  });
  return gap < 0 ? samples : samples.slice(gap);
}

/** How the number of waiting jobs changes. */
interface NetChange {
  /** Jobs a minute; negative if the queue drains. */
  readonly perMinute: number;
  /** Whether the figure is known well enough to be shown; else only its sign is. */
  readonly isExact: boolean;
}

const stepsPerMinute = 60_000 / stepMs;
/** Lengths of time over which the change is measured, in minutes. */
const periods = [5, 10, 20, 40, 60];
/**
 * The sign is known if the change is `signErrors` times its own error, the figure if it is `figureErrors` times that.
 */
const signErrors = 3.5;
const figureErrors = 16;
/**
 * Jobs come and go at random, so the error of a change is at least that of chance, even if a few blocks happen to be
 * alike. But if the measured error is smaller than that by more than this factor, the jobs aren't random: workers keep
 * time.
 */
const chanceTimes = 1.7;
/**
 * If the change over a longer time is this many errors away from that over a shorter one, it says nothing about now.
 */
const errorsBetween = 2;
/**
 * A step is an event, and no part of a rate, if it differs from the usual step by more than `eventSpreads` times the
 * usual spread and `eventJobs` jobs on top.
 */
const eventSpreads = 8;
const eventJobs = 5;
/**
 * A length of time is divided into this many blocks, whose differences give the error: over a long block a rhythm evens
 * out.
 */
const blocks = 20;
/** A rhythm can be seen only if there are at least this many blocks to compare. */
const leastBlocks = 5;

/**
 * The change at `now` (ms), by the depths that were seen, oldest first; null if less than five minutes were seen, or if
 * there is no change that stands out from the noise. A single jump, such as a thousand jobs submitted at once, is left
 * out. If there are several jumps, they count, and everything that was seen is measured together. `ending`: how many
 * jobs end in a minute, 0 if that isn't known.
 */
export function netChange(samples: readonly DepthSample[], now: number, ending = 0): NetChange | null {
  // Every frame asks, mostly with the same samples as the frame before.
  const step = Math.floor(now / stepMs);
  const before = known.get(samples);
  if (before?.step === step && before.ending === ending) return before.change;
  const change = changeIn(samples, now, ending);
  if ((samples.at(-1)?.at ?? now) <= now) known.set(samples, { step, ending, change });
  return change;
}

const known = new WeakMap<
  readonly DepthSample[],
  { readonly step: number; readonly ending: number; readonly change: NetChange | null }
>();

function changeIn(samples: readonly DepthSample[], now: number, ending: number): NetChange | null {
  const steps = seenSteps(samples, now);
  if (steps.length < Math.min(...periods) * stepsPerMinute) return null;
  const net = measured(steps, ending / stepsPerMinute);
  const times = net === null ? 0 : Math.abs(net.change) / net.error;
  if (net === null || times < signErrors) return null;
  return { perMinute: net.change * stepsPerMinute, isExact: times >= figureErrors };
}

/** The mean change in a step, and its standard error. */
interface Measured {
  readonly change: number;
  readonly error: number;
}

function measured(steps: readonly number[], ending: number): Measured | null {
  const events = eventsIn(steps);
  const runs = [...events].filter((place) => !events.has(place - 1)).length;
  if (runs > 1) {
    const block = Math.max(1, Math.round(steps.length / runs));
    return steps.length / block < leastBlocks ? null : measure(steps, block, ending);
  }
  const usual = medianOf(steps);
  const smooth = steps.map((step, index) => (events.has(index) ? usual : step));
  return longestTrue(
    periods
      .map((minutes) => smooth.slice(-minutes * stepsPerMinute))
      .map((part) => measure(part, Math.floor(part.length / blocks), ending)),
  );
}

/** The measure of the longest time that agrees with all shorter ones. */
function longestTrue(measures: readonly Measured[]): Measured | null {
  const stranger = measures.findIndex(({ change }, index) =>
    measures
      .slice(0, index)
      .some((shorter) => Math.abs(change - shorter.change) > errorsBetween * shorter.error),
  );
  return measures.at(stranger < 0 ? -1 : stranger - 1) ?? null;
}

/**
 * The mean change, and its error: by how much blocks of `block` steps differ, or what chance explains, if that is more.
 * `ending`: how many jobs end in a step.
 */
function measure(steps: readonly number[], block: number, ending: number): Measured {
  const count = Math.floor(steps.length / block);
  const whole = steps.slice(steps.length - count * block);
  const sums = Array.from({ length: count }, (_, index) =>
    sumOf(whole.slice(index * block, (index + 1) * block)),
  );
  const mean = sumOf(sums) / count;
  const spread = sums.reduce((sum, each) => sum + (each - mean) ** 2, 0) / Math.max(1, count - 1);
  // One job more or less at either end may be chance, even if every step is the same.
  const error = Math.sqrt(count * spread + 1) / whole.length;
  const change = mean / block;
  const moving = Math.max(Math.abs(change), 2 * ending + change);
  return { change, error: Math.max(error, Math.min(Math.sqrt(moving / whole.length), chanceTimes * error)) };
}

function eventsIn(steps: readonly number[]): ReadonlySet<number> {
  const usual = medianOf(steps);
  const away = steps.map((step) => Math.abs(step - usual));
  const sizes = steps.map(Math.abs).toSorted((one, other) => one - other);
  const spread = Math.max(
    1,
    Math.sqrt(Math.abs(usual)),
    1.5 * medianOf(away),
    sumOf(sizes.slice(0, -2)) / sizes.length,
  );
  return new Set([...away.keys()].filter((index) => (away[index] ?? 0) > eventSpreads * spread + eventJobs));
}

function medianOf(values: readonly number[]): number {
  const ascending = values.toSorted((one, other) => one - other);
  return ascending[Math.floor(ascending.length / 2)] ?? 0;
}
