import { shownPath, shownText } from '../appearance.js';
import type { StyleName } from '../frame.js';
import type { Part } from '../text/line.js';
import type { RowContext } from './row-context.js';

/** Parts that belong together, between two bullets. */
export type Segment = readonly Part[];

/** Segments joined by bullets; empty ones are left out. */
export function bulleted(segments: readonly Segment[], { glyphs }: Pick<RowContext, 'glyphs'>): Part[] {
  const bullet = ` ${glyphs.bullet} `;
  return segments
    .filter((segment) => segment.length > 0)
    .flatMap((segment, index) =>
      segment.map((part, position) => (index > 0 && position === 0 ? { ...part, before: bullet } : part)),
    );
}

/** Words of our own. */
export function words(text: string, style: StyleName = 'plain'): Segment {
  return [{ text, style }];
}

/** Untrusted text, cut at its end if necessary; empty if nothing of it can be shown. */
export function quoted(text: string | null, style: StyleName, context: RowContext): Segment {
  const shown = shownText(text, context);
  return shown === '' ? [] : [{ text: shown, style, fit: 'end' }];
}

/** An untrusted path, shortened in its middle if necessary; empty if nothing of it can be shown. */
export function pathOf(path: string | null, context: RowContext): Segment {
  const shown = shownPath(path, context);
  return shown === '' ? [] : [{ text: shown, style: 'path', fit: 'path' }];
}

/** The segment with all its parts made optional, to be left out if room is short. */
export function optional(segment: Segment): Segment {
  return segment.map((part) => ({ ...part, optional: true }));
}

/** The first segment that isn't empty. */
export function firstOf(...segments: readonly Segment[]): Segment {
  return segments.find((segment) => segment.length > 0) ?? [];
}
