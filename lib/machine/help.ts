import type { Step } from './binding.js';
import { scrolledTo } from './scrolling.js';
import type { JobsState } from './state.js';
import { goTo, type Surroundings, type Transition } from './transition.js';

/** The help as it opens: from its first line. */
export function enterHelp(state: JobsState): JobsState {
  return { ...state, helpTop: 0 };
}

/** Scrolls the help. */
export function scrollHelp(state: JobsState, step: Step, { helpLines }: Surroundings): Transition {
  return goTo({ ...state, helpTop: scrolledTo(step, state.helpTop, state.room.panel, helpLines()) });
}

/** The state with the help no further down than it is long. */
export function clampHelp(state: JobsState, { helpLines }: Surroundings): JobsState {
  const helpTop = Math.max(0, Math.min(state.helpTop, helpLines() - state.room.panel));
  return helpTop === state.helpTop ? state : { ...state, helpTop };
}
