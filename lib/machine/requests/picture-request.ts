import { isArgument } from '../../model/filter/column-filter.js';
import { type JobFilter, listingFilter } from '../../model/filter.js';
import { newFrom } from '../../model/look.js';
import { endsPeriod, metricsPeriod } from '../../model/monitoring/monitoring.js';
import { askCauses, type Questions, suggesting } from '../../model/panels/questions.js';
import type { Anchor, PictureRequest } from '../../model/picture.js';
import type { Density, PanelChoice } from '../../model/saved-view.js';
import { defaultSort, sortAsked } from '../../model/sort.js';
import { keyTyped } from '../state/filter-draft.js';
import { lastPosition, pictureOf } from '../state/job-window.js';
import { chosenKey, openPanel, periodIn, rulesOf } from '../state/list-panel.js';
import { isBeside, isPanelOpen } from '../state/mode-stack.js';
import { showsJobs } from '../state/monitor-state.js';
import type { JobsState } from '../state/state.js';

/** Every job has at least one line and the blank one after it; in a compact list it has one line. */
const leastJobLines: Readonly<Record<Density, number>> = { comfortable: 2, compact: 1 };
/** The list shows the first failure of each job. */
const failuresShown = 1;

/**
 * The first request for a list that nobody has seen yet, on a screen of that many lines, or a slightly larger one:
 * for code that can ask before there is a state.
 */
export function firstRequest(
  filter: JobFilter,
  panel: Pick<PanelChoice, 'showPipeline' | 'density' | 'sort' | 'columns'>,
  lines: number,
): PictureRequest {
  const { showPipeline, density, sort = defaultSort, columns = null } = panel;
  const least = leastJobLines[density];
  const jobs = Math.ceil(Math.max(least, lines) / least);
  return {
    filter,
    ...sortAsked(sort),
    anchor: { kind: 'index', index: 0 },
    before: 0,
    after: jobs + 1,
    failures: failuresShown,
    ...(showPipeline ? { pipeline: true } : {}),
    ...argsOf({ density, columns, sort }),
  };
}

/**
 * Whether the answer to an early request will do for another one: the same list from its top, with enough jobs.
 */
export function servesFor(early: PictureRequest, request: PictureRequest): boolean {
  const { after, before: _, ...rest } = request;
  const { after: brought, before: __, ...same } = early;
  return request.anchor.kind === 'index' && after <= brought && JSON.stringify(rest) === JSON.stringify(same);
}

/** How many screens of jobs are read on either side of the anchor. */
const screensRead = 4;
/**
 * How many screens are read on either side while there is nothing to see yet: fewer jobs come sooner, and the app reads
 * again once its watch is running.
 */
const firstScreens = 1;
/**
 * How many screens of jobs on either side of the selected one a page key may need: one to move, one to show. If the
 * operator is waiting for another list than the one on the screen, no more than that is read.
 */
const screensNeeded = 2;

/** The panel never has more lines than this above its table of failures. */
export const linesAboveFailures = 60;

function jobsPerScreen(state: JobsState): number {
  const least = leastJobLines[state.density];
  return Math.ceil(Math.max(least, state.viewport.lines) / least);
}

function screensOf({ connection, listedBy, sortedBy }: JobsState): number {
  if (connection.kind === 'loading') return firstScreens;
  return listedBy === null && sortedBy === null ? screensRead : screensNeeded;
}

function anchorOf(state: JobsState): Anchor {
  const { id, index } = state.selection;
  if (state.pending !== null) return state.pending;
  // A pinned list shows its top wherever the selected job has moved to; when it is out of view, it keeps that job.
  if (state.viewport.pinned && state.mode === 'JOB_LIST') return { kind: 'index', index: 0 };
  // A job that is being cancelled gives its place to another one.
  return id === null || id === state.leaving ? { kind: 'index', index } : { kind: 'job', id, index };
}

/** What to read to show this state: some screens of jobs around where the operator is, or wants to go. */
export function requestFor(state: JobsState): PictureRequest {
  const jobs = screensOf(state) * jobsPerScreen(state);
  return {
    filter: listingFilter(state.filter, pictureOf(state.connection)?.counts ?? null),
    ...sortAsked(state.sort),
    anchor: anchorOf(state),
    before: jobs,
    after: jobs + 1,
    failures: failuresShown,
    ...(state.showPipeline ? { pipeline: true } : {}),
    ...(state.clearing ? { clearing: true } : {}),
    // The first picture should come at once.
    ...(pictureOf(state.connection) === null
      ? {}
      : { pace: { atHand: state.monitor.pace?.at ?? null }, lately: true }),
    ...(isMonitoring(state) ? { monitoring: monitoringFor(state) } : {}),
    // The retention needs it, but only if the database can be written.
    ...(state.writability.kind === 'able' ? { metricsSince: true } : {}),
    ...panelOf(state),
    ...argsOf(state, [state.mode, ...state.below].includes('COLUMNS_DIALOG') || asksFor(state) === 'args'),
    ...suggestedBy(state),
    ...sinceOf(state),
    ...(state.question?.causes === undefined ? {} : askCauses),
    ...rowsAskedAbout(state),
    ...marksOf(state),
    ...targetsOf(state),
    ...(state.wait?.kind === 'list' ? { awaited: state.wait.list } : {}),
    ...detailOf(state),
  };
}

