import {
  forAnotherWord,
  keyWord,
  namesJobs,
  textOfFilter,
  withKey,
  wordsTyped,
} from '../../model/filter/filter-text.js';
import { zonesOf } from '../../model/filter/point-in-time.js';
import {
  defaultFilter,
  isSameFilter,
  isTrouble,
  type JobFilter,
  type ListedStatus,
  listedStatuses,
  listedTypes,
  narrows,
} from '../../model/filter.js';
import { onlyOthers, parserWord } from '../../model/picture.js';
import { troubleKinds } from '../../model/worker.js';
import {
  checkedIn,
  draftedFilter,
  type FilterDraft,
  keyTyped,
  settledText,
  statusRow,
  suggestions,
  textRow,
  withTroubles,
} from '../state/filter-draft.js';
import { pictureOf } from '../state/job-window.js';
import { back, over } from '../state/mode-stack.js';
import type { JobsState } from '../state/state.js';
import type { Notice } from '../state/write-order.js';
import { goTo, readAgain, type Transition, type ViewMetrics } from '../transition.js';
import { filtered, leavingView, narrowedTo, widened } from './relisting.js';
import type { Typing } from './typing.js';

/** Opens the dialog with the filter as it is. */
export function enterFilter(state: JobsState, view: ViewMetrics): JobsState {
  const { types } = state.filter;
  const isNamed = namesJobs(state.filter);
  const isUsual = isNamed && state.filter.statuses === null;
  const statuses = isUsual ? defaultFilter.statuses : state.filter.statuses;
  // Types that are asked for can be unchecked, whatever the queue has.
  const hasTypes = types !== null || onlyOthers(pictureOf(state.connection)) === null;
  const parserKey = parserWord(pictureOf(state.connection));
  const draft: FilterDraft = {
    hasTypes,
    parserKey,
    types: new Set(types ?? listedTypes),
    statuses: new Set(statuses === null ? listedStatuses : withTroubles(statuses)),
    isChosen: !isUsual && (isNamed || narrows({ ...defaultFilter, statuses })),
    text: textOfFilter(state.filter, parserKey, view.clocks(state)),
    zones: zonesOf(view.clocks(state)),
    row: hasTypes ? 0 : statusRow,
    typing: false,
    completed: null,
  };
  return { ...state, draft };
}

/**
 * Moves the focus to another row of its column; the text comes below the last row of both columns. Stops at both
 * ends.
 */
export function moveInDraft(state: JobsState, by: 1 | -1): JobsState {
  return redrawn(state, (draft) => {
    const { row } = draft;
    const isEdge = by === 1 ? row === statusRow - 1 : row === statusRow;
    const below = by === 1 && isEdge ? textRow : row;
    const next = isEdge ? below : Math.max(0, Math.min(row + by, textRow));
    return { ...draft, row: next, typing: false };
  });
}

/** Moves the focus to the column at the left or right, on the same line if it has one. */
export function crossDraft(state: JobsState, by: 1 | -1): JobsState {
  return redrawn(state, (draft) => {
    const { row } = draft;
    if (row === textRow || !draft.hasTypes) return draft;
    if (by === 1) return { ...draft, row: row < statusRow ? statusRow + row : row };
    return { ...draft, row: row < statusRow ? row : Math.min(row - statusRow, statusRow - 1) };
  });
}

/**
 * Moves to the next of types, statuses and text, or to the one before, wrapping at the ends. The text can be typed at
 * once. While a word with suggestions is being typed, it is instead replaced by the next suggestion, or the one before.
 */
export function nextField(state: JobsState, by: 1 | -1, view: ViewMetrics): Transition {
  const { draft } = state;
  if (draft === null) return goTo(state);
  const suggested = suggestions(draft, pictureOf(state.connection));
  if (suggested.length > 0) return withText(state, completed(draft, suggested, by), view);
  const fields = [...(draft.hasTypes ? [0] : []), statusRow, textRow];
  const at = fields.findLastIndex((first) => first <= draft.row) + by;
  const row = fields[(at + fields.length) % fields.length] ?? 0;
  return withText(state, row === textRow ? atText(draft) : { ...draft, row, typing: false }, view);
}

