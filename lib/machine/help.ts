import type { Step } from './keymap.js';
import type { JobsState } from './state.js';
import { goTo, type Surroundings, type Transition } from './transition.js';

/** The help as it opens: from its first line. */
export function enterHelp(state: JobsState): JobsState {
  return { ...state, helpTop: 0 };
}

/** Scrolls the help. */
export function scrollHelp(state: JobsState, step: Step, surroundings: Surroundings): Transition {
  return goTo(clampHelp(state, helpTopAfter(state, step), surroundings));
}

/** The state with the help scrolled to a line, or as near to it as its length allows. */
export function clampHelp(state: JobsState, wishedTop: number, { helpLines }: Surroundings): JobsState {
  const helpTop = Math.max(0, Math.min(wishedTop, helpLines() - state.viewport.lines));
  return helpTop === state.helpTop ? state : { ...state, helpTop };
}

function helpTopAfter(state: JobsState, step: Step): number {
  switch (step.kind) {
    case 'first':
      return 0;
    case 'last':
      return Number.MAX_SAFE_INTEGER;
    case 'items':
      return state.helpTop + step.by;
    case 'screens':
      return state.helpTop + Math.sign(step.by) * Math.max(1, Math.abs(step.by) * state.viewport.lines);
  }
}
