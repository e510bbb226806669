import type { GaugeProps, SparklineProps } from '../frame.js';
import type { Part } from '../text/line.js';

/** One thing that the panel says of a job: a name, and what it is. */
export interface Field {
  readonly label: string;
  readonly parts: readonly Part[];
  /** A gauge before the parts. */
  readonly gauge?: GaugeProps;
  /** A curve after the parts. */
  readonly sparkline?: SparklineProps;
}

/** Fields that belong together; those with nothing to say are left out. */
export type FieldGroup = readonly (Field | null)[];

/** A field, or none where there is nothing to say. */
export function field(label: string, parts: readonly Part[]): Field | null {
  return parts.length === 0 ? null : { label, parts };
}
