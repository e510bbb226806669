import { briefDuration } from './duration.js';

const newest = 10_000;
/** Clocks of two hosts may differ by this much, ms; what lies further ahead is meant to. */
const clockSkewMs = 5 * 60_000;

/**
 * How long ago an instant was, both in ms since the epoch: `just now` under ten seconds and up to five minutes
 * ahead, else `45s ago`, `2m ago`, `1h ago`, `3d ago`; `in 3d` for what is truly to come. Empty where unknown.
 */
export function ageText(then: number | null, now: number): string {
  if (then === null || !Number.isFinite(then)) return '';
  const age = now - then;
  if (age < -clockSkewMs) return `in ${briefDuration(-age)}`;
  return age < newest ? 'just now' : `${briefDuration(age)} ago`;
}
