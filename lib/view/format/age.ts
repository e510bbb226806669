import { briefDuration } from './duration.js';

const newest = 10_000;
/** The clocks of two hosts may differ by this much, ms; times further ahead are taken to be in the future. */
const clockSkewMs = 5 * 60_000;

/**
 * How long ago an instant was, both in ms since the epoch: `just now` under ten seconds and up to five minutes
 * ahead, else `45s ago`, `2m ago`, `1h ago`, `3d ago`; `in 3d` for times in the future. Empty if unknown.
 */
export function ageText(then: number | null, now: number): string {
  if (then === null || !Number.isFinite(then)) return '';
  const age = now - then;
  if (age < -clockSkewMs) return `in ${briefDuration(-age)}`;
  return age < newest ? 'just now' : `${briefDuration(age)} ago`;
}
