import { noSizes } from '../../machine/keymap/reasons.js';
import { offeredColumns, offeredSorts, pictureOf } from '../../machine/state/job-window.js';
import { openPanel } from '../../machine/state/list-panel.js';
import { listedFilter, listedSort } from '../../machine/state/listed.js';
import { isBeside, isHelpOpen, isPanelOpen } from '../../machine/state/mode-stack.js';
import type { JobsState } from '../../machine/state/state.js';
import { parserWord, unrecorded } from '../../model/picture.js';
import { hasOwnColumns } from '../../model/saved-view.js';
import type { Appearance } from '../appearance.js';
import { contextOf, type ViewContext } from '../context.js';
import { detailHeight, detailParts } from '../detail/detail-panel.js';
import { columnsDialog, sortDialog, viewsDialog } from '../dialog/choices.js';
import { filterDialog } from '../dialog/filter.js';
import { questionDialog } from '../dialog/question.js';
import { instantText } from '../format/times.js';
import type { Frame, Rect, Size } from '../frame.js';
import { numericAmong } from '../job/columns.js';
import { columnTitles } from '../job/job-lines.js';
import { borderLines, rightOf, type SeparatorWords } from '../layout/border.js';
import { footerArea, footerLine, indented } from '../layout/footer.js';
import { isLargeEnough, type Layout, layoutOf, margin, tooSmallFrame } from '../layout/layout.js';
import {
  loadingMessage,
  type Message,
  messageLines,
  noJobsMessage,
  problemMessage,
} from '../layout/message.js';
import { type Extent, newAbove, separatorWordsOf } from '../layout/separator-words.js';
import { logFrame } from '../log/log-frame.js';
import { monitorParts } from '../monitoring/monitor-parts.js';
import { openPanelExtent, openPanelParts, panelTitle } from '../panels/open-panel.js';
import { type Part, rowLine } from '../text/line.js';
import {
  goodUntil,
  noticeOf,
  ownContexts,
  stateWords,
  timeOf,
  watchNoticeOf,
} from '../words/connection-words.js';
import { filterWords } from '../words/filter-words.js';
import { queueOutlook } from '../words/outlook-words.js';
import type { RowContext } from '../words/segments.js';
import { copyFrame } from './copy-view.js';
import { digestParts } from './digest-line.js';
import { helpFrame } from './help.js';
import { jobsInSight, jobTargets, listProps } from './list.js';
import { pipelineLines } from './pipeline.js';
import { statusLine, statusLines } from './status-bar.js';
import { terminalProgress, terminalTitle } from './terminal-title.js';

/**
 * The whole screen for a state at a size and an instant (ms since the epoch): the only function between state
 * machine and widgets. Never fails: whatever the state, every line is exactly as wide as its widget. `watchNotice`
 * says what hampers the watch for changes, if anything does.
 */
export function frameOf(
  state: JobsState,
  size: Size,
  now: number,
  appearance: Appearance,
  watchNotice: string | null = null,
): Frame {
  const frame = screenOf(state, size, now, appearance, watchNotice);
  const progress = appearance.hasProgress === true ? terminalProgress(state) : null;
  return progress === null ? frame : { ...frame, progress };
}

