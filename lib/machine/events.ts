import { withNews } from '../model/feed.js';
import { defaultFilter, listedStatuses } from '../model/filter.js';
import { databaseOf } from '../model/job.js';
import type { ReadProgress } from '../model/picture.js';
import { passing } from '../model/problem.js';
import { act, leaveUntil } from './actions.js';
import type { Binding } from './keymap/binding.js';
import { bindingFor, helpKeyIn, listBindingFor, unseenBindingFor } from './keymap/keymap.js';
import { ownBindingFor } from './keymap/own-keys.js';
import { commandInstead, questionUnseen } from './keymap/reasons.js';
import { followedBeside, readingTail, takeTail } from './modes/detail.js';
import { showStatuses, toggleInDraft } from './modes/filtering.js';
import { byKey, type HelpOrder, helpOrderOf } from './modes/help.js';
import { takeLog } from './modes/log/moving.js';
import { takeLogCounted, takeLogFound } from './modes/log/searching.js';
import { takeFocus, watched } from './modes/looking.js';
import { goToJob } from './modes/panel-rows.js';
import { takeRoom } from './modes/room.js';
import { isCharacter, typed, withCharacter } from './modes/typing.js';
import { modes } from './modes.js';
import { askAboutRun, runPendingYes, seeQuestion, takeOutcome } from './orders.js';
import { watchingAbove } from './picture/news.js';
import { takePicture } from './picture/take-picture.js';
import type { JobsEvent } from './state/event.js';
import { offeredSorts, pictureOf } from './state/job-window.js';
import { chosenIndex, forEachPanel, panelRows } from './state/list-panel.js';
import { isHelpOpen, shownMode } from './state/mode-stack.js';
import { withActElsewhere } from './state/own-acts.js';
import type { Connection, JobsState, Mode, Writability } from './state/state.js';
import { isShown, type Notice } from './state/write-order.js';
import { goTo, readAgain, type Transition, type ViewMetrics } from './transition.js';

type EventMap = { readonly [E in JobsEvent as E['type']]: E };
type EventOf<T extends JobsEvent['type']> = { readonly [K in T]: EventMap[K] & { readonly type: K } }[T];

const handlers: {
  readonly [T in JobsEvent['type']]: (state: JobsState, event: EventMap[T], view: ViewMetrics) => Transition;
} = {
  key: (state, event, view) => watched(state, inItsView(state, pressKey(state, event, view))),
  wheel: (state, { by, at }, view) => byMouse(state, at, (now) => turnWheel(now, by, view)),
  click: (state, event, view) =>
    byMouse(state, event.at, (now) => (event.mode === now.mode ? clickOn(now, event, view) : goTo(now))),
  picture: (state, event, view) => runPendingYes(takePicture(state, event, view)),
  changed: (state, { at }) => connectedAs(state, overtaken(state.connection, at)),
  'read-progress': (state, { progress }) => connectedAs(state, progressing(state.connection, progress)),
  problem: takeProblem,
  focus: takeFocus,
  'question-seen': seeQuestion,
  room: (state, { room }, view) => takeRoom(state, room, view),
  writability: (state, { writability }) => takeWritability(state, writability),
  written: takeOutcome,
  acts: (state, { acts }) => goTo(acts.reduce(withActElsewhere, state)),
  notice: (state, { notice }) => goTo({ ...state, notice }),
  log: (state, event, view) => {
    if (event.request.purpose !== 'tail') return takeLog(state, event, view);
    const taken = takeTail(state, event, view);
    const { state: next, commands } = askAboutRun(taken.state, event);
    return goTo(next, ...taken.commands, ...commands);
  },
  'log-found': takeLogFound,
  'log-counted': takeLogCounted,
};

/** The transition that an event leads to. Pure. */
export function transition<T extends JobsEvent['type']>(
  state: JobsState,
  event: EventOf<T>,
  view: ViewMetrics,
): Transition {
  const { state: next, commands } = dated(state, handlers[event.type](state, event, view), timeOf(event));
  const followed = followedBeside(state, goTo(watchingAbove(state, next, view), ...commands));
  return readingTail(state, followed);
}