/** Continues typing at the end of the text. */
function atText(draft: FilterDraft): FilterDraft {
  return {
    ...draft,
    row: textRow,
    typing: true,
    text: draft.typing ? draft.text : forAnotherWord(draft.text),
  };
}

/** The text with its last word replaced by a suggestion. */
function completed(draft: FilterDraft, suggested: ReturnType<typeof suggestions>, by: 1 | -1): FilterDraft {
  const typed = draft.completed?.typed ?? draft.text;
  const before = draft.completed?.at ?? (by === 1 ? -1 : 0);
  const at = (before + by + suggested.length) % suggested.length;
  const chosen = suggested[at];
  if (chosen === undefined) return draft;
  const last = wordsTyped(typed).at(-1);
  const { key, value } = chosen;
  const word =
    key === null
      ? value
      : value === ''
        ? keyWord(key, draft.parserKey)
        : withKey(key, value, draft.parserKey);
  const text = typed.slice(0, last?.from ?? typed.length) + word;
  const isName = keyTyped({ ...draft, completed: { typed, at } }) === 'args';
  // After a key that has just been completed, its values are suggested.
  return { ...draft, text, completed: isName || (key !== null && value !== '') ? { typed, at } : null };
}

/** Takes the new draft, and reads what can be suggested for it if the picture doesn't have that. */
function withText(state: JobsState, draft: FilterDraft, view: ViewMetrics): Transition {
  const next = { ...state, draft };
  const key = keyTyped(draft);
  const isNew = key !== null && key !== (state.draft === null ? null : keyTyped(state.draft));
  return narrowed(isNew ? readAgain(next) : goTo(next), view);
}

/** Checks or unchecks the row in focus, or the one that is given, which gets it; on the text's row, starts typing. */
export function toggleInDraft(state: JobsState, row?: number): JobsState {
  return redrawn(state, (before) => {
    const draft = row === undefined ? before : { ...before, row, typing: before.typing && row === textRow };
    const type = listedTypes[draft.row];
    if (type !== undefined)
      return { ...byBoxes(draft, 'type'), types: toggled(checkedIn(draft).types, type) };
    const status = listedStatuses[draft.row - statusRow];
    if (status === undefined) return atText(draft);
    return { ...byBoxes(draft, 'status'), statuses: toggledStatus(checkedIn(draft).statuses, status) };
  });
}

/** Checks all rows of the column in focus, or none, or only the row in focus. */
export function checkInDraft(state: JobsState, what: 'all' | 'none' | 'only'): JobsState {
  return redrawn(state, (draft) => {
    if (draft.row === textRow) return draft;
    return draft.row < statusRow
      ? { ...byBoxes(draft, 'type'), types: checked(listedTypes, what, draft.row) }
      : { ...byBoxes(draft, 'status'), statuses: checked(listedStatuses, what, draft.row - statusRow) };
  });
}

/** Starts typing the text, wherever the focus was. */
export function typeText(state: JobsState): JobsState {
  return redrawn(state, atText);
}

/**
 * Closes the dialog, with the list as it was before; while the text is being typed, only ends that. `state.mode` is
 * already the one below.
 */
export function leaveFilter(state: JobsState): Transition {
  const { draft } = state;
  if (draft?.typing) return goTo({ ...over(state, 'FILTER_DIALOG'), draft: { ...draft, typing: false } });
  return widened({ ...state, draft: null });
}

/** Letters are text only while that is being typed. */
export const draftTyping: Typing = {
  text: ({ draft }) => (draft?.typing ? draft.text : null),
  take: (state, text, view) =>
    state.draft === null ? goTo(state) : withText(state, { ...state.draft, text, completed: null }, view),
};