function screenOf(
  state: JobsState,
  size: Size,
  now: number,
  appearance: Appearance,
  watchNotice: string | null,
): Frame {
  const { connection } = state;
  const context = contextFor(state, size, now, appearance);
  const title = terminalTitle(state, context);
  if (!isLargeEnough(size)) return tooSmallFrame(title, context);
  if (state.mode === 'LOG_VIEWER' || state.mode === 'LOG_SEARCH' || state.mode === 'LOG_FILTER') {
    return { size, title, ...logFrame(state, context) };
  }
  if (state.mode === 'COPY_VIEW') return { size, title, ...copyFrame(state, context) };
  if (isHelpOpen(state)) return helpFrame(state, title, context);
  if (state.mode === 'MONITORING_PANEL') return monitorFrame(state, title, context);
  const rowContext = rowContextOf(state, context);
  const layout = layoutOf(
    size,
    state.showPipeline && showsList(state),
    showsList(state) ? state.density : 'comfortable',
    hasOwnColumns(state.columns),
    isBeside(state) && (pictureOf(connection)?.window.matching ?? 0) > 0,
  );
  const picture = pictureOf(connection);
  const extent = extentOf(state, layout.list, rowContext);
  const words = separatorWordsOf(state, extent, context);
  const separatorWords = withFilter(
    showsList(state) ? { ...words, above: newAbove(state, context) } : words,
    layout.status.height === 1 && picture !== null
      ? filterWords(state, picture, context, { isBrief: true })
      : [],
    context,
  );
  return {
    size,
    title,
    border: borderLines(
      layout,
      stateWords(state, context),
      context,
      panelTitle(state) ?? 'JOBS',
      withDigest(separatorWords, state, context),
    ),
    pipeline: layout.pipeline && {
      rect: layout.pipeline,
      lines: pipelineLines(picture?.pipeline ?? null, layout.pipeline.width, layout.pipeline.height, context),
    },
    status: statusOf(state, layout, context, watchNotice),
    ...bodyOf(state, layout, rowContext),
    dialog: dialogOf(state, rowContext),
    footer: footerArea(
      state,
      (width) => footerLine(state, width, context, extent),
      layout,
      context,
      separatorWords,
    ),
  };
}

function monitorFrame(state: JobsState, title: string, context: ViewContext): Frame {
  const layout = layoutOf(context.size);
  const words = pausedWords(state, context) ?? stateWords(state, context);
  return {
    size: context.size,
    title,
    // The panel has no status bar, so problems with the connection are shown above the keys.
    border: borderLines({ ...layout, rule: -1 }, words, context, 'MONITORING', {
      search: noticeOf(state.connection, context),
      inSight: [],
    }),
    ...monitorParts(state, context, messageFor(state, context)),
    footer: footerArea(state, (width) => footerLine(state, width, context), layout, context),
  };
}

/** `PAUSED since 12:00:05 UTC`, and anything else worth knowing except that other data is live; null if not paused. */
function pausedWords(state: JobsState, context: ViewContext): readonly Part[] | null {
  const { paused } = state.monitor;
  if (paused === null) return null;
  const since = instantText(paused.at, context.zone).slice(11);
  const others = stateWords(state, context).filter(({ style }) => style !== 'complete');
  const separator: Part = { text: ` ${context.glyphs.bullet} `, style: 'border' };
  return [
    { text: `PAUSED since ${since}`, style: 'warning' },
    ...others.flatMap((part): Part[] => [separator, { text: part.text, style: part.style }]),
  ];
}

function rowContextOf({ progress, search }: JobsState, context: ViewContext): RowContext {
  return { ...context, progress, ...(search === null ? {} : { sought: search.text }) };
}

/** Whether the list is on the screen, even if a dialog covers part of it. */
function showsList(state: JobsState): boolean {
  return !isPanelOpen(state) && openPanel(state) === null;
}

/** How many lines the detail panel has on a screen of this size. */
export function detailLinesOf(state: JobsState, size: Size, now: number, appearance: Appearance): number {
  if (!isLargeEnough(size)) return 0;
  const context = contextFor(state, size, now, appearance);
  const { list, side } = layoutOf(size, false, 'comfortable', false, isBeside(state));
  const rect = side === null ? list : withinSide(side);
  return detailHeight(state, rect, narrowed(rowContextOf(state, context), rect));
}

