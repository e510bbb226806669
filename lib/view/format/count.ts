import { grouped } from '../../model/text.js';
import type { Glyphs } from '../glyphs.js';

/** From this count on, digits would fill the line and mean nothing. */
const tooMany = 1e15;

/**
 * A count with thousands separators: `1,235`. Absurdly large ones as `1.0e+21`, anything that isn't a number as
 * `?`.
 */
export function countText(count: number): string {
  if (!Number.isFinite(count)) return '?';
  if (Math.abs(count) >= tooMany) return count.toExponential(1);
  return grouped(Math.trunc(count) + 0);
}

/** Stands for a count that isn't known yet. */
export function countingText({ ellipsis }: Pick<Glyphs, 'ellipsis'>): string {
  return `counting${ellipsis}`;
}

/** A count with its noun: `1 file`, `1,235 files`. The noun takes an s. */
export function countOf(count: number, noun: string): string {
  return `${countText(count)} ${plural(count, noun)}`;
}

/** The noun in the form that goes with a count. */
export function plural(count: number, noun: string): string {
  return count === 1 ? noun : `${noun}s`;
}

/** The workers of a number of jobs: `worker of 1 job`, `workers of 3 jobs`. One may run several. */
export function workersOf(jobs: number): string {
  return `${plural(jobs, 'worker')} of ${countOf(jobs, 'job')}`;
}
