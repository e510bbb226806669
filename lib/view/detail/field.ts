import { ageText, instantText } from '../format/times.js';
import type { GaugeProps, SparklineProps } from '../frame.js';
import type { Part } from '../text/line.js';
import type { RowContext, Segment } from '../words/segments.js';

/** A line of the panel about one aspect of a job: a label and its value. */
export interface Field {
  readonly label: string;
  readonly parts: readonly Part[];
  /** A gauge before the parts. */
  readonly gauge?: GaugeProps;
  /** A curve after the parts. */
  readonly sparkline?: SparklineProps;
}

/** Fields that belong together; empty ones (null) are left out. */
export type FieldGroup = readonly (Field | null)[];

/** A field, or null if it has nothing to say. */
export function field(label: string, parts: readonly Part[]): Field | null {
  return parts.length === 0 ? null : { label, parts };
}

/** `2026-01-15 11:58:00 UTC (2m ago)`; empty if there is no time. */
export function instantSegment(at: number | null, context: RowContext): Segment {
  const text = instantText(at, context.zone);
  return text === ''
    ? []
    : [
        { text, style: 'plain' },
        { text: ` (${ageText(at, context.now)})`, style: 'dim' },
      ];
}