function contextFor(state: JobsState, size: Size, here: number, appearance: Appearance): ViewContext {
  const { connection } = state;
  const now = timeOf(connection, here);
  const heldUntil = goodUntil(connection, now);
  const databases = ownContexts(connection);
  const lacks = 'picture' in connection ? connection.picture.queue?.lacks : undefined;
  const picture = pictureOf(connection);
  const words = { parserWord: parserWord(picture), unrecorded: unrecorded(picture) };
  const { times } = state;
  const parts = { now, here, heldUntil, databases, size, times, ...words, ...(lacks && { lacks }) };
  return contextOf(appearance, parts, queueOutlook(state, heldUntil));
}

/** The list, or what is shown in its place. */
function bodyOf(
  state: JobsState,
  { list: rect, titles, side }: Layout,
  context: RowContext,
): Pick<Frame, 'list' | 'panel' | 'side' | 'gauges' | 'sparklines' | 'tables'> {
  const { connection } = state;
  const window = pictureOf(connection)?.window;
  const rows = window === undefined ? null : openPanelParts(state, rect, context);
  if (rows !== null) return rows;
  if (window !== undefined && isPanelOpen(state)) return detailParts(state, rect, context);
  const sort = listedSort(state);
  if (window === undefined || window.matching === 0) {
    const message = messageFor(state, context);
    const lines = messageLines(message, rect.width, rect.height, context);
    return { list: null, panel: { rect, lines } };
  }
  const { columns } = state;
  const listed = {
    ...context,
    sort,
    ...(columns === null ? {} : { columns }),
    numeric: numericAmong([...(columns ?? []), sort.by], window.jobs),
  };
  return {
    ...(side && sideParts(state, side, context)),
    list: {
      rect,
      props: listProps(window, state, rect.width, rect.height, listed),
      targets: jobTargets(window, state, rect),
    },
    panel: titles && {
      rect: titles,
      lines: [indented(titles.width, (width) => columnTitles(width, listed))],
    },
  };
}

/** The details of the selected job beside the list, after a line down the screen. */
function sideParts(
  state: JobsState,
  side: Rect,
  context: RowContext,
): Pick<Frame, 'side' | 'gauges' | 'sparklines' | 'tables'> {
  const rect = withinSide(side);
  const { panel, list: _, ...drawn } = detailParts(state, rect, narrowed(context, rect));
  const edge = { text: context.glyphs.vertical, style: 'border' } as const;
  return { ...drawn, side: { rect: side, lines: (panel?.lines ?? []).map((line) => [edge, ...line]) } };
}

/** The place of the details, without the line. */
function withinSide(side: Rect): Rect {
  return { ...side, left: side.left + 1, width: side.width - 1 };
}

/** The context on a screen that is no wider than this part, with a border. */
function narrowed(context: RowContext, { width }: Rect): RowContext {
  return { ...context, size: { ...context.size, columns: Math.min(context.size.columns, width + 2) } };
}

/** Which part of the list, or of the panel in its place, is on the screen. */
function extentOf(state: JobsState, rect: Rect, context: RowContext): Extent | null {
  const picture = pictureOf(state.connection);
  if (picture === null) return null;
  if (openPanel(state) !== null) return openPanelExtent(state, rect.height);
  if (isPanelOpen(state)) {
    const count = detailHeight(state, rect, context);
    const top = Math.max(0, Math.min(state.detailTop, count - rect.height));
    return { first: top + 1, last: Math.min(count, top + rect.height), count, noun: 'lines' };
  }
  const inSight = jobsInSight(picture.window, state, rect.height);
  if (inSight === null) return null;
  const count = picture.counts === null ? null : picture.window.matching;
  return { first: inSight.first + 1, last: inSight.last + 1, count };
}