/** The time of an event, ms; null if it has none. */
function timeOf(event: JobsEvent): number | null {
  switch (event.type) {
    case 'key':
    case 'wheel':
    case 'click':
    case 'log-found':
      return event.at ?? null;
    case 'picture':
      return event.picture.asOf;
    default:
      return null;
  }
}

/**
 * A notice that answers a key is removed by the next key; one whose time is known is also removed after a while.
 */
function dated(before: JobsState, { state, commands }: Transition, at: number | null): Transition {
  const { notice } = state;
  if (notice === null || notice === before.notice || notice.at !== null || notice.tone === 'working')
    return { state, commands };
  return { state: { ...state, notice: { ...notice, at, untilKey: true } }, commands };
}

/** A result that was shown in another view says nothing about this one. What is still under way says so anywhere. */
function inItsView(before: JobsState, { state, commands }: Transition): Transition {
  const { notice } = state;
  const isOld = notice !== null && notice === before.notice && notice.tone !== 'working';
  const stays = !isOld || shownMode(before) === shownMode(state);
  return goTo(stays ? state : { ...state, notice: null }, ...commands);
}

function pressKey(was: JobsState, event: EventMap['key'], view: ViewMetrics): Transition {
  const { key, at } = event;
  if (was.room.tooSmall === true) {
    const binding = unseenBindingFor(key);
    return binding === undefined ? goTo(was) : act(was, binding.action, view);
  }
  const state = touched(was, at ?? null);
  const { typing } = modes[state.mode];
  const next = isCharacter(key) ? typed(typing, state, (text) => withCharacter(text, key), view) : null;
  if (next !== null) return next;
  const binding = bindingFor(state.mode, key) ?? ownBindingFor(state, key);
  if (binding === undefined) return goTo(misplaced(state, key));
  // It was to lead back from what the key before it could not open yet.
  const isBack = was.connection.kind === 'loading' && was.notice?.tone === 'nothing' && key === 'q';
  if (isBack && binding.action.type === 'quit')
    return goTo({ ...state, notice: { tone: 'aside', text: 'q again quits', at: null } });
  const reason = binding.refused?.(state) ?? binding.unavailable?.(state) ?? null;
  if (reason !== null)
    return goTo({ ...state, notice: withCommand(refusal(binding, key, reason), binding, state) });
  const order = binding.action.type === 'accept' && isHelpOpen(state) ? helpOrderOf(state, view) : null;
  return order === null ? act(state, binding.action, view) : carryOutOfHelp(state, event, order, view);
}

/** The state in which a key or the mouse acts; what the last one was answered with is gone. */
function touched(was: JobsState, pressedAt: number | null): JobsState {
  const shown = was.notice !== null && isShown(was.notice, pressedAt ?? 0) ? was.notice : null;
  const offered = shown?.copying ?? null;
  const isSame = was.pressedAt === pressedAt && was.waitEnded === null && was.offered === offered;
  const state =
    isSame && was.toRun === null ? was : { ...was, pressedAt, waitEnded: null, offered, toRun: null };
  return state.notice?.untilKey === true ? { ...state, notice: null } : state;
}

/** What the mouse leads to; nothing where nothing can be seen. */
function byMouse(was: JobsState, at: number, act: (state: JobsState) => Transition): Transition {
  return was.room.tooSmall === true ? goTo(was) : watched(was, inItsView(was, act(touched(was, at))));
}

/** Goes to a job, or does what a line of the help says, where it says it; a notice gives the reason if it can't be. */
function carryOutOfHelp(
  state: JobsState,
  event: EventMap['key'],
  order: HelpOrder,
  view: ViewMetrics,
): Transition {
  if (order.kind === 'job') {
    // Which of several databases is meant, only the listed jobs tell.
    const isOfSeveral = pictureOf(state.connection)?.window.jobs.some(({ id }) => databaseOf(id) !== null);
    if (isOfSeveral === true && databaseOf(order.id) === null) {
      const text = `no listed job has the id ${order.id}; / finds ids in all databases`;
      return goTo({ ...state, notice: { tone: 'nothing', text, at: null } });
    }
    const { state: list, commands } = leaveUntil(state, () => false, view);
    const { state: next, commands: more } = goToJob(list, order.id);
    return goTo(next, ...commands, ...more);
  }
  const { keys, label, group, modes: own, summary } = order.binding;
  if (summary !== undefined && !state.helpByKey) return goTo(byKey(state, order.binding, view));
  const key = keys[0] ?? '';
  const refused = (reason: string): Transition =>
    goTo({ ...state, notice: { tone: 'nothing', text: `${label}: ${reason}`, at: null } });
  const { state: below, commands } = leaveUntil(state, (each) => !isHelpOpen(each), view);
  if (!own.includes(below.mode)) return refused(`not here (${group.toLowerCase()})`);
  const { state: next, commands: more } = pressKey(below, { ...event, key }, view);
  // A key that can do nothing leaves the help open, with the reason.
  const isRefused = next.notice?.tone === 'nothing' && next.mode === below.mode && more.length === 0;
  return isRefused ? goTo({ ...state, notice: next.notice }) : goTo(next, ...commands, ...more);
}

