import { pictureOf } from '../../machine/state/job-window.js';
import { type ListPanel, openPanel, panelRows, rulesOf } from '../../machine/state/list-panel.js';
import type { JobsState } from '../../machine/state/state.js';
import { parserWord } from '../../model/picture.js';
import type { Frame, Rect } from '../frame.js';
import { messageLines } from '../layout/message.js';
import type { Extent } from '../layout/separator-words.js';
import type { RowContext } from '../words/segments.js';
import { activityPanel } from './activity-panel.js';
import type { AnswerView } from './answer-view.js';
import { answerViews } from './answer-views.js';
import { databasesPanel } from './databases-panel.js';
import { rowsExtent, rowsPanelParts, rowsVisible } from './rows-panel.js';

/** A panel of rows as it is drawn. */
type PanelView = Pick<AnswerView, 'called' | 'aboutLines' | 'content'>;

/** Panels of rows that answer no question. */
const others: { readonly [P in ListPanel]?: PanelView } = {
  ACTIVITY_PANEL: {
    called: () => ({ title: 'ACTIVITY', noun: 'entries' }),
    aboutLines: 2,
    content: activityPanel,
  },
  DATABASES_PANEL: {
    called: () => ({ title: 'DATABASES', noun: 'databases' }),
    aboutLines: 3,
    content: databasesPanel,
  },
};

function viewOf(panel: ListPanel): PanelView {
  const { question } = rulesOf(panel);
  const view = question === undefined ? others[panel] : answerViews[question];
  if (view === undefined) throw new Error(`${panel} has no view`);
  return view;
}

/** What a panel of rows is called over what is shown. */
function called(panel: ListPanel, { connection }: JobsState): ReturnType<PanelView['called']> {
  return viewOf(panel).called(parserWord(pictureOf(connection)));
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
  const content = viewOf(panel).content(state, context);
  if ('rows' in content) return rowsPanelParts(content, state, rect, viewOf(panel).aboutLines, context);
  return { list: null, panel: { rect, lines: messageLines(content, rect.width, rect.height, context) } };
}

/** Which rows of the open panel are on the screen; null if there are none. */
export function openPanelExtent(state: JobsState, height: number): Extent | null {
  const panel = openPanel(state);
  const rows = panelRows(state)?.length ?? null;
  if (panel === null || rows === null) return null;
  return rowsExtent(
    state,
    rowsVisible(height, rows, viewOf(panel).aboutLines),
    rows,
    called(panel, state).noun,
  );
}

/** How many rows of the open panel fit. */
export function panelLinesOf(state: JobsState): number {
  const panel = openPanel(state);
  const rows = panelRows(state)?.length ?? 0;
  return rowsVisible(state.room.panel, rows, panel === null ? 0 : viewOf(panel).aboutLines);
}
