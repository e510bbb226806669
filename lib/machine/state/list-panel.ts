import { type FeedEntry, feedSentence } from '../../model/feed.js';
import type { Picture } from '../../model/picture.js';
import { pictureOf } from './job-window.js';
import type { JobsState, Mode } from './state.js';

/** Panels that list something other than jobs in the list's place, each a mode of its own. */
export const listPanels = [
  'CAUSES_PANEL',
  'ACTIVITY_PANEL',
  'WORKERS_PANEL',
  'PARSERS_PANEL',
  'DATABASES_PANEL',
] as const satisfies readonly Mode[];

/** One of these panels. */
export type ListPanel = (typeof listPanels)[number];

/** Panels of which one is open at a time, in the list's place. */
export const sidePanels: readonly Mode[] = ['MONITORING_PANEL', ...listPanels];

/** One row of a panel: its key, and the text that is searched. Untrusted. */
interface PanelRow {
  readonly key: string;
  readonly text: string;
}

const rowsIn: Readonly<
  Record<ListPanel, (picture: Picture, state: JobsState) => readonly PanelRow[] | null>
> = {
  CAUSES_PANEL: ({ causes }) => causes?.groups ?? null,
  WORKERS_PANEL: ({ workers }) => workers?.rows.map(({ name }) => ({ key: name, text: name })) ?? null,
  PARSERS_PANEL: ({ parsers }) =>
    parsers?.rows.map(({ key, name, version }) => ({ key, text: `${name} v${version ?? ''}` })) ?? null,
  DATABASES_PANEL: ({ databases }) =>
    databases?.map(({ name, path }) => ({ key: name, text: `${name} ${path}` })) ?? null,
  ACTIVITY_PANEL: (_, { feed }) => feedRows(feed),
};

/** Rows are asked for several times a frame, and there may be thousands. */
const rowsOfFeeds = new WeakMap<readonly FeedEntry[], readonly PanelRow[]>();
const rowsOfEntries = new WeakMap<FeedEntry, PanelRow>();

function feedRows(feed: readonly FeedEntry[]): readonly PanelRow[] {
  const known = rowsOfFeeds.get(feed) ?? feed.map(entryRow);
  rowsOfFeeds.set(feed, known);
  return known;
}

function entryRow(entry: FeedEntry): PanelRow {
  const known = rowsOfEntries.get(entry) ?? { key: String(entry.id), text: feedSentence(entry) };
  rowsOfEntries.set(entry, known);
  return known;
}

/** The panel that is open, even if something else covers it; null if none is. */
export function openPanel({ mode, below }: Pick<JobsState, 'mode' | 'below'>): ListPanel | null {
  return listPanels.findLast((panel) => mode === panel || below.includes(panel)) ?? null;
}

/** The rows of the open panel; null if none is open, or until they have been read. */
export function panelRows(state: JobsState): readonly PanelRow[] | null {
  const panel = openPanel(state);
  const picture = pictureOf(state.connection);
  return panel === null || picture === null ? null : rowsIn[panel](picture, state);
}

/** The position of the open panel's chosen row, from 0; null if there is none. */
export function chosenIndex(state: JobsState): number | null {
  const rows = panelRows(state);
  if (rows === null || rows.length === 0) return null;
  const { key, index } = state.panelPosition;
  if (key === null) return 0;
  const found = rows.findIndex((row) => row.key === key);
  return found >= 0 ? found : Math.min(index, rows.length - 1);
}

/** The key of the chosen row; null if there is none. */
export function chosenKey(state: JobsState): string | null {
  const index = chosenIndex(state);
  return index === null ? null : (panelRows(state)?.[index]?.key ?? null);
}

/** Whether any row contains the text of the panel's search. */
export function holdsSought(state: JobsState): boolean {
  const wanted = state.panelSearch?.text.toLowerCase() ?? '';
  return panelRows(state)?.some(({ text }) => text.toLowerCase().includes(wanted)) ?? false;
}
