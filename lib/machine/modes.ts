import { enterHelp, scrollHelp } from './help.js';
import { navigateJobs } from './job-list.js';
import type { Step } from './keymap.js';
import type { JobsState, Mode } from './state.js';
import type { Surroundings, Transition } from './transition.js';

/** What sets one mode apart from the others. Which keys it has is in the keymap. */
export interface ModeRules {
  /** The state as the mode is entered. */
  readonly enter: (state: JobsState) => JobsState;
  /** What moving means here. */
  readonly navigate: (state: JobsState, step: Step, surroundings: Surroundings) => Transition;
}

/** The machine's states (SPEC 6). A new mode is a new entry here, and its keys in the keymap. */
export const modes: { readonly [M in Mode]: ModeRules } = {
  JOB_LIST: { enter: (state) => state, navigate: navigateJobs },
  HELP: { enter: enterHelp, navigate: scrollHelp },
};
