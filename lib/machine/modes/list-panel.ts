import { steppedFrom, topOfPanel } from '../lines/viewport.js';
import type { Step } from '../state/action.js';
import { selectedJob } from '../state/job-window.js';
import { chosenIndex, nextPeriod, openPanel, panelRows, rulesOf } from '../state/list-panel.js';
import { back } from '../state/mode-stack.js';
import { firstPosition, type JobsState } from '../state/state.js';
import { goTo, readAgain, type Transition, type ViewMetrics } from '../transition.js';
import { nextMatch, searching } from './typing.js';

/** Opens a panel at the selected job's row, if it has one, and requests what the list doesn't have. */
export function enterListPanel(state: JobsState): Transition {
  const panel = openPanel(state);
  const job = selectedJob(state);
  const key = panel === null || job === null ? null : (rulesOf(panel).keyOf?.(job) ?? null);
  return readAgain({ ...state, panelPosition: { ...firstPosition, key }, panelSearch: null });
}

/** Closes it. `state.mode` is already the one below. */
export function leaveListPanel(state: JobsState): Transition {
  return goTo({ ...state, panelPosition: firstPosition, panelSearch: null });
}

/** Moves to another row, and requests what is shown only for the chosen row. */
export function navigateListPanel(state: JobsState, step: Step, { panelLines }: ViewMetrics): Transition {
  const at = chosenIndex(state);
  if (at === null) return goTo(state);
  const visible = Math.max(1, panelLines(state));
  return readAgain(withRowChosen(state, steppedFrom(step, at, visible), visible));
}

/** Looks further back over time, or less far. */
export function zoomPanel(state: JobsState, by: 1 | -1): Transition {
  const panel = openPanel(state);
  const periodMs = nextPeriod(state, by);
  return panel === null || periodMs === undefined
    ? goTo(state)
    : readAgain({ ...state, panelPeriods: { ...state.panelPeriods, [panel]: periodMs } });
}

/** Starts typing a search of the rows. */
export function enterPanelSearch(state: JobsState): Transition {
  return goTo({ ...state, panelSearch: { text: '', origin: state.panelPosition } });
}

export const panelTyping = searching(({ panelSearch }) => panelSearch, look);

/** Stays at the match, and keeps the text for finding the next and previous one. */
export function takePanelSearch(state: JobsState): Transition {
  const panelSearch = state.panelSearch?.text === '' ? null : state.panelSearch;
  return readAgain({ ...back(state), panelSearch });
}

/** Goes back to where the search began. `state.mode` is already the one below. */
export function giveUpPanelSearch(state: JobsState): Transition {
  return readAgain({
    ...state,
    panelPosition: state.panelSearch?.origin ?? state.panelPosition,
    panelSearch: null,
  });
}

/** Goes to the next or previous row that contains the text, wrapping at the ends. */
export function nextPanelMatch(state: JobsState, by: 1 | -1, { panelLines }: ViewMetrics): Transition {
  const { panelSearch } = state;
  const at = chosenIndex(state);
  if (panelSearch === null || at === null) return goTo(state);
  const found = nextMatch(panelRows(state) ?? [], panelSearch.text, at + by, by);
  return found === null
    ? noMatch(state)
    : readAgain(withRowChosen(state, found, Math.max(1, panelLines(state))));
}

function look(state: JobsState, text: string, { panelLines }: ViewMetrics): Transition {
  const origin = state.panelSearch?.origin ?? state.panelPosition;
  const begun: JobsState = { ...state, panelSearch: { text, origin }, panelPosition: origin };
  const at = chosenIndex(begun);
  if (text === '' || at === null) return goTo(begun);
  const found = nextMatch(panelRows(begun) ?? [], text, at, 1);
  return goTo(found === null ? begun : withRowChosen(begun, found, Math.max(1, panelLines(begun))));
}

function noMatch(state: JobsState): Transition {
  const text = `No match for \u201c${state.panelSearch?.text ?? ''}\u201d`;
  return goTo({ ...state, notice: { tone: 'nothing', text, at: null } });
}

function withRowChosen(state: JobsState, wanted: number, visible: number): JobsState {
  const rows = panelRows(state) ?? [];
  const index = Math.max(0, Math.min(wanted, rows.length - 1));
  const top = topOfPanel(state.panelPosition.top, index, rows.length, visible);
  return { ...state, panelPosition: { key: rows[index]?.key ?? null, index, top } };
}
