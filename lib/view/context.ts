import type { Outlook } from '../model/forecast/outlook.js';
import type { Job } from '../model/job.js';
import { type Appearance, glyphsOf } from './appearance.js';
import type { Size } from './frame.js';
import type { Glyphs } from './glyphs.js';

/** What a frame depends on besides the state. Made once for each frame. Times in ms since the epoch. */
export interface ViewContext extends Appearance {
  readonly glyphs: Glyphs;
  /** The time from which ages are counted. */
  readonly now: number;
  /** Until when the picture is known to be correct: now, or when reads began to fail. */
  readonly heldUntil: number;
  /** Of several databases, until when those that are out of date are known to be correct, by name. */
  readonly ownHeld: ReadonlyMap<string, number>;
  /** What becomes of the queue; null where nothing is known. */
  readonly outlook: Outlook | null;
  /** The size of the whole screen. */
  readonly size: Size;
}

/** The context of one frame. */
export function contextOf(
  appearance: Appearance,
  {
    now,
    heldUntil,
    size,
    ownHeld = new Map(),
  }: Pick<ViewContext, 'now' | 'heldUntil' | 'size'> & Partial<Pick<ViewContext, 'ownHeld'>>,
  outlook: Outlook | null = null,
): ViewContext {
  return { ...appearance, glyphs: glyphsOf(appearance), now, heldUntil, ownHeld, size, outlook };
}

/** Until when what is shown of a job is known to be correct. */
export function jobHeldUntil({ database }: Job, { heldUntil, ownHeld }: ViewContext): number {
  return Math.min(heldUntil, ownHeld.get(database ?? '') ?? heldUntil);
}
