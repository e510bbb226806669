import type { JobsState, Mode } from './state.js';

/** The state with a mode over the present one. */
export function over(state: JobsState, mode: Mode): JobsState {
  return { ...state, mode, below: state.mode === 'JOB_LIST' ? [] : [...state.below, state.mode] };
}

/** The state without its top mode, in the one that it was entered from. */
export function back(state: JobsState): JobsState {
  return { ...state, mode: state.below.at(-1) ?? 'JOB_LIST', below: state.below.slice(0, -1) };
}

/** Whether a question is open, even if the help covers it: the list keeps its order then. */
export function isAsking({ mode, below }: JobsState): boolean {
  return mode === 'CONFIRM' || below.includes('CONFIRM');
}

/** The state without its question, which counts as not answered; modes over it stay. */
export function withoutQuestion(state: JobsState): JobsState {
  const closed = state.mode === 'CONFIRM' ? back(state) : state;
  return { ...closed, below: closed.below.filter((mode) => mode !== 'CONFIRM'), question: null };
}

/** Whether the detail panel is open, even if something else covers it. */
export function isPanelOpen({ mode, below }: JobsState): boolean {
  return mode === 'DETAIL_PANEL' || below.includes('DETAIL_PANEL');
}

/** Modes that lie over another one, which stays on the screen. */
const overlays: readonly Mode[] = [
  ...(['FILTER_DIALOG', 'SORT_DIALOG', 'VIEWS_DIALOG', 'COLUMNS_DIALOG', 'CONFIRM'] as const),
  ...(['SEARCH', 'LOG_SEARCH', 'LOG_FILTER', 'HELP_SEARCH', 'PANEL_SEARCH'] as const),
];

/** The mode that fills the screen, whatever dialog or prompt lies over it. */
export function shownMode({ mode, below }: Pick<JobsState, 'mode' | 'below'>): Mode {
  return [...below, mode].findLast((each) => !overlays.includes(each)) ?? 'JOB_LIST';
}

/** Whether the list is on the screen, even if a dialog covers part of it. */
export function showsList(state: Pick<JobsState, 'mode' | 'below'>): boolean {
  return shownMode(state) === 'JOB_LIST';
}

/** Whether the details of the selected job stand beside the list on the screen. */
export function isBeside(state: Pick<JobsState, 'mode' | 'below' | 'wantsBeside' | 'room'>): boolean {
  return state.wantsBeside && state.room.beside === true && showsList(state);
}

/** The mode that the help was opened from; without it, the present one. */
export function modeBelowHelp({ mode, below }: Pick<JobsState, 'mode' | 'below'>): Mode {
  return [...below, mode].findLast((each) => !isHelpOpen({ mode: each })) ?? 'JOB_LIST';
}

/** Whether the help is on the screen. */
export function isHelpOpen({ mode }: Pick<JobsState, 'mode'>): boolean {
  return mode === 'HELP' || mode === 'HELP_SEARCH';
}
