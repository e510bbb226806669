import { ageText } from '../format/age.js';
import { instantText } from '../format/instant.js';
import type { RowContext } from '../job/row-context.js';
import type { Segment } from '../job/segments.js';

/** `2026-01-15 11:58:00 UTC (2m ago)`; empty if there is no time. */
export function instantSegment(at: number | null, context: RowContext): Segment {
  const text = instantText(at);
  return text === ''
    ? []
    : [
        { text, style: 'plain' },
        { text: ` (${ageText(at, context.now)})`, style: 'dim' },
      ];
}
