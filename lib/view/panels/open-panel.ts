import { type ListPanel, openPanel, panelRows } from '../../machine/state/list-panel.js';
import type { JobsState } from '../../machine/state/state.js';
import type { Frame, Rect } from '../frame.js';
import type { RowContext } from '../job/row-context.js';
import type { Message } from '../message.js';
import { messageLines } from '../message-lines.js';
import type { Extent } from '../separator-words.js';
import { activityPanel } from './activity-panel.js';
import { causesPanel } from './causes-panel.js';
import { databasesPanel } from './databases-panel.js';
import { parsersPanel } from './parsers-panel.js';
import { type RowsPanel, rowsExtent, rowsPanelParts, rowsVisible } from './rows-panel.js';
import { workersPanel } from './workers-panel.js';

/** A panel of rows as it is drawn: its name in the border, and its content. */
interface PanelView {
  readonly title: string;
  readonly noun: string;
  readonly content: (state: JobsState, context: RowContext) => RowsPanel | Message;
}

const panels: Readonly<Record<ListPanel, PanelView>> = {
  ACTIVITY_PANEL: { title: 'ACTIVITY', noun: 'entries', content: activityPanel },
  DATABASES_PANEL: { title: 'DATABASES', noun: 'databases', content: databasesPanel },
  CAUSES_PANEL: { title: 'CAUSES', noun: 'causes', content: causesPanel },
  PARSERS_PANEL: { title: 'PARSERS', noun: 'versions', content: parsersPanel },
  WORKERS_PANEL: { title: 'WORKERS', noun: 'workers', content: workersPanel },
};

/** The open panel's name for the border; null if none is open. */
export function panelTitle(state: JobsState): string | null {
  const panel = openPanel(state);
  return panel === null ? null : panels[panel].title;
}

/** The open panel in the list's place; null if none is open. */
export function openPanelParts(
  state: JobsState,
  rect: Rect,
  context: RowContext,
): Pick<Frame, 'list' | 'panel'> | null {
  const panel = openPanel(state);
  if (panel === null) return null;
  const content = panels[panel].content(state, context);
  if ('rows' in content) return rowsPanelParts(content, state, rect, context);
  return { list: null, panel: { rect, lines: messageLines(content, rect.width, rect.height, context) } };
}

/** Which rows of the open panel are on the screen; null if there are none. */
export function openPanelExtent(state: JobsState, height: number): Extent | null {
  const panel = openPanel(state);
  const rows = panelRows(state);
  return panel === null || rows === null ? null : rowsExtent(state, height, rows.length, panels[panel].noun);
}

/** How many rows of the open panel fit. */
export function panelLinesOf(state: JobsState): number {
  return rowsVisible(state.room.panel, panelRows(state)?.length ?? 0);
}
