import type { DepthSample } from '../monitoring.js';

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
