import { act } from './actions.js';
import { clampHelp } from './help.js';
import { pictureOf } from './job-window.js';
import { bindingFor } from './keymap.js';
import { takePicture } from './reload.js';
import { linesAbove, selectAt } from './selecting.js';
import type { Connection, JobsEvent, JobsState } from './state.js';
import { goTo, type Surroundings, type Transition } from './transition.js';
import { isNearEdge, requestFor } from './window-request.js';

type EventMap = { readonly [E in JobsEvent as E['type']]: E };
type EventOf<T extends JobsEvent['type']> = { readonly [K in T]: EventMap[K] & { readonly type: K } }[T];

const handlers: {
  readonly [T in JobsEvent['type']]: (
    state: JobsState,
    event: EventMap[T],
    surroundings: Surroundings,
  ) => Transition;
} = {
  key: pressKey,
  picture: (state, { picture, request }, surroundings) => takePicture(state, picture, request, surroundings),
  problem: (state, event) => goTo({ ...state, connection: failing(state.connection, event) }),
  viewport: (state, { lines }, surroundings) => fitViewport(state, lines, surroundings),
};

/** What an event makes of a state. Pure. */
export function transition<T extends JobsEvent['type']>(
  state: JobsState,
  event: EventOf<T>,
  surroundings: Surroundings,
): Transition {
  return handlers[event.type](state, event, surroundings);
}

function pressKey(state: JobsState, { key }: EventMap['key'], surroundings: Surroundings): Transition {
  const binding = bindingFor(state.mode, key);
  if (binding === undefined || typeof binding.unavailable?.(state) === 'string') return goTo(state);
  return act(state, binding.action, surroundings);
}

function failing(connection: Connection, { problem, at }: EventMap['problem']): Connection {
  switch (connection.kind) {
    case 'loading':
      return { kind: 'down', problem, since: at };
    case 'live':
      return { kind: 'stale', picture: connection.picture, problem, since: at };
    case 'stale':
    case 'down':
      return { ...connection, problem };
  }
}

/** Gives the list another height. The selected job keeps its line as far as it can, a pinned list its top. */
function fitViewport(state: JobsState, wished: number, surroundings: Surroundings): Transition {
  const { heightOf } = surroundings;
  const lines = Math.max(0, Math.floor(wished) || 0);
  const resized = { ...state, viewport: { ...state.viewport, lines } };
  const window = pictureOf(state.connection)?.window;
  const showsTop = state.viewport.pinned && window?.first === 0;
  const line = showsTop ? linesAbove(window, state.selection.index, heightOf) : state.viewport.selectedLine;
  const settled = selectAt(resized, state.selection.index, line, heightOf);
  const next = clampHelp(settled, settled.helpTop, surroundings);
  return isNearEdge(next)
    ? { state: next, commands: [{ type: 'read', request: requestFor(next) }] }
    : goTo(next);
}