/**
 * For a key of the list that the panel over it doesn't have: `P: works in the job list, not here`; for one that does
 * nothing anywhere near: `H: no key here (? shows the keys)`. While something is typed, or a question has yet to be
 * seen, nothing.
 */
function misplaced(state: JobsState, key: string): JobsState {
  const binding = listBindingFor(state.mode, key);
  if (binding !== undefined)
    return { ...state, notice: refusal(binding, key, 'works in the job list, not here') };
  const text = modes[state.mode].typing?.text(state) ?? null;
  if (text !== null || questionUnseen(state) !== null) return state;
  const help = helpKeyIn(state.mode);
  const where = help === null ? '' : ` (${help} shows the keys)`;
  return { ...state, notice: { tone: 'nothing', text: `${key}: no key here${where}`, at: null } };
}

/** `S: not a running backtest`. */
function refusal({ label, keys }: Binding, key: string, reason: string): Notice {
  return { tone: 'nothing', text: `${keys.length > 1 ? key : label}: ${reason}`, at: null };
}

/** `R: …; y copies: bin/rails …`: where the refusal names a command. */
function withCommand(notice: Notice, { action }: Binding, state: JobsState): Notice {
  const isOfQueue = action.type === 'retry' || action.type === 'cancel';
  const copying = isOfQueue ? commandInstead(state, action.type) : null;
  if (copying === null || !notice.text.endsWith(copying.text)) return notice;
  const before = notice.text.slice(0, -copying.text.length).replace(/: $/, '');
  return { ...notice, text: `${before}; y copies: ${copying.text}`, copying };
}

/** Once the database can be written, the next picture has to tell whether there are metrics to delete. */
function takeWritability(before: JobsState, writability: Writability): Transition {
  const state: JobsState = { ...before, writability };
  const isNew = writability.kind === 'able' && before.writability.kind !== 'able';
  return isNew ? readAgain(state) : goTo(state);
}

function connectedAs(state: JobsState, connection: Connection): Transition {
  return goTo(connection === state.connection ? state : { ...state, connection });
}

/** The first change counts: from then on the picture is out of date. */
function overtaken(connection: Connection, at: number): Connection {
  return connection.kind === 'live' && connection.overtakenSince === undefined
    ? { ...connection, overtakenSince: at }
    : connection;
}

/**
 * How far a read has come is shown only while there is no picture. Progress also ends a problem such as a missing
 * file; one that passes by itself, such as a busy database, stays until a read succeeds.
 */
function progressing(connection: Connection, progress: ReadProgress): Connection {
  const isNews =
    connection.kind === 'loading' || (connection.kind === 'down' && !passing.has(connection.problem.code));
  return isNews ? { kind: 'loading', progress } : connection;
}

/** A problem is news once, until the database has been read again. */
function takeProblem(state: JobsState, event: EventMap['problem']): Transition {
  const { connection } = state;
  const isNews = connection.kind === 'live';
  const news = { kind: 'away', count: 1, words: [event.problem.sentence], ids: [] } as const;
  const feed = isNews ? withNews(state.feed, [news], event.at) : state.feed;
  return goTo({ ...state, feed, connection: failing(connection, event) });
}

function failing(connection: Connection, { problem, at }: EventMap['problem']): Connection {
  const unwell = Math.min(at, problem.wellUntil ?? at);
  switch (connection.kind) {
    case 'loading':
      return { kind: 'down', problem, since: unwell };
    case 'live':
      return {
        kind: 'stale',
        picture: connection.picture,
        problem,
        since: Math.min(connection.overtakenSince ?? at, unwell),
      };
    case 'stale':
    case 'down':
      return { ...connection, problem };
  }
}