/** What the monitoring panel shows: jobs' ends where it is to show them, or there is nothing else to show. */
function monitoringFor({ monitor, connection }: JobsState): NonNullable<PictureRequest['monitoring']> {
  const { periodMs } = monitor;
  const hasOther = (pictureOf(connection)?.monitoring?.throughput.length ?? 0) > 0;
  return {
    periodMs: metricsPeriod(periodMs),
    ...(showsJobs(monitor) || !hasOther ? { endsMs: endsPeriod(periodMs) } : {}),
  };
}

/** What columns show of jobs' arguments, by what the list is sorted and, where columns or arguments are being chosen, what there is. */
function argsOf(
  { density, columns, sort }: Pick<JobsState, 'density' | 'columns' | 'sort'>,
  isChoosing = false,
): Pick<PictureRequest, 'args'> {
  const paths = [...new Set([sort.by, ...(density === 'compact' ? (columns ?? []) : [])])].filter(isArgument);
  return paths.length === 0 && !isChoosing ? {} : { args: { paths, ...(isChoosing && { keys: true }) } };
}

/** What the open panel of rows shows, with more of its chosen row. */
function panelOf(state: JobsState): Questions {
  const panel = openPanel(state);
  // Until its rows have been read, that of the job that it was opened from.
  const chosen = chosenKey(state) ?? state.panelPosition.key;
  return panel === null ? {} : (rulesOf(panel).ask?.(chosen, periodIn(panel, state) ?? null) ?? {});
}

/** What can be suggested for the word of the filter that is being typed. */
function suggestedBy(state: JobsState): Questions {
  const key = asksFor(state);
  return key === null || key === 'args' ? {} : (suggesting[key]?.ask ?? {});
}

function asksFor({ mode, draft }: JobsState): ReturnType<typeof keyTyped> {
  return mode === 'FILTER_DIALOG' && draft !== null ? keyTyped(draft) : null;
}

function isMonitoring({ mode, below }: JobsState): boolean {
  return mode === 'MONITORING_PANEL' || below.includes('MONITORING_PANEL');
}

/** What is new since the operator looked last. The first picture is requested before that time is known. */
function sinceOf({ looking, connection }: JobsState): Pick<PictureRequest, 'since'> {
  const { since } = looking;
  if (since === null || connection.kind === 'loading') return {};
  return { since: { at: newFrom(since), knownCauses: since.causes } };
}

/**
 * The rows that a question is about, if they have to be listed: requested once for each question, which from then on is
 * about these. There may be very many, and bringing them with every picture would hold up the keys.
 */
function rowsAskedAbout({ question }: JobsState): Pick<PictureRequest, 'rows'> {
  const order = question?.order;
  if (order === undefined || !('filter' in order) || order.rows !== null) return {};
  return order.action === 'retry-all' || order.worker !== undefined ? { rows: order.filter } : {};
}

/** The job that the operator went to, wherever it is, and those whose end they wait for. */
function targetsOf({ pending, wait }: JobsState): Pick<PictureRequest, 'targets'> {
  const sought = pending?.kind === 'job' && pending.isSought === true ? [pending.id] : [];
  const ids = [...sought, ...(wait?.kind === 'jobs' ? wait.jobs.map(({ id }) => id) : [])];
  return ids.length > 0 ? { targets: { ids } } : {};
}

/** All marked jobs, with the rows that a question is about until those are known. */
function marksOf({ allMarked, question }: JobsState): Pick<PictureRequest, 'marks'> {
  if (allMarked === null) return {};
  const order = question?.order;
  const but = [...allMarked.but];
  return {
    marks:
      order?.action === 'all-marked' && order.rows === null && order.worker === undefined
        ? { but, rowsFor: order.change }
        : { but },
  };
}

/** What the panel shows of a job in addition to the list: some screens of failures around those in view. */
function detailOf(state: JobsState): Pick<PictureRequest, 'detail'> {
  const { detailId: id } = state;
  if ((!isPanelOpen(state) && !isBeside(state)) || id === null) return {};
  const ahead = linesAboveFailures + 2 * state.room.panel;
  const failuresFrom = Math.max(0, state.detailTop - ahead);
  return { detail: { id, failuresFrom, failures: 2 * ahead + state.room.panel } };
}

/** Whether the next keys could go beyond the loaded jobs, while the list continues there. */
export function isNearEdge(state: JobsState): boolean {
  const picture = pictureOf(state.connection);
  if (picture === null) return false;
  const { window } = picture;
  const end = window.first + window.jobs.length;
  const needed = screensNeeded * jobsPerScreen(state);
  const before = state.selection.index - window.first;
  const after = end - 1 - state.selection.index;
  return (before < needed && window.first > 0) || (after < needed && end <= lastPosition(picture));
}
