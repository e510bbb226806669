import { hasOwnColumns, type TimeLook, timeLooks } from '../../model/saved-view.js';
import { isNearEdge } from '../requests/picture-request.js';
import { pictureOf } from '../state/job-window.js';
import { isAsking, isPanelOpen, withoutQuestion } from '../state/mode-stack.js';
import type { JobsState, Room } from '../state/state.js';
import { goTo, remembering, type Transition, type ViewMetrics } from '../transition.js';
import { clampDetail } from './detail.js';
import { clampHelp } from './help.js';
import { fitLog } from './log-viewer.js';
import { linesAbove, selectAt } from './selecting.js';

/** Takes the new sizes of the screen's parts. */
export function takeRoom(state: JobsState, room: Room, view: ViewMetrics): Transition {
  const given = { ...state, room: wholeRoom(room) };
  const isUnseen = room.tooSmall === true && isAsking(state);
  // A question that the screen is too small to show counts as answered with "no".
  return isUnseen ? fitList(withoutQuestion(given), view, { readsAnyway: true }) : fitList(given, view);
}

/** Shows the list in the other density. */
export function toggleDensity(state: JobsState, view: ViewMetrics): Transition {
  const density = state.density === 'compact' ? 'comfortable' : 'compact';
  const { density: _, ...beforeView } = state.beforeView;
  return remembering(fitList({ ...state, density, beforeView }, view, { readsAnyway: true }));
}

const timeNotices: Readonly<Record<TimeLook, string>> = {
  ages: 'Rows show ages',
  utc: 'Rows show times in UTC',
  local: "Rows show times in this host's zone",
};

/** Has rows show times in the next way. */
export function cycleTimes(state: JobsState, view: ViewMetrics): Transition {
  const times = timeLooks[(timeLooks.indexOf(state.times) + 1) % timeLooks.length] ?? 'ages';
  const notice = { tone: 'done', text: timeNotices[times], at: null } as const;
  return remembering(goTo(clampDetail({ ...state, times, notice }, view)));
}

/**
 * Fits the list into its part of the screen. The selected job keeps its line if it can; a pinned list keeps its
 * top.
 */
export function fitList(
  state: JobsState,
  view: ViewMetrics,
  { readsAnyway = false }: { readonly readsAnyway?: boolean } = {},
): Transition {
  const heightOf = view.heightIn(state.density);
  const room = roomOfList(state);
  const lines = state.showPipeline ? room.listBelowPipeline : room.list;
  const resized = { ...state, viewport: { ...state.viewport, lines } };
  const window = pictureOf(state.connection)?.window;
  const showsTop = state.viewport.pinned && window?.first === 0;
  const line = showsTop ? linesAbove(window, state.selection.index, heightOf) : state.viewport.selectedLine;
  const fitted = selectAt(resized, state.selection.index, line, heightOf);
  const { state: next, commands } = fitLog(clampDetail(clampHelp(fitted, view), view), view);
  const reads = readsAnyway || isNearEdge(next) || isPanelOpen(state);
  return reads ? goTo(next, ...commands, { type: 'read' }) : { state: next, commands };
}

function roomOfList({ room, density, columns }: JobsState): NonNullable<Room['compact']> {
  if (density !== 'compact') return room;
  return (hasOwnColumns(columns) ? room.titled : undefined) ?? room.compact ?? room;
}

function wholeRoom(room: Room): Room {
  return {
    list: whole(room.list),
    listBelowPipeline: whole(room.listBelowPipeline),
    ...(room.compact === undefined ? {} : { compact: wholeList(room.compact) }),
    ...(room.titled === undefined ? {} : { titled: wholeList(room.titled) }),
    panel: whole(room.panel),
    ...(room.help === undefined ? {} : { help: whole(room.help) }),
    log: { lines: whole(room.log.lines), columns: whole(room.log.columns) },
    ...(room.tooSmall === true ? { tooSmall: true } : {}),
    ...(room.beside === true ? { beside: true } : {}),
  };
}

function wholeList(room: NonNullable<Room['compact']>): NonNullable<Room['compact']> {
  return { list: whole(room.list), listBelowPipeline: whole(room.listBelowPipeline) };
}

function whole(lines: number): number {
  return Math.max(0, Math.floor(lines) || 0);
}
