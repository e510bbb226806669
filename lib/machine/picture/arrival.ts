import type { JobsEvent } from '../state/event.js';
import type { JobsState } from '../state/state.js';
import type { Transition, ViewMetrics } from '../transition.js';

/** A new picture, and what it comes into. */
export interface Arrival extends Extract<JobsEvent, { type: 'picture' }> {
  /** The state that the operator sees. */
  readonly before: JobsState;
  readonly view: ViewMetrics;
}

/** What a step makes of the state so far. */
export interface Taken extends Transition {
  /** Nothing comes after it: the steps that are left are left out. */
  readonly isLast?: true;
}

/** One of the things that a new picture leads to. */
export type PictureStep = (state: JobsState, arrival: Arrival) => Taken;
