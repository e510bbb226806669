import type { JobId } from '../../model/job.js';
import type { Look } from '../../model/look.js';

/** What the operator saw last, and whether they are looking. Times in ms since the epoch. */
export interface Looking {
  /** Whether the terminal has their focus; null if it hasn't said so. */
  readonly focused: boolean | null;
  /** When the focus went; null if it is there or unknown. */
  readonly leftAt: number | null;
  /** When the first picture came, since somebody who starts the program looks at it; null before. */
  readonly cameAt: number | null;
  /** What they saw last; not renewed while they are away, nor until they have acknowledged what is new. */
  readonly last: Look | null;
  /** The look from which the screen counts what is new; null once that is acknowledged. */
  readonly since: Look | null;
  /** New jobs that have been selected since then. */
  readonly seen: ReadonlySet<JobId>;
  /** When it was last saved for the next start; null for never. */
  readonly keptAt: number | null;
}

/** The first value; `last` is what they saw before the program was started, null for nothing. */
export function initialLooking(last: Look | null): Looking {
  return { focused: null, leftAt: null, cameAt: null, last, since: last, seen: new Set(), keptAt: null };
}
