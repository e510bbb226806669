import type { Picture } from '../../model/picture.js';
import { pictureOf } from './job-window.js';
import type { JobsState, Mode } from './state.js';

/** Panels that list something else than jobs in the list's place, each a mode of its own. */
export const listPanels = ['CAUSES_PANEL'] as const satisfies readonly Mode[];

/** One of those panels. */
export type ListPanel = (typeof listPanels)[number];

/** One row of a panel: what tells it from the others, and what a search looks at. Untrusted. */
export interface PanelRow {
  readonly key: string;
  readonly text: string;
}

const rowsIn: Readonly<Record<ListPanel, (picture: Picture) => readonly PanelRow[] | null>> = {
  CAUSES_PANEL: ({ causes }) => causes?.groups ?? null,
};

/** The panel that is open, even if something else covers it; null where none is. */
export function openPanel({ mode, below }: Pick<JobsState, 'mode' | 'below'>): ListPanel | null {
  return listPanels.findLast((panel) => mode === panel || below.includes(panel)) ?? null;
}

/** The rows of the open panel; null where none is open, and while they haven't been read. */
export function panelRows(state: JobsState): readonly PanelRow[] | null {
  const panel = openPanel(state);
  const picture = pictureOf(state.connection);
  return panel === null || picture === null ? null : rowsIn[panel](picture);
}

/** Where the chosen row of the open panel stands, from 0; null where there is none. */
export function chosenIndex(state: JobsState): number | null {
  const rows = panelRows(state);
  if (rows === null || rows.length === 0) return null;
  const { key, index } = state.panelPlace;
  if (key === null) return 0;
  const found = rows.findIndex((row) => row.key === key);
  return found >= 0 ? found : Math.min(index, rows.length - 1);
}

/** The key of the chosen row; null where there is none. */
export function chosenKey(state: JobsState): string | null {
  const index = chosenIndex(state);
  return index === null ? null : (panelRows(state)?.[index]?.key ?? null);
}

/** Whether a row holds what is looked for in the panel. */
export function holdsSought(state: JobsState): boolean {
  const wanted = state.panelSearch?.text.toLowerCase() ?? '';
  return panelRows(state)?.some(({ text }) => text.toLowerCase().includes(wanted)) ?? false;
}
