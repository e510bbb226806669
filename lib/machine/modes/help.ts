import { hasOwnId, type JobId, localId } from '../../model/job.js';
import { steppedFrom } from '../lines/viewport.js';
import type { Step } from '../state/action.js';
import { pictureOf } from '../state/job-window.js';
import { back, isHelpOpen, modeBelowHelp } from '../state/mode-stack.js';
import type { JobsState, Mode } from '../state/state.js';
import { goTo, type HelpEntry, type HelpKey, type Transition, type ViewMetrics } from '../transition.js';
import { nextMatch, searching } from './typing.js';

/** The help as it opens: its first line is about the panel that it was opened from. */
export function enterHelp(state: JobsState): JobsState {
  return { ...state, helpTop: 0, helpChosen: 0 };
}

/** The help is closed: what was sought in it, and how it was listed, is gone. */
export function leaveHelp(state: JobsState): Transition {
  return goTo({ ...state, helpByKey: false, helpSearch: null });
}

/** The help with an entry for each key; the chosen one is that of the first key that it spoke for, on the same line. */
export function byKey(state: JobsState, { keys }: HelpKey, view: ViewMetrics): JobsState {
  const spread = { ...state, helpByKey: true };
  const row = view.helpLook(state).entries[state.helpChosen]?.row ?? 0;
  const { entries } = view.helpLook(spread);
  const chosen = entries.findIndex(({ binding }) => binding?.keys === keys);
  const helpTop = Math.max(0, state.helpTop + (entries[chosen]?.row ?? row) - row);
  return withChosen({ ...spread, helpTop }, chosen, view);
}

/** Moves to another line of the help. */
export function navigateHelp(state: JobsState, step: Step, view: ViewMetrics): Transition {
  const { entries } = view.helpLook(state);
  const wanted =
    step.kind === 'screens'
      ? entryBeyond(entries, state.helpChosen, steppedFrom(step, 0, helpRoom(state)))
      : steppedFrom(step, state.helpChosen, 1);
  return goTo(withChosen(state, wanted, view));
}

/** The entry that many lines further on, by the lines of the entries between, as the text may stand in columns. */
function entryBeyond(entries: readonly HelpEntry[], from: number, lines: number): number {
  const by = Math.sign(lines);
  let at = from;
  for (let passed = 0; passed < Math.abs(lines) && entries[at + by] !== undefined; at += by)
    passed += entries[at]?.height ?? 1;
  return at;
}

/** The state with the help scrolled no further than its end. */
export function clampHelp(state: JobsState, view: ViewMetrics): JobsState {
  return isHelpOpen(state) ? withChosen(state, state.helpChosen, view) : state;
}

/** Starts typing a search of the help. */
export function enterHelpSearch(state: JobsState): JobsState {
  const { helpTop, helpChosen, helpByKey } = state;
  const origin = { helpTop, helpChosen, helpByKey };
  return { ...state, helpSearch: { text: '', origin, isVain: false } };
}

/** Starts typing which line of the help to run; what is typed is gone with the help, if that opened for it. */
export function enterCommand(state: JobsState, opensHelp: boolean): JobsState {
  const begun = enterHelpSearch(state);
  return {
    ...begun,
    helpByKey: true,
    helpSearch: begun.helpSearch && { ...begun.helpSearch, does: opensHelp ? 'alone' : 'here' },
  };
}

export const helpTyping = searching(({ helpSearch }) => helpSearch, look);

/**
 * Stays at the match, and keeps the text for finding the next and previous one. Where something was to be done and there
 * is no such line, the operator can type again.
 */
export function takeHelpSearch(state: JobsState): Transition {
  const { helpSearch } = state;
  const job = jobTyped(state);
  if (helpSearch?.does !== undefined && (job === null ? helpSearch.isVain : job.id === null))
    return goTo(state);
  const taken = back(state);
  return goTo(helpSearch?.text === '' ? { ...taken, ...helpSearch.origin, helpSearch: null } : taken);
}

/** Goes back to where the search began. `state.mode` is already the one below. */
export function giveUpHelpSearch(state: JobsState): Transition {
  const { helpSearch } = state;
  return helpSearch?.does === 'alone'
    ? leaveHelp(back(state))
    : goTo({ ...state, ...helpSearch?.origin, helpSearch: null });
}

/** Goes to the next or previous match, wrapping at the ends. */
export function nextHelpMatch(state: JobsState, by: 1 | -1, view: ViewMetrics): Transition {
  const { helpSearch, helpChosen } = state;
  const next = helpSearch === null ? null : matchFrom(state, helpSearch.text, helpChosen + by, by, view);
  return goTo(next === null ? state : withChosen(state, next, view));
}

/** What Enter is about to do in the help: go to a job, do what the key of a line does, or nothing (null). */
export type HelpOrder =
  | { readonly kind: 'job'; readonly id: JobId }
  | {
      readonly kind: 'line';
      readonly binding: HelpKey;
    };

