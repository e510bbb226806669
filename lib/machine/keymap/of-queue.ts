import type { JobsState } from '../state/state.js';
import type { Hint } from './binding.js';

/** The hint of a key that shows or sorts what is in the queue: none where no queue could be read. */
export function ofQueue(hint: Hint | ((state: JobsState) => Hint | null)): (state: JobsState) => Hint | null {
  return (state) => {
    if (state.connection.kind === 'down') return null;
    return typeof hint === 'function' ? hint(state) : hint;
  };
}