/** Applies the filter and goes back to the list. */
export function applyDraft(state: JobsState, view: ViewMetrics): Transition {
  const { draft } = state;
  const closed: JobsState = { ...back(state), draft: null, unnarrowed: null };
  if (draft === null) return goTo(closed);
  return filtered(closed, draftedFilter(draft, filterBefore(state), view.clocks(state)));
}

/** The filter that what is typed goes out from. */
const filterBefore = ({ filter, unnarrowed }: JobsState) => unnarrowed?.filter ?? filter;

/** Narrows the list to what is typed, as far as that is settled. */
function narrowed({ state, commands }: Transition, view: ViewMetrics): Transition {
  const { draft } = state;
  if (draft === null) return { state, commands };
  const settled = { ...draft, text: settledText(draft) };
  const filter = draftedFilter(settled, filterBefore(state), view.clocks(state));
  if (isSameFilter(filter, state.filter)) return { state, commands };
  return goTo(narrowedTo(state, filter), ...commands, { type: 'read', when: 'typing-pauses' });
}

/** Returns to the filter that the program starts with, and leaves a view; what was cleared away stays hidden. */
export function clearFilter(state: JobsState, metrics: ViewMetrics): Transition {
  return leavingView(state, metrics, (left) =>
    filtered(left, { ...defaultFilter, cleared: state.filter.cleared }),
  );
}

/**
 * Shows jobs of these statuses only; the rest of the filter stays, except for a cause that none of them can have. Every
 * status also ends a view.
 */
export function showStatuses(
  state: JobsState,
  statuses: readonly ListedStatus[] | null,
  metrics: ViewMetrics,
): Transition {
  const isWithout = statuses !== null && !statuses.includes('failed');
  const of = ({ cause, ...filter }: JobFilter): JobFilter => ({
    ...filter,
    ...(cause === undefined || isWithout ? {} : { cause }),
    statuses,
  });
  const hadCause = isWithout && state.filter.cause !== undefined;
  const next: JobsState = hadCause ? { ...state, notice: causeDropped } : state;
  const show = (from: JobsState) => filtered(from, of(from.filter), of(from.savedFilter));
  return statuses === null ? leavingView(next, metrics, show) : show(next);
}

const causeDropped: Notice = {
  tone: 'aside',
  text: 'Only failed jobs have a cause, so it is no longer asked for',
  at: null,
};

function redrawn(state: JobsState, change: (draft: FilterDraft) => FilterDraft): JobsState {
  return state.draft === null ? state : { ...state, draft: change(state.draft) };
}

/** The draft without what is typed for a group: from now on its boxes count. */
function byBoxes(draft: FilterDraft, key: 'type' | 'status'): FilterDraft {
  const { text } = draft;
  const words = wordsTyped(text);
  const others = words.flatMap((each, index) =>
    each.key === key ? [] : [text.slice(each.from, words[index + 1]?.from ?? text.length)],
  );
  const chosen = key === 'status' ? { ...draft, isChosen: true } : draft;
  return others.length === words.length ? chosen : { ...chosen, text: others.join('').trim() };
}

function checked<T>(all: readonly T[], what: 'all' | 'none' | 'only', row: number): ReadonlySet<T> {
  if (what === 'only') return new Set(all.slice(row, row + 1));
  return new Set(what === 'all' ? all : []);
}

/**
 * Jobs whose worker is in trouble are running too: checking 'running' checks these statuses as well, and
 * unchecking one of them unchecks 'running'.
 */
function toggledStatus(checked: ReadonlySet<ListedStatus>, status: ListedStatus): ReadonlySet<ListedStatus> {
  const next = new Set(toggled(checked, status));
  if (status === 'running') for (const kind of troubleKinds) next[next.has(status) ? 'add' : 'delete'](kind);
  else if (isTrouble(status) && !next.has(status)) next.delete('running');
  return next;
}

function toggled<T>(checked: ReadonlySet<T>, item: T): ReadonlySet<T> {
  const next = new Set(checked);
  if (!next.delete(item)) next.add(item);
  return next;
}
