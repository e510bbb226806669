import { causeOfRecord } from '../../causes/cause.js';
import { type FeedEntry, feedSentence } from '../../model/feed.js';
import type { Job } from '../../model/job.js';
import { firstParserPeriod, parserKey, parserPeriods } from '../../model/panels/parsers.js';
import type { QuestionName, Questions } from '../../model/panels/questions.js';
import type { Picture } from '../../model/picture.js';
import { firstWorkerPeriod, workerNameOf, workerPeriods } from '../../model/worker.js';
import { pictureOf } from './job-window.js';
import type { JobsState, Mode } from './state.js';

/** One row of a panel: its key, and the text that is searched. Untrusted. */
interface PanelRow {
  readonly key: string;
  readonly text: string;
}

/** What distinguishes one panel of rows from the others. Its keys are in the keymap, its looks in the view. */
interface PanelRules {
  /** Null until they have been read. */
  readonly rows: (picture: Picture, state: JobsState) => readonly PanelRow[] | null;
  /** The question that it shows the answer to; absent: any picture has its rows. */
  readonly question?: QuestionName;
  /** What to read for it, and more of the row with the key `of`; `periodMs`: how far it looks back, null: ever. */
  readonly ask?: (of: string | null, periodMs: number | null) => Questions;
  /** How far back it can look, ms, and how far before anybody has chosen; null: over all times. */
  readonly periods?: { readonly all: readonly (number | null)[]; readonly first: number | null };
  /** The key of the row that a job is in; null where it is in none. Absent: a row isn't about several jobs. */
  readonly keyOf?: (job: Job) => string | null;
  /** Which jobs it is about: those that the list's filter lets through, the failed ones of these, or all. */
  readonly about: 'listed' | 'failed' | 'all';
}

/** Jobs of the chosen worker, below the workers. */
const jobsBelowWorkers = 12;

/** Panels that list something other than jobs in the list's place, each a mode of its own. */
const rules = {
  CAUSES_PANEL: {
    rows: ({ causes }) => causes?.groups ?? null,
    question: 'causes',
    ask: (sampleOf) => ({ causes: { sampleOf } }),
    keyOf: (job) => (job.status === 'failed' ? (causeOfRecord(job)?.key ?? '') : null),
    about: 'failed',
  },
  ACTIVITY_PANEL: { rows: (_, { feed }) => feedRows(feed), about: 'all' },
  WORKERS_PANEL: {
    rows: ({ workers }) => workers?.rows.map(({ name }) => ({ key: name, text: name })) ?? null,
    question: 'workers',
    ask: (of, periodMs) => ({ workers: { periodMs, of, jobs: jobsBelowWorkers, ends: 'chosen' } }),
    periods: { all: workerPeriods, first: firstWorkerPeriod },
    keyOf: ({ workerHost, workerPid }) => workerNameOf(workerHost, workerPid),
    about: 'all',
  },
  PARSERS_PANEL: {
    rows: ({ parsers }) =>
      parsers?.rows.map(({ key, name, version }) => ({ key, text: `${name} v${version ?? ''}` })) ?? null,
    question: 'parsers',
    ask: (of, periodMs) => ({ parsers: { periodMs, of, ends: 'chosen' } }),
    periods: { all: parserPeriods, first: firstParserPeriod },
    keyOf: ({ type, name, version }) => (type === 'parse' ? parserKey(name, version) : null),
    about: 'all',
  },
  DATABASES_PANEL: {
    rows: ({ databases }) =>
      databases?.map(({ name, path }) => ({ key: name, text: `${name} ${path}` })) ?? null,
    about: 'listed',
  },
} as const satisfies { readonly [M in Mode]?: PanelRules };

/** One of these panels. */
export type ListPanel = keyof typeof rules;

/** All of them. */
export const listPanels = Object.keys(rules) as readonly ListPanel[];

/** Panels of which one is open at a time, in the list's place. */
export const sidePanels: readonly Mode[] = ['MONITORING_PANEL', ...listPanels];

/** Something for each of these panels. */
export function forEachPanel<T>(each: (panel: ListPanel) => T): Readonly<Record<ListPanel, T>> {
  return Object.fromEntries(listPanels.map((panel) => [panel, each(panel)])) as Record<ListPanel, T>;
}

/** What distinguishes a panel from the others. */
export function rulesOf(panel: ListPanel): PanelRules {
  return rules[panel];
}

/** How far a panel looks back, ms, null: over all times; undefined where it has no choice of periods. */
export function periodIn(panel: ListPanel, { panelPeriods }: JobsState): number | null | undefined {
  const chosen = panelPeriods[panel];
  return chosen === undefined ? rulesOf(panel).periods?.first : chosen;
}

/** The next longer period of the open panel, or the next shorter one; undefined where there is none. */
export function nextPeriod(state: JobsState, by: 1 | -1): number | null | undefined {
  const panel = openPanel(state);
  if (panel === null) return undefined;
  const all = rulesOf(panel).periods?.all ?? [];
  return all[all.indexOf(periodIn(panel, state) ?? null) + by];
}

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
  return panel === null ? null : rowsIn(panel, state);
}

/** The rows of a panel, open or not; null until they have been read. */
export function rowsIn(panel: ListPanel, state: JobsState): readonly PanelRow[] | null {
  const picture = pictureOf(state.connection);
  return picture === null ? null : rulesOf(panel).rows(picture, state);
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
