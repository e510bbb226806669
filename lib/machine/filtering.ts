import { defaultFilter, type JobFilter } from '../model/filter.js';
import { draftStatuses, draftTypes, type FilterDraft, nameRow } from './filter-draft.js';
import { back } from './mode-stack.js';
import type { Typing } from './modes.js';
import type { JobsState } from './state.js';
import { goTo, ordering, type Transition } from './transition.js';
import { erased, withCharacter } from './typed-text.js';
import { requestFor } from './window-request.js';

/** Opens the dialog with the filter as it is. */
export function enterFilter(state: JobsState): JobsState {
  const { types, statuses, name } = state.filter;
  const draft: FilterDraft = {
    types: new Set(types ?? draftTypes),
    statuses: new Set(statuses ?? draftStatuses),
    name,
    row: 0,
  };
  return { ...state, draft };
}

/** Puts the focus on another row, round the ends. */
export function moveInDraft(state: JobsState, by: 1 | -1): JobsState {
  const { draft } = state;
  if (draft === null) return state;
  const rows = nameRow + 1;
  return { ...state, draft: { ...draft, row: (draft.row + by + rows) % rows } };
}

/** Checks or unchecks the row in focus. */
export function toggleInDraft(state: JobsState): JobsState {
  const { draft } = state;
  if (draft === null) return state;
  const type = draftTypes[draft.row];
  if (type !== undefined) return { ...state, draft: { ...draft, types: toggled(draft.types, type) } };
  const status = draftStatuses[draft.row - draftTypes.length];
  if (status === undefined) return state;
  return { ...state, draft: { ...draft, statuses: toggled(draft.statuses, status) } };
}

/** The name is typed while its row has the focus. */
export const draftTyping: Typing = {
  isTyping: ({ draft }) => draft?.row === nameRow,
  type: (state, character) => named(state, (name) => withCharacter(name, character)),
  erase: (state, what) => named(state, (name) => erased(name, what)),
};

/** Applies the filter and goes back to the list. Nothing checked in a group lets all of it through, as everything does. */
export function applyDraft(state: JobsState): Transition {
  const { draft } = state;
  const closed: JobsState = { ...back(state), draft: null };
  if (draft === null) return goTo(closed);
  const types = draftTypes.filter((type) => draft.types.has(type));
  const statuses = draftStatuses.filter((status) => draft.statuses.has(status));
  return filtered(closed, {
    ...state.filter,
    types: isAnyOf(types, draftTypes) ? null : types,
    statuses: isAnyOf(statuses, draftStatuses) ? null : statuses,
    name: draft.name.trim(),
  });
}

/** Back to the filter that the program starts with; what was cleared away stays away. */
export function clearFilter(state: JobsState): Transition {
  return filtered(state, { ...defaultFilter, cleared: state.filter.cleared });
}

function filtered(state: JobsState, filter: JobFilter): Transition {
  const next: JobsState = { ...state, filter, marked: new Map() };
  return ordering(next, { type: 'read', request: requestFor(next) }, { type: 'remember' });
}

function named(state: JobsState, change: (name: string) => string): Transition {
  const { draft } = state;
  if (draft === null || draft.row !== nameRow) return goTo(state);
  return goTo({ ...state, draft: { ...draft, name: change(draft.name) } });
}

function isAnyOf(checked: readonly unknown[], all: readonly unknown[]): boolean {
  return checked.length === 0 || checked.length === all.length;
}

function toggled<T>(checked: ReadonlySet<T>, item: T): ReadonlySet<T> {
  const next = new Set(checked);
  if (!next.delete(item)) next.add(item);
  return next;
}
