import type { JobCounts } from '../../model/picture.js';
import { JobStates } from './job-states.js';
import type { Troubles } from './worker-changes.js';

/** What is known of a queue at an instant, for comparing later states with it. */
export interface Baseline {
  readonly jobs: JobStates;
  /** Keys of causes that aren't new. */
  readonly causes: ReadonlySet<string>;
  readonly troubles: Troubles;
  /** Null: not known. */
  readonly counts: JobCounts | null;
}

/** From where on changes are reported. */
export type Beginning =
  /** From the state of the queue at the first read. */
  | { readonly kind: 'now' }
  /** From an instant, ms: reports all jobs whose status is from after that, according to their recorded times. */
  | { readonly kind: 'since'; readonly at: number }
  /** From an earlier state, whose jobs have the reader's keys. */
  | { readonly kind: 'baseline'; readonly baseline: Baseline };

/** Nothing is known: every job is new. */
export const fromNothing: Beginning = {
  kind: 'baseline',
  baseline: { jobs: new JobStates(), causes: new Set(), troubles: new Map(), counts: null },
};
