import { ageText } from '../format/age.js';
import { instantText } from '../format/instant.js';
import type { Segment } from '../job/segments.js';
import type { Sight } from '../job/sight.js';

/** `2026-01-15 11:58:00 UTC (2m ago)`; nothing for no time. */
export function instantSegment(at: number | null, sight: Sight): Segment {
  const text = instantText(at);
  return text === ''
    ? []
    : [
        { text, style: 'plain' },
        { text: ` (${ageText(at, sight.now)})`, style: 'dim' },
      ];
}
