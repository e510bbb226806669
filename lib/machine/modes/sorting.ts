import { isSameSort, type JobSort, sortKeys } from '../../model/sort.js';
import { resorted } from '../state/listed.js';
import { back } from '../state/mode-stack.js';
import type { JobsState } from '../state/state.js';
import { goTo, type Transition } from '../transition.js';
import { atTop } from './relisting.js';

/** Opens the dialog with the list's order as it is. */
export function enterSort(state: JobsState): JobsState {
  return { ...state, sortDraft: state.sort };
}

/** Chooses the next value to sort by, or the one before, in the direction that it has or would usually have. */
export function moveInSort(state: JobsState, by: 1 | -1): JobsState {
  const { sort, sortDraft } = state;
  if (sortDraft === null) return state;
  const at = sortKeys.indexOf(sortDraft.by) + by;
  const key = sortKeys[Math.max(0, Math.min(at, sortKeys.length - 1))] ?? sortDraft.by;
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