/** How many lines of a text, or rows of a list, a notch of the wheel moves. */
const notch = 3;

/** Dialogs in which up and down choose. */
const choosing: readonly Mode[] = ['FILTER_DIALOG', 'VIEWS_DIALOG', 'COLUMNS_DIALOG', 'SORT_DIALOG'];

/**
 * The wheel was turned by a notch, up or down: a text scrolls, in a list or a dialog another entry is chosen. The answers
 * of a question are left to keys.
 */
function turnWheel(state: JobsState, by: 1 | -1, view: ViewMetrics): Transition {
  const { navigate, scroll, choose } = modes[state.mode];
  if (choosing.includes(state.mode)) return goTo(choose?.(state, by) ?? state);
  const isTall = state.mode === 'JOB_LIST' && state.density === 'comfortable';
  return (scroll ?? navigate)(state, { kind: 'items', by: isTall ? by : by * notch }, view);
}

/** How far below the chosen entry the one with this key is; negative above it, null if it is gone. */
type Distance = (state: JobsState, key: string) => number | null;

const inPanel: Distance = (state, key) => {
  const at = panelRows(state)?.findIndex((row) => row.key === key) ?? -1;
  return at < 0 ? null : at - (chosenIndex(state) ?? 0);
};

/** What can be chosen by pointing at it, by the keys that the view gives it in a frame. */
const distances: { readonly [M in Mode]?: Distance } = {
  JOB_LIST: ({ connection, selection }, key) => {
    const window = pictureOf(connection)?.window;
    const at = window?.jobs.findIndex(({ id }) => id === key) ?? -1;
    return window === undefined || at < 0 ? null : window.first + at - selection.index;
  },
  ...forEachPanel(() => inPanel),
  HELP: ({ helpChosen }, key) => Number(key) - helpChosen,
  SORT_DIALOG: (state, key) =>
    state.sortDraft === null ? null : Number(key) - offeredSorts(state).indexOf(state.sortDraft.by),
  VIEWS_DIALOG: ({ viewChosen }, key) => (viewChosen === null ? null : Number(key) - viewChosen),
  COLUMNS_DIALOG: ({ columnsDraft }, key) => (columnsDraft === null ? null : Number(key) - columnsDraft.row),
};

/** Does what is asked for by a click; what was typed since the screen was drawn makes no text of a key. */
function clickOn(state: JobsState, { does, key, at }: EventMap['click'], view: ViewMetrics): Transition {
  switch (does) {
    case 'choose':
      return pointAt(state, key, view) ?? pressKey(state, { type: 'key', key: 'Enter', at }, view);
    case 'press': {
      const isText = isCharacter(key) && (modes[state.mode].typing?.text(state) ?? null) !== null;
      return isText ? goTo(state) : pressKey(state, { type: 'key', key, at }, view);
    }
    case 'list': {
      const status = listedStatuses.find((each) => each === key);
      if (status === undefined) return goTo(state);
      const { state: list, commands } = leaveUntil(state, () => false, view);
      const { statuses } = list.filter;
      const isAlone = statuses?.length === 1 && statuses[0] === status;
      const { state: next, commands: more } = showStatuses(
        list,
        isAlone ? defaultFilter.statuses : [status],
        view,
      );
      return goTo(next, ...commands, ...more);
    }
  }
}

/** Chooses what was clicked on; null if it is chosen already. */
function pointAt(state: JobsState, key: string, view: ViewMetrics): Transition | null {
  if (state.mode === 'FILTER_DIALOG') return goTo(toggleInDraft(state, Number(key)));
  const by = distances[state.mode]?.(state, key) ?? null;
  if (by === 0) return null;
  if (by === null) return goTo(state);
  // What was on the way to another job stays at this one.
  if (!choosing.includes(state.mode))
    return modes[state.mode].navigate({ ...state, pending: null }, { kind: 'items', by }, view);
  let next = state;
  for (let left = Math.abs(by); left > 0; left -= 1)
    next = modes[state.mode].choose?.(next, by > 0 ? 1 : -1) ?? next;
  return goTo(next);
}
