import type { JobsState } from '../state/state.js';
import type { Transition, ViewMetrics } from '../transition.js';

/** How text is typed in a mode. */
export interface Typing {
  /** Whether letters are text at the moment, rather than keys. */
  readonly isTyping: (state: JobsState) => boolean;
  readonly type: (state: JobsState, character: string, view: ViewMetrics) => Transition;
  readonly erase: (state: JobsState, what: 'character' | 'word' | 'all', view: ViewMetrics) => Transition;
}
