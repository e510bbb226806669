import type { Clearing, JobFilter } from '../../model/filter.js';
import type { Picture } from '../../model/picture.js';
import { type Density, isSameColumns, type NamedView } from '../../model/saved-view.js';
import { isSameSort, type JobSort } from '../../model/sort.js';
import { offeredSorts } from '../state/job-window.js';
import { activeView, relisted, resorted } from '../state/listed.js';
import { back } from '../state/mode-stack.js';
import type { JobsState } from '../state/state.js';
import { goTo, readAgain, type Transition, type ViewMetrics } from '../transition.js';
import { fitList } from './room.js';

/**
 * Lists the jobs that pass another filter, which the next start shows again. The selected job stays selected; if the
 * list doesn't have it, the first one is.
 */
export function filtered(state: JobsState, filter: JobFilter, saved: JobFilter = filter): Transition {
  return relist(towardsSelected(state), filter, saved);
}

/** The state with the list of another filter for as long as that is being typed. */
export function narrowedTo(state: JobsState, filter: JobFilter): JobsState {
  const { marked, allMarked, selection, viewport } = state;
  const before = { filter: state.filter, marked, allMarked, selection, pinned: viewport.pinned };
  const next = relisted(towardsSelected(state), filter, state.savedFilter);
  return { ...next, marked: new Map(), unnarrowed: state.unnarrowed ?? before };
}

/** Goes back to the list as it was before it was narrowed. */
export function widened(state: JobsState): Transition {
  if (state.unnarrowed === null) return goTo(state);
  const { filter, pinned, selection, marked, allMarked } = state.unnarrowed;
  const { id, index } = selection;
  const towards: JobsState =
    pinned || id === null ? atTop(state) : { ...state, pending: { kind: 'job', id, index } };
  const wide = relisted(towards, filter, state.savedFilter);
  return goTo({ ...wide, marked, allMarked, unnarrowed: null }, { type: 'read' });
}

/** Goes back to the list, to the first of the jobs that pass a filter which ends with the session. */
export function backToListOf(state: JobsState, filter: JobFilter): Transition {
  return relist(atTop(inList(state)), filter, state.savedFilter);
}

/** The state in the list, out of a panel and of the detail panel below it. */
export function inList(state: JobsState): JobsState {
  return { ...state, mode: 'JOB_LIST', below: [], tail: null };
}

/** Lists the jobs that pass another filter. Marks belong to the old list, so they are removed. */
function relist(state: JobsState, filter: JobFilter, saved: JobFilter): Transition {
  const next: JobsState = { ...relisted(state, filter, saved), marked: new Map() };
  return goTo(next, { type: 'read' }, { type: 'remember' });
}

/** The state on the way to the top of a list. */
function atTop(state: JobsState): JobsState {
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

/** How a view can have the list shown. */
interface Looks {
  readonly sort: JobSort;
  readonly density: Density;
  readonly columns: readonly string[] | null;
}

/** What `then` leads to from the state with another order, density and columns. */
function inOrder(
  state: JobsState,
  { sort, density, columns }: Looks,
  metrics: ViewMetrics,
  then: (state: JobsState) => Transition,
): Transition {
  const { state: next, commands } = then(resorted({ ...state, density, columns }, sort));
  const isFitting = density === state.density && isSameColumns(columns, state.columns);
  const fitted = isFitting ? goTo(next) : fitList(next, metrics);
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

/** The list's order, density and columns without what the view set. */
function orderWithoutView({ sort, density, columns, beforeView }: JobsState): Looks {
  return { sort, density, columns, ...beforeView };
}

/** Opens the dialog with the list's order as it is. */
export function enterSort(state: JobsState): JobsState {
  return { ...state, sortDraft: state.sort };
}

/** Chooses the next value to sort by, or the one before, in the direction that it has or would usually have. */
export function moveInSort(state: JobsState, by: 1 | -1): JobsState {
  const { sort, sortDraft } = state;
  if (sortDraft === null) return state;
  const rows = offeredSorts(state);
  const at = rows.indexOf(sortDraft.by) + by;
  const key = rows[Math.max(0, Math.min(at, rows.length - 1))] ?? sortDraft.by;
  if (key === sortDraft.by) return state;
  return { ...state, sortDraft: { ...sortDraft, by: key, reversed: key === sort.by && sort.reversed } };
}

/** Turns the direction round, or lets failed jobs come first or not. */
export function changeSort(state: JobsState, what: 'reverse' | 'failed-first'): JobsState {
  const { sortDraft } = state;
  if (sortDraft === null) return state;
  const changed: JobSort =
    what === 'reverse'
      ? { ...sortDraft, reversed: !sortDraft.reversed }
      : { ...sortDraft, failedFirst: !sortDraft.failedFirst };
  return { ...state, sortDraft: changed };
}

/** Sorts the list, and shows its top. Marks stay, because the jobs are the same. */
export function applySort(state: JobsState): Transition {
  const { sort, sortDraft } = state;
  const closed: JobsState = { ...back(state), sortDraft: null };
  if (sortDraft === null || isSameSort(sort, sortDraft)) return goTo(closed);
  const { sort: _, ...beforeView } = closed.beforeView;
  const top = atTop({ ...resorted(closed, sortDraft), beforeView });
  return goTo(top, { type: 'read' }, { type: 'remember' });
}

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
    ...(view.columns === undefined ? {} : { columns: before.columns }),
  };
  const { sort = before.sort, density = before.density, columns = before.columns } = view;
  const filter = { ...view.filter, cleared: state.filter.cleared };
  return inOrder({ ...state, beforeView }, { sort, density, columns }, metrics, (next) =>
    relist(atTop(next), filter, filter),
  );
}

/** Hides completed jobs from this operator's list: those that the next picture lists. */
export function clearCompleted(state: JobsState): Transition {
  const notice = { tone: 'working', text: 'Hiding completed jobs', at: null } as const;
  return readAgain({ ...state, clearing: true, marked: new Map(), allMarked: null, notice });
}

/** Shows them again. */
export function showCleared(state: JobsState): Transition {
  const notice = {
    tone: 'working',
    text: 'Showing hidden jobs',
    onceListed: 'Hidden jobs are shown again',
    at: null,
  } as const;
  return readAndRemember({ ...recleared(state, null), notice });
}

/** Hides the completed jobs that a picture lists, if that was asked for; null if it wasn't. */
export function takeClearing(state: JobsState, picture: Picture): Transition | null {
  if (!state.clearing || picture.clearing === undefined) return null;
  if (picture.clearing === null) {
    const notice = { tone: 'nothing', text: 'No completed jobs to hide', at: null } as const;
    return { state: { ...state, clearing: false, notice }, commands: [] };
  }
  const notice = {
    tone: 'working',
    text: 'Hiding completed jobs',
    onceListed: 'Completed jobs are hidden; X shows them again',
    at: null,
  } as const;
  return readAndRemember({ ...recleared(state, picture.clearing), clearing: false, notice });
}

function recleared(state: JobsState, cleared: Clearing | null): JobsState {
  return relisted(state, { ...state.filter, cleared }, { ...state.savedFilter, cleared });
}

/** Reads another list, and saves the choice. */
function readAndRemember(state: JobsState): Transition {
  return goTo(state, { type: 'read' }, { type: 'remember' });
}
