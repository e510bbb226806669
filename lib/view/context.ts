import { type Appearance, glyphsOf } from './appearance.js';
import type { Size } from './frame.js';
import type { Glyphs } from './glyphs.js';

/** What a whole screen is drawn with: made once for each frame. Times in ms since the epoch. */
export interface ViewContext extends Appearance {
  readonly glyphs: Glyphs;
  /** Ages are counted up to now. */
  readonly now: number;
  /** Until when what is shown is known to be true: now, or when reads began to fail. */
  readonly heldUntil: number;
  /** Of the whole screen. */
  readonly size: Size;
}

/** The context of one frame. */
export function contextOf(
  appearance: Appearance,
  { now, heldUntil, size }: Pick<ViewContext, 'now' | 'heldUntil' | 'size'>,
): ViewContext {
  return { ...appearance, glyphs: glyphsOf(appearance), now, heldUntil, size };
}
