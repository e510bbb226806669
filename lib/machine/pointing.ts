import { modes } from './modes.js';
import { offeredSorts, pictureOf } from './state/job-window.js';
import { chosenIndex, panelRows } from './state/list-panel.js';
import type { JobsState, Mode } from './state/state.js';
import { goTo, type Transition, type ViewMetrics } from './transition.js';

/** How many lines of a text, or rows of a list, a notch of the wheel moves. */
const notch = 3;

/** Dialogs in which up and down choose. */
const choosing: readonly Mode[] = ['FILTER_DIALOG', 'VIEWS_DIALOG', 'COLUMNS_DIALOG', 'SORT_DIALOG'];

/**
 * The wheel was turned by a notch, up or down: a text scrolls, in a list or a dialog another entry is chosen. The answers
 * of a question are left to keys.
 */
export function turnWheel(state: JobsState, by: 1 | -1, view: ViewMetrics): Transition {
  const { navigate, scroll, choose } = modes[state.mode];
  if (choosing.includes(state.mode)) return goTo(choose?.(state, by) ?? state);
  const isTall = state.mode === 'JOB_LIST' && state.density === 'comfortable';
  return (scroll ?? navigate)(state, { kind: 'items', by: isTall ? by : by * notch }, view);
}

/** How far below the chosen entry the one with this key is; negative above it, null if it is gone. */
type Distance = (state: JobsState, key: string) => number | null;

const inPanel: Distance = (state, key) => {
  const at = panelRows(state)?.findIndex((row) => row.key === key) ?? -1;
  return at < 0 ? null : at - (chosenIndex(state) ?? 0);
};

/** What can be chosen by pointing at it, by the keys that the view gives it in a frame. */
const distances: { readonly [M in Mode]?: Distance } = {
  JOB_LIST: ({ connection, selection }, key) => {
    const window = pictureOf(connection)?.window;
    const at = window?.jobs.findIndex(({ id }) => id === key) ?? -1;
    return window === undefined || at < 0 ? null : window.first + at - selection.index;
  },
  CAUSES_PANEL: inPanel,
  ACTIVITY_PANEL: inPanel,
  WORKERS_PANEL: inPanel,
  PARSERS_PANEL: inPanel,
  DATABASES_PANEL: inPanel,
  HELP: ({ helpChosen }, key) => Number(key) - helpChosen,
  SORT_DIALOG: (state, key) =>
    state.sortDraft === null ? null : Number(key) - offeredSorts(state).indexOf(state.sortDraft.by),
  VIEWS_DIALOG: ({ viewChosen }, key) => (viewChosen === null ? null : Number(key) - viewChosen),
  COLUMNS_DIALOG: ({ columnsDraft }, key) => (columnsDraft === null ? null : Number(key) - columnsDraft.row),
};

/** Chooses what was clicked on; null if it is chosen already. */
export function pointAt(state: JobsState, key: string, view: ViewMetrics): Transition | null {
  const by = distances[state.mode]?.(state, key) ?? null;
  if (by === 0) return null;
  if (by === null) return goTo(state);
  // What was on the way to another job stays at this one.
  if (!choosing.includes(state.mode))
    return modes[state.mode].navigate({ ...state, pending: null }, { kind: 'items', by }, view);
  let next = state;
  for (let left = Math.abs(by); left > 0; left -= 1)
    next = modes[state.mode].choose?.(next, by > 0 ? 1 : -1) ?? next;
  return goTo(next);
}
