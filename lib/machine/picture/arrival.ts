import type { JobsEvent } from '../state/event.js';
import type { JobsState } from '../state/state.js';
import type { Transition, ViewMetrics } from '../transition.js';

/** A new picture, and the circumstances in which it arrives. */
export interface Arrival extends Extract<JobsEvent, { type: 'picture' }> {
  /** The state that the operator sees. */
  readonly before: JobsState;
  readonly view: ViewMetrics;
}

/** The result of a step: a new state, and commands. */
export interface Taken extends Transition {
  /** The remaining steps are skipped. */
  readonly isLast?: true;
}

/** One of the steps by which a new picture is taken. */
export type PictureStep = (state: JobsState, arrival: Arrival) => Taken;
