import type { NamedView } from '../../model/saved-view.js';
import { back } from '../state/mode-stack.js';
import { activeView } from '../state/named-views.js';
import type { JobsState } from '../state/state.js';
import { goTo, type Transition, type ViewMetrics } from '../transition.js';
import { atTop, inOrder, orderWithoutView, relist } from './relisting.js';

/** Opens the menu of views, at the one that the list shows. */
export function enterViews(state: JobsState): JobsState {
  const active = activeView(state);
  return { ...state, viewChosen: active === null ? 0 : state.views.indexOf(active) };
}

/** Chooses the next view, or the one before. */
export function moveInViews(state: JobsState, by: 1 | -1): JobsState {
  const { viewChosen, views } = state;
  if (viewChosen === null) return state;
  return { ...state, viewChosen: Math.max(0, Math.min(viewChosen + by, views.length - 1)) };
}

/** Shows the view that is chosen. */
export function takeView(state: JobsState, metrics: ViewMetrics): Transition {
  return showView(state, state.viewChosen ?? -1, metrics);
}

/** Shows the view with this index in the menu, from 0, from its top; closes the menu anyway. */
export function showView(state: JobsState, index: number, metrics: ViewMetrics): Transition {
  const view = state.views[index];
  const closed: JobsState = { ...back(state), viewChosen: null };
  return view === undefined ? goTo(closed) : shown(closed, view, metrics);
}

function shown(state: JobsState, view: NamedView, metrics: ViewMetrics): Transition {
  const before = orderWithoutView(state);
  const beforeView = {
    ...(view.sort === undefined ? {} : { sort: before.sort }),
    ...(view.density === undefined ? {} : { density: before.density }),
  };
  const { sort = before.sort, density = before.density } = view;
  const filter = { ...view.filter, cleared: state.filter.cleared };
  return inOrder({ ...state, beforeView }, { sort, density }, metrics, (next) =>
    relist(atTop(next), filter, filter),
  );
}
