import { isSameColumns } from '../../model/saved-view.js';
import { offeredColumns, recordedColumns } from '../state/job-window.js';
import { back } from '../state/mode-stack.js';
import type { ColumnsDraft, JobsState } from '../state/state.js';
import { goTo, readAgain, remembering, type Transition, type ViewMetrics } from '../transition.js';
import { fitList } from './room.js';

/** Opens the dialog with the list's columns as they are, those that are shown first. */
export function enterColumns(state: JobsState): Transition {
  const { all, usual } = recordedColumns(state);
  // What jobs' arguments have is read only now.
  return readAgain({ ...state, columnsDraft: draftOf(state.columns ?? usual, all) });
}

/** Chooses the next column, or the one before. */
export function moveInColumns(state: JobsState, by: 1 | -1): JobsState {
  return changed(state, (draft) => ({
    ...draft,
    row: Math.max(0, Math.min(draft.row + by, draft.rows.length - 1)),
  }));
}

/** Has the column in focus shown or not. */
export function toggleColumn(state: JobsState): JobsState {
  return changed(state, (draft) => {
    const checked = new Set(draft.checked);
    const column = draft.rows[draft.row];
    if (column !== undefined && !checked.delete(column)) checked.add(column);
    return { ...draft, checked };
  });
}

/** Moves the column in focus by one place, or chooses none or the usual ones. */
export function changeColumns(state: JobsState, what: 'left' | 'right' | 'none' | 'usual'): JobsState {
  return changed(state, (draft) => {
    if (what === 'none') return { ...draft, checked: new Set() };
    if (what === 'usual') return draftOf(recordedColumns(state).usual, draft.rows);
    const to = draft.row + (what === 'left' ? -1 : 1);
    const [one, other] = [draft.rows[draft.row], draft.rows[to]];
    if (one === undefined || other === undefined) return draft;
    return { ...draft, rows: draft.rows.with(draft.row, other).with(to, one), row: to };
  });
}

/** Shows the list compact, with the chosen columns. */
export function applyColumns(state: JobsState, view: ViewMetrics): Transition {
  const { columnsDraft: draft } = state;
  const closed: JobsState = { ...back(state), columnsDraft: null };
  if (draft === null) return goTo(closed);
  const chosen = draft.rows.filter((row) => draft.checked.has(row));
  const columns = isSameColumns(chosen, recordedColumns(closed).usual) ? null : chosen;
  const { columns: _, density: __, ...beforeView } = closed.beforeView;
  const next: JobsState = { ...closed, columns, density: 'compact', beforeView };
  return remembering(fitList(next, view, { readsAnyway: true }));
}

/** The chosen columns, then the others that are offered. */
function draftOf(chosen: readonly string[], offered: readonly string[]): ColumnsDraft {
  return { rows: [...new Set([...chosen, ...offered])], checked: new Set(chosen), row: 0 };
}

function changed(state: JobsState, change: (draft: ColumnsDraft) => ColumnsDraft): JobsState {
  const { columnsDraft: draft } = state;
  if (draft === null) return state;
  return { ...state, columnsDraft: change({ ...draft, rows: offeredColumns(state, draft) }) };
}