/** The dialog that lies over everything, if one is open. */
function dialogOf(state: JobsState, context: RowContext): NonNullable<Frame['dialog']> | null {
  if (state.mode === 'CONFIRM' && state.question !== null)
    return questionDialog(state.question, pictureOf(state.connection), context);
  if (state.mode === 'FILTER_DIALOG' && state.draft !== null) {
    return filterDialog(state.draft, pictureOf(state.connection), context);
  }
  if (state.mode === 'VIEWS_DIALOG' && state.viewChosen !== null)
    return viewsDialog(state.views, state.viewChosen, context);
  if (state.mode === 'COLUMNS_DIALOG' && state.columnsDraft !== null)
    return columnsDialog({ ...state.columnsDraft, rows: offeredColumns(state, state.columnsDraft) }, context);
  if (state.mode === 'SORT_DIALOG' && state.sortDraft !== null) {
    const { sort, sortDraft } = state;
    return sortDialog(
      offeredSorts(state),
      sortDraft,
      sort,
      noSizes({ ...state, sortDraft: { ...sortDraft, by: 'size' } }),
      context,
    );
  }
  return null;
}

/**
 * The filter's words come after the search's. If room is short they are dropped first, except for the word Filter and the number of hidden jobs.
 */
function withFilter(
  separatorWords: SeparatorWords,
  filtered: readonly Part[],
  context: ViewContext,
): SeparatorWords {
  const { search } = separatorWords;
  if (search.length === 0) return { ...separatorWords, search: filtered };
  const yielding = filtered.map((part): Part => ({ ...part, optional: part.optional ?? true }));
  return { ...separatorWords, search: joined(search, yielding, context.glyphs.bullet) };
}

/** What is new comes first; which part of the list is in sight is shown beside it if there is room for both. */
function withDigest(separatorWords: SeparatorWords, state: JobsState, context: ViewContext): SeparatorWords {
  // A blank and a piece of the line on either side.
  const room = context.size.columns - 8;
  const digest = digestParts(state, room, context);
  if (digest.length === 0) return separatorWords;
  return { search: digest, inSight: rightOf(digest, separatorWords, room, context) };
}

/** What to say if there is no job to list. */
function messageFor(state: JobsState, context: ViewContext): Message {
  const { connection } = state;
  switch (connection.kind) {
    case 'loading':
      return loadingMessage(connection.progress ?? null, context);
    case 'down':
      return problemMessage(connection.problem, connection.since, context);
    case 'live':
    case 'stale':
      return noJobsMessage(connection.picture, listedFilter(state), context);
  }
}

/**
 * Counts and totals; below them, or on a low screen in place of the totals, what is wrong with the connection. The
 * filter is also shown below them; on a low screen, where it would cost counts, it is shown above the keys. Otherwise the
 * line below takes what there is no room for beside the counts. A problem of the watch alone comes after all of these.
 */
function statusOf(
  state: JobsState,
  { status: rect, pipeline }: Layout,
  context: ViewContext,
  watchNotice: string | null,
): Frame['status'] {
  const picture = pictureOf(state.connection);
  if (picture === null) return null;
  const { glyphs } = context;
  const trouble = noticeOf(state.connection, context);
  // The pipeline already shows how many files and how much output there are.
  const hasTotals = pipeline === null;
  if (rect.height === 1) {
    const brief = trouble.filter((part) => !part.optional);
    return {
      rect,
      lines: [indented(rect.width, (width) => statusLine(picture, width, context, brief, hasTotals))],
    };
  }
  const filtered = filterWords(state, picture, context);
  const both = trouble.length > 0 ? joined(trouble, filtered, glyphs.bullet) : filtered;
  const width = rect.width - 2 * margin;
  const [first, below] =
    both.length > 0
      ? ([statusLine(picture, width, context, [], hasTotals), null] as const)
      : statusLines(picture, width, context, hasTotals);
  const left = both.length > 0 ? both : watchNoticeOf(watchNotice, context);
  return {
    rect,
    lines: [first, below ?? rowLine({ left, right: [] }, width, glyphs.ellipsis)].map((line) =>
      indented(rect.width, () => line),
    ),
  };
}

function joined(one: readonly Part[], other: readonly Part[], bullet: string): readonly Part[] {
  const [first, ...rest] = other;
  return first === undefined ? one : [...one, { ...first, before: ` ${bullet} ` }, ...rest];
}
