import type { Anchor, Picture, PictureRequest } from '../../model/picture.js';
import { isAtMatch } from '../state/job-window.js';
import { back } from '../state/mode-stack.js';
import type { JobsState, ListSearch } from '../state/state.js';
import { goTo, readAgain, type Transition } from '../transition.js';
import { searching } from './typing.js';

/** Begins a search at the selected job. */
export function enterSearch(state: JobsState): JobsState {
  return { ...state, search: { text: '', origin: state.selection, found: null } };
}

export const searchTyping = searching(({ search }) => search, searchFor);

/** Stays at the match, and keeps the text for finding the next and previous one. */
export function acceptSearch(state: JobsState): Transition {
  const search = state.search?.text === '' ? null : state.search;
  return goTo({ ...back(state), search });
}

/** Goes back to where the search began. */
export function giveUpSearch(state: JobsState): Transition {
  const { origin } = state.search ?? { origin: state.selection };
  const ended: JobsState = { ...state, search: null };
  return origin.id === state.selection.id ? goTo({ ...ended, pending: null }) : returnTo(ended, origin);
}

/** Goes to the next or previous match. */
export function searchOn(state: JobsState, by: 1 | -1): Transition {
  const { search } = state;
  if (search === null) return goTo(state);
  if (state.pending?.kind === 'match' && !isAtMatch(state))
    return goTo({ ...state, search: { ...search, owed: (search.owed ?? 0) + by } });
  return readAgain(onward(state, search, by, 0));
}

/**
 * The state moving on to the next match that was asked for while a match was being looked for, now that this one
 * was found.
 */
export function owing(state: JobsState): JobsState {
  const { search } = state;
  const owed = search?.owed ?? 0;
  if (search === null || owed === 0) return state;
  if (search.found?.index === null) return { ...state, search: { ...search, owed: 0 } };
  const by = owed > 0 ? 1 : -1;
  return onward(state, search, by, owed - by);
}

function onward(state: JobsState, search: ListSearch, by: 1 | -1, owed: number): JobsState {
  const pending = match(search.text, state, by === 1 ? 'forward' : 'backward', false);
  return away({ ...state, pending, search: { ...search, owed, isThere: false } });
}

/** Whether a picture answers the search that is under way. */
export function answersSearch(
  state: JobsState,
  picture: Picture,
  request: PictureRequest | undefined,
): boolean {
  return state.pending?.kind === 'match' && picture.found !== undefined && request?.anchor === state.pending;
}

/** The state with what the search has found; while it continues, the operator stays where they want to be. */
export function withFound(state: JobsState, picture: Picture): JobsState {
  const { found } = picture;
  if (state.search === null || found === undefined) return { ...state, pending: null };
  const { window } = picture;
  const at = found.index === null ? null : (window.jobs[found.index - window.first]?.id ?? null);
  const search = { ...state.search, found, at };
  if (found.searched !== undefined) return { ...state, search };
  const isTyped = state.mode === 'SEARCH';
  const notice =
    found.index === null && !isTyped
      ? ({ tone: 'nothing', text: `No match for \u201c${state.search.text}\u201d`, at: null } as const)
      : state.notice;
  return { ...state, notice, search, pending: null };
}

function searchFor(state: JobsState, text: string): Transition {
  const origin = state.search?.origin ?? state.selection;
  const search: ListSearch = { text, origin, found: null };
  // With nothing typed the selection returns to where it was.
  if (text === '') return returnTo({ ...state, search }, origin);
  const pending = match(text, { ...state, selection: origin }, 'forward', true);
  return readAgain(away({ ...state, search, pending }));
}

/** Selects the job again where the search began. */
function returnTo(state: JobsState, { id, index }: ListSearch['origin']): Transition {
  if (id === null || isEmpty(state)) return goTo({ ...state, pending: null });
  return readAgain({ ...state, pending: { kind: 'job', id, index } });
}

/** Whether the list lost all its jobs during typing, so that there is no job to go back to. */
function isEmpty({ selection }: JobsState): boolean {
  return selection.id === null;
}

function match(
  text: string,
  { selection }: JobsState,
  direction: 'forward' | 'backward',
  inclusive: boolean,
): Anchor {
  return { kind: 'match', text, from: selection, direction, inclusive };
}

/** A match may be anywhere in the list, so the list is no longer pinned to its top. */
function away(state: JobsState): JobsState {
  return { ...state, viewport: { ...state.viewport, pinned: false } };
}
