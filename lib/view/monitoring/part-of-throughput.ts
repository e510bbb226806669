import type { Line } from '../frame.js';
import type { Part } from '../text/line.js';

/** The content of the throughput's box, and the scale above it. */
export interface ThroughputPart {
  readonly lines: readonly Line[];
  readonly aside: readonly Part[];
  /** How far back it looks, ms, if that isn't the panel's period. */
  readonly shownMs?: number;
}
