import { pictureOf } from '../../machine/state/job-window.js';
import { type ListPanel, openPanel, panelRows } from '../../machine/state/list-panel.js';
import type { JobsState } from '../../machine/state/state.js';
import { parserWord } from '../../model/picture.js';
import type { Frame, Rect } from '../frame.js';
import type { RowContext } from '../job/segments.js';
import { type Message, messageLines } from '../screen/message.js';
import type { Extent } from '../screen/separator-words.js';
import { activityPanel } from './activity-panel.js';
import { answerViews } from './answer-views.js';
import { databasesPanel } from './databases-panel.js';
import { type RowsPanel, rowsExtent, rowsPanelParts, rowsVisible } from './rows-panel.js';

/** A panel of rows as it is drawn: its name in the border, and its content. */
interface PanelView {
  readonly title: string;
  readonly noun: string;
  /** How many lines of details of the chosen row are worth taking from the rows. */
  readonly about: number;
  readonly content: (state: JobsState, context: RowContext) => RowsPanel | Message;
}

const panels: Readonly<Record<ListPanel, PanelView>> = {
  ACTIVITY_PANEL: { title: 'ACTIVITY', noun: 'entries', about: 2, content: activityPanel },
  DATABASES_PANEL: { title: 'DATABASES', noun: 'databases', about: 3, content: databasesPanel },
  CAUSES_PANEL: { title: 'CAUSES', noun: 'causes', about: 6, content: answerViews.causes.content },
  PARSERS_PANEL: { title: 'PARSERS', noun: 'versions', about: 9, content: answerViews.parsers.content },
  WORKERS_PANEL: { title: 'WORKERS', noun: 'workers', about: 9, content: answerViews.workers.content },
};

/** What the panel of parsers is where jobs are another program's. */
const ofKinds = { title: 'KINDS', noun: 'kinds' };

/** A panel of rows as it is called over what is shown. */
function called(panel: ListPanel, { connection }: JobsState): Pick<PanelView, 'title' | 'noun'> {
  const isOfKinds = panel === 'PARSERS_PANEL' && parserWord(pictureOf(connection)) === 'kind';
  return isOfKinds ? ofKinds : panels[panel];
}

/** The open panel's name for the border; null if none is open. */
export function panelTitle(state: JobsState): string | null {
  const panel = openPanel(state);
  return panel === null ? null : called(panel, state).title;
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
  if ('rows' in content) return rowsPanelParts(content, state, rect, panels[panel].about, context);
  return { list: null, panel: { rect, lines: messageLines(content, rect.width, rect.height, context) } };
}

/** Which rows of the open panel are on the screen; null if there are none. */
export function openPanelExtent(state: JobsState, height: number): Extent | null {
  const panel = openPanel(state);
  const rows = panelRows(state)?.length ?? null;
  if (panel === null || rows === null) return null;
  return rowsExtent(state, rowsVisible(height, rows, panels[panel].about), rows, called(panel, state).noun);
}

/** How many rows of the open panel fit. */
export function panelLinesOf(state: JobsState): number {
  const panel = openPanel(state);
  const rows = panelRows(state)?.length ?? 0;
  return rowsVisible(state.room.panel, rows, panel === null ? 0 : panels[panel].about);
}
