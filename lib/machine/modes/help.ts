import { scrolledTo } from '../lines/viewport.js';
import type { Step } from '../state/action.js';
import { back, isHelpOpen } from '../state/mode-stack.js';
import type { HelpSearch, JobsState } from '../state/state.js';
import { goTo, type Transition, type ViewMetrics } from '../transition.js';
import { erased, type Typing, withCharacter } from './typing.js';

/** The help as it opens: its first line is about the panel that it was opened from. */
export function enterHelp(state: JobsState): JobsState {
  return { ...state, helpTop: 0, helpSearch: null };
}

/** Scrolls the help. */
export function scrollHelp(state: JobsState, step: Step, { helpLines }: ViewMetrics): Transition {
  return goTo({ ...state, helpTop: scrolledTo(step, state.helpTop, helpRoom(state), helpLines(state)) });
}

/** The state with the help scrolled no further than its end. */
export function clampHelp(state: JobsState, view: ViewMetrics): JobsState {
  return isHelpOpen(state) ? toTop(state, state.helpTop, view) : state;
}

/** Starts typing a search of the help. */
export function enterHelpSearch(state: JobsState): JobsState {
  return { ...state, helpSearch: { text: '', origin: state.helpTop, at: null } };
}

/** Each letter searches again, from where the search began. */
export const helpTyping: Typing = {
  isTyping: () => true,
  type: (state, character, view) => look(state, withCharacter(state.helpSearch?.text ?? '', character), view),
  erase: (state, what, view) => look(state, erased(state.helpSearch?.text ?? '', what), view),
};

/** Stays at the match, and keeps the text for finding the next and previous one. */
export function takeHelpSearch(state: JobsState): Transition {
  const helpSearch = state.helpSearch?.text === '' ? null : state.helpSearch;
  return goTo({ ...back(state), helpSearch });
}

/** Goes back to where the search began. `state.mode` is already the one below. */
export function giveUpHelpSearch(state: JobsState): Transition {
  return goTo({ ...state, helpTop: state.helpSearch?.origin ?? state.helpTop, helpSearch: null });
}

/** Goes to the next or previous match, wrapping at the ends. */
export function nextHelpMatch(state: JobsState, by: 1 | -1, view: ViewMetrics): Transition {
  const { helpSearch } = state;
  if (helpSearch === null) return goTo(state);
  const rows = view.helpMatches(state, helpSearch.text);
  const here = helpSearch.at ?? state.helpTop;
  const next =
    by === 1
      ? (rows.find((row) => row > here) ?? rows[0])
      : (rows.findLast((row) => row < here) ?? rows.at(-1));
  return goTo(withMatchAt(state, helpSearch, next ?? null, view));
}

function look(state: JobsState, text: string, view: ViewMetrics): Transition {
  const origin = state.helpSearch?.origin ?? state.helpTop;
  const begun: HelpSearch = { text, origin, at: null };
  if (text === '') return goTo({ ...state, helpSearch: begun, helpTop: origin });
  const rows = view.helpMatches(state, text);
  const found = rows.find((row) => row >= origin) ?? rows[0] ?? null;
  return goTo(withMatchAt({ ...state, helpTop: origin }, begun, found, view));
}

/** The help with a match in view: it scrolls only if it must, and then to a third of the way down. */
function withMatchAt(state: JobsState, search: HelpSearch, at: number | null, view: ViewMetrics): JobsState {
  const next = { ...state, helpSearch: { ...search, at } };
  const visible = helpRoom(state);
  const isInSight = at === null || (at >= state.helpTop && at < state.helpTop + visible);
  return isInSight ? next : toTop(next, at - Math.floor(visible / 3), view);
}

function toTop(state: JobsState, wanted: number, { helpLines }: ViewMetrics): JobsState {
  const helpTop = Math.max(0, Math.min(wanted, helpLines(state) - helpRoom(state)));
  return helpTop === state.helpTop ? state : { ...state, helpTop };
}

function helpRoom({ room }: JobsState): number {
  return room.help ?? room.panel;
}
