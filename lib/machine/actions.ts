import type { Action } from './keymap.js';
import { modes } from './modes.js';
import type { Command, JobsState, Mode } from './state.js';
import { goTo, type Surroundings, type Transition } from './transition.js';

type ActionMap = { readonly [A in Action as A['type']]: A };
type ActionOf<T extends Action['type']> = { readonly [K in T]: ActionMap[K] & { readonly type: K } }[T];

const handlers: {
  readonly [T in Action['type']]: (
    state: JobsState,
    action: ActionMap[T],
    surroundings: Surroundings,
  ) => Transition;
} = {
  navigate: (state, { step }, surroundings) => modes[state.mode].navigate(state, step, surroundings),
  open: (state, { mode }) => goTo(enter(state, mode)),
  close: (state) => goTo(enter(state, 'JOB_LIST')),
  redraw: (state) => ordering(state, { type: 'redraw' }),
  suspend: (state) => ordering(state, { type: 'suspend' }),
  quit: (state) => ordering(state, { type: 'quit' }),
};

/** Does what a key asks for. */
export function act<T extends Action['type']>(
  state: JobsState,
  action: ActionOf<T>,
  surroundings: Surroundings,
): Transition {
  return handlers[action.type](state, action, surroundings);
}

function enter(state: JobsState, mode: Mode): JobsState {
  return state.mode === mode ? state : modes[mode].enter({ ...state, mode });
}

function ordering(state: JobsState, command: Command): Transition {
  return { state, commands: [command] };
}
