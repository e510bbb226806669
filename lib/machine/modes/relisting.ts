import type { JobFilter } from '../../model/filter.js';
import type { Density } from '../../model/saved-view.js';
import type { JobSort } from '../../model/sort.js';
import { relisted, resorted } from '../state/listed.js';
import { back } from '../state/mode-stack.js';
import type { JobsState } from '../state/state.js';
import { goTo, type Transition, type ViewMetrics } from '../transition.js';
import { fitList } from './room.js';

/**
 * Lists the jobs that pass another filter, which the next start shows again. The selected job stays selected; if the
 * list doesn't have it, the first one is.
 */
export function filtered(state: JobsState, filter: JobFilter, kept: JobFilter = filter): Transition {
  return relist(towardsSelected(state), filter, kept);
}

/** Goes back to the list, to the first of the jobs that pass a filter which ends with the session. */
export function backToListOf(state: JobsState, filter: JobFilter): Transition {
  return relist(atTop(back(state)), filter, state.keptFilter);
}

/** Lists the jobs that pass another filter. Marks belong to the old list, so they are removed. */
export function relist(state: JobsState, filter: JobFilter, kept: JobFilter): Transition {
  const next: JobsState = { ...relisted(state, filter, kept), marked: new Map() };
  return goTo(next, { type: 'read' }, { type: 'remember' });
}

/** The state on the way to the top of a list. */
export function atTop(state: JobsState): JobsState {
  return { ...state, viewport: { ...state.viewport, pinned: true }, pending: { kind: 'index', index: 0 } };
}

/** The state on the way to the selected job in another list; a list that shows its top goes on doing so. */
function towardsSelected(state: JobsState): JobsState {
  const { pending, selection, viewport } = state;
  const isFinding = pending?.kind === 'match' || pending?.kind === 'new';
  if (viewport.pinned || isFinding || selection.id === null) return state;
  // The place that they were going to is one of the old list.
  if (pending?.kind === 'index' || pending?.kind === 'last') return atTop(state);
  return { ...state, pending: { kind: 'job', id: selection.id, index: 0 } };
}

/** What `then` leads to from the state with another order and density. */
export function inOrder(
  state: JobsState,
  { sort, density }: { readonly sort: JobSort; readonly density: Density },
  metrics: ViewMetrics,
  then: (state: JobsState) => Transition,
): Transition {
  const { state: next, commands } = then(resorted({ ...state, density }, sort));
  const fitted = density === state.density ? goTo(next) : fitList(next, metrics);
  return goTo(fitted.state, ...fitted.commands.filter(({ type }) => type !== 'read'), ...commands);
}

/** Leaves the view: what it set of order and density, and the operator hasn't changed since, is again as before it. */
export function leavingView(
  state: JobsState,
  metrics: ViewMetrics,
  then: (state: JobsState) => Transition,
): Transition {
  return inOrder({ ...state, beforeView: {} }, orderWithoutView(state), metrics, then);
}

/** The list's order and density without what the view set. */
export function orderWithoutView({
  sort,
  density,
  beforeView,
}: JobsState): Required<JobsState['beforeView']> {
  return { sort, density, ...beforeView };
}