/** What Enter is about to do; null if it only ends a search. */
export function helpOrderOf(state: JobsState, view: ViewMetrics): HelpOrder | null {
  const { helpSearch, helpChosen, mode } = state;
  if (mode === 'HELP_SEARCH') {
    if (helpSearch?.does === undefined || helpSearch.text === '') return null;
    const job = jobTyped(state);
    if (job !== null) return job.id === null ? null : { kind: 'job', id: job.id };
    if (helpSearch.isVain) return null;
  }
  const binding = view.helpLook(state).entries[helpChosen]?.binding ?? null;
  return binding === null ? null : { kind: 'line', binding };
}

/** The job to go to; `id` is null where several of the listed ones have such an id: `alike`. */
interface TypedJob {
  readonly id: JobId | null;
  readonly alike: number;
}

/**
 * The job that was typed for something to be done: by its number or, where ids are texts, by its id, or the beginning of that
 * of one listed job, unless a line of the help has it. What isn't listed may be elsewhere in the queue. Null: no job was typed.
 */
export function jobTyped({
  helpSearch,
  connection,
}: Pick<JobsState, 'helpSearch' | 'connection'>): TypedJob | null {
  const typed = helpSearch?.does === undefined ? '' : helpSearch.text.trim().replace('#', '');
  const jobs = (pictureOf(connection)?.window.jobs ?? []).filter(({ id }) => hasOwnId(id));
  const areNumbers = jobs.every(({ id }) => isNumber(localId(id)));
  if (!/^\S+$/.test(typed) || (areNumbers && !isNumber(typed))) return null;
  const called = jobs.filter(({ id }) => localId(id) === typed);
  if (called.length === 0 && !isNumber(typed) && helpSearch?.isVain === false) return null;
  const begun = jobs.filter(({ id }) => !areNumbers && holdsAtStart(localId(id), typed));
  const [one, ...others] = called.length > 0 ? called : begun;
  return { id: others.length > 0 ? null : (one?.id ?? typed), alike: others.length + 1 };
}

const isNumber = (text: string) => /^\d+$/.test(text);

function holdsAtStart(text: string, part: string): boolean {
  return text.toLowerCase().startsWith(part.toLowerCase());
}

function matchFrom(state: JobsState, text: string, from: number, by: 1 | -1, view: ViewMetrics) {
  const wanted = text.trim();
  return wanted === '' ? null : nextMatch(view.helpLook(state).entries, wanted, from, by);
}

/**
 * Which entry is meant by what is typed to be done: the one of that key, else one whose description begins so, else one that
 * has it; of several, one whose key works in the mode where it is typed. Null: none.
 */
function bestOf(entries: readonly HelpEntry[], typed: string, mode: Mode): number | null {
  const rank = ({ binding, text, description }: HelpEntry): number => {
    const wanted = typed.toLowerCase();
    if (binding === null || wanted === '') return 0;
    const isKey = [...binding.keys, ...binding.label.split(' / ')].some(
      (key) => key === typed || (key.length > 1 && key.toLowerCase() === wanted),
    );
    const fit = isKey ? 6 : description.startsWith(wanted) ? 4 : text.includes(wanted) ? 2 : 0;
    return fit > 0 && binding.modes.includes(mode) ? fit + 1 : fit;
  };
  const ranks = entries.map(rank);
  const best = Math.max(0, ...ranks);
  return best === 0 ? null : ranks.indexOf(best);
}

function look(state: JobsState, text: string, view: ViewMetrics): Transition {
  const { helpSearch } = state;
  if (helpSearch === null) return goTo(state);
  const { origin, does } = helpSearch;
  const first =
    does === undefined
      ? matchFrom(state, text, origin.helpChosen, 1, view)
      : bestOf(view.helpLook(state).entries, text.trim(), modeBelowHelp(state));
  const begun = { ...state, helpTop: origin.helpTop, helpSearch: { ...helpSearch, text } };
  if (first !== null) {
    const next = withChosen(begun, first, view);
    return goTo({ ...next, helpSearch: { ...begun.helpSearch, isVain: false } });
  }
  const isVain = text.trim() !== '';
  return goTo({ ...begun, helpChosen: origin.helpChosen, helpSearch: { ...begun.helpSearch, isVain } });
}

/** The help at the entry nearest to this one, in view with a line above and below it. */
function withChosen(state: JobsState, wanted: number, view: ViewMetrics): JobsState {
  const { entries, lines } = view.helpLook(state);
  const helpChosen = Math.max(0, Math.min(wanted, entries.length - 1));
  const { row, height } = entries[helpChosen] ?? { row: 0, height: 1 };
  const room = helpRoom(state);
  const isFirst = helpChosen === 0;
  const lowest = isFirst ? 0 : row - 1;
  const top = Math.min(Math.max(state.helpTop, row + height + 1 - room), lowest);
  return { ...state, helpChosen, helpTop: Math.max(0, Math.min(top, lines - room)) };
}

function helpRoom({ room }: JobsState): number {
  return room.help ?? room.panel;
}
