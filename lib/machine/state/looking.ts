import type { JobId } from '../../model/job.js';
import type { Look } from '../../model/look.js';

/** What the operator saw last, and whether they are looking. Times in ms since the epoch. */
export interface Looking {
  /** Whether the terminal has their focus; null where it hasn't said. */
  readonly focused: boolean | null;
  /** When the focus went; null where it is there, or nothing is known. */
  readonly leftAt: number | null;
  /** When the first picture came: whoever starts the program looks at it. Null before. */
  readonly cameAt: number | null;
  /** What they saw last: it stays as it is from when they left until they have acknowledged what is new. */
  readonly last: Look | null;
  /** The look since which the screen tells what is new; null once that is acknowledged. */
  readonly since: Look | null;
  /** New jobs that have been selected since then. */
  readonly seen: ReadonlySet<JobId>;
  /** When it was kept for the next start; null for never. */
  readonly keptAt: number | null;
}

/** The first value, with what they saw the last time; null for nothing. */
export function initialLooking(last: Look | null): Looking {
  return { focused: null, leftAt: null, cameAt: null, last, since: last, seen: new Set(), keptAt: null };
}
