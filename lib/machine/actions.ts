import { changeColumns } from './modes/choosing-columns.js';
import { scrollDetail } from './modes/detail.js';
import {
  checkInDraft,
  clearFilter,
  crossDraft,
  nextField,
  showStatuses,
  typeText,
} from './modes/filtering.js';
import { enterCommand } from './modes/help.js';
import { zoomPanel } from './modes/list-panel.js';
import { actOnLog } from './modes/log-viewer.js';
import { acknowledge, stepToNew } from './modes/looking.js';
import { mark, markAll, unmark } from './modes/marking.js';
import { pauseMonitor, resetMonitor, sortSinks, switchUnit, zoomMonitor } from './modes/monitor.js';
import { onRow } from './modes/panel-rows.js';
import { changeSort, clearCompleted, showCleared, showView } from './modes/relisting.js';
import { cycleTimes, fitList, toggleDensity } from './modes/room.js';
import { jumpToGroup } from './modes/selecting.js';
import { erased, typed } from './modes/typing.js';
import { toggleBell, toggleWait } from './modes/waiting.js';
import { modes } from './modes.js';
import { answer, changeJobs, retryAll, retryRow, runOwn, undoLast } from './orders.js';
import type { Action, MonitorAction } from './state/action.js';
import { copyOf, folderOf, hasMarks, hostOf, selectedJob } from './state/job-window.js';
import { sidePanels } from './state/list-panel.js';
import { back, isHelpOpen, over } from './state/mode-stack.js';
import type { JobsState, Mode } from './state/state.js';
import { goTo, remembering, type Transition, toClipboard, type ViewMetrics } from './transition.js';

type ActionMap = { readonly [A in Action as A['type']]: A };
type ActionOf<T extends Action['type']> = { readonly [K in T]: ActionMap[K] & { readonly type: K } }[T];

const handlers: {
  readonly [T in Action['type']]: (state: JobsState, action: ActionMap[T], view: ViewMetrics) => Transition;
} = {
  navigate: (state, { step }, view) => modes[state.mode].navigate(state, step, view),
  // In the list, what scrolls is the page beside it.
  scroll: (state, { step }, view) => (modes[state.mode].scroll ?? scrollDetail)(state, step, view),
  open: (state, { mode }, view) => enter(state, mode, view),
  close: (state, _, view) => leave(state, view),
  accept: (state, _, view) => modes[state.mode].accept?.(state, view) ?? goTo(state),
  erase: (state, { what }, view) =>
    typed(modes[state.mode].typing, state, (text) => erased(text, what), view) ?? goTo(state),
  choose: (state, { by }) => goTo(modes[state.mode].choose?.(state, by) ?? state),
  toggle: (state) => goTo(modes[state.mode].toggle?.(state) ?? state),
  cross: (state, { by }) => goTo(crossDraft(state, by)),
  'next-field': (state, { by }, view) => nextField(state, by, view),
  check: (state, { what }) => goTo(checkInDraft(state, what)),
  'type-text': (state) => goTo(typeText(state)),
  sort: (state, { what }) => goTo(changeSort(state, what)),
  columns: (state, { what }) => goTo(changeColumns(state, what)),
  'show-statuses': (state, { statuses }, view) => showStatuses(state, statuses, view),
  jump: (state, { by }, view) => jumpToGroup(state, by, view),
  answer: (state, { yes }) => answer(state, yes),
  'toggle-pipeline': (state, _, view) =>
    remembering(fitList({ ...state, showPipeline: !state.showPipeline }, view, { readsAnyway: true })),
  'toggle-beside': (state) => remembering(goTo({ ...state, wantsBeside: !state.wantsBeside })),
  'toggle-density': (state, _, view) => toggleDensity(state, view),
  'cycle-times': (state, _, view) => cycleTimes(state, view),
  mark,
  'mark-all': markAll,
  unmark: (state) => (hasMarks(state) || state.search !== null ? goTo(unmark(state)) : acknowledge(state)),
  'next-new': stepToNew,
  find: (state, { by }, view) => modes[state.mode].find?.(state, by, view) ?? goTo(state),
  command: (state, _, view) => {
    const isOpen = isHelpOpen(state);
    const help = isOpen ? state : enter(state, 'HELP', view).state;
    return goTo(enterCommand(over(help, 'HELP_SEARCH'), !isOpen));
  },
  'clear-filter': (state, _, view) => clearFilter(state, view),
  'show-view': (state, { index }, view) => showView(state, index, view),
  retry: (state) => changeJobs(state, 'retry'),
  'retry-all': retryAll,
  cancel: (state) => changeJobs(state, 'cancel'),
  stop: (state) => changeJobs(state, 'stop'),
  undo: undoLast,
  'clear-completed': clearCompleted,
  'show-cleared': showCleared,
  copy: (state) => {
    const copied = copyOf(state);
    return copied === null ? goTo(state) : toClipboard({ ...state, offered: null }, copied.text, copied.what);
  },
  'save-copy': (state) => {
    const copying = copyOf(state);
    if (copying === null) return goTo(state);
    const notice = { tone: 'working', text: `Saving the ${copying.what}`, at: null } as const;
    return goTo({ ...state, notice }, { type: 'save-text', copying });
  },
  'open-folder': (state) => {
    const job = selectedJob(state);
    const path = job && folderOf(job);
    if (job === null || path === null) return goTo(state);
    const host = hostOf(state, job.id);
    if (host !== null) {
      const text = `The folder is on ${host}`;
      return goTo({ ...state, notice: { tone: 'failed', text, path, at: null } });
    }
    const notice = { tone: 'working', text: 'Opening', path, at: null } as const;
    return goTo({ ...state, notice }, { type: 'open-folder', path });
  },
  log: (state, { what }, view) => actOnLog(state, what, view),
  monitor: (state, { what }) => monitoring[what](state),
  row: (state, { what }) => (what === 'retry' ? retryRow(state) : onRow(state, what)),
  'panel-period': (state, { by }) => zoomPanel(state, by),
  wait: toggleWait,
  mute: toggleBell,
  own: (state, { command }) => runOwn(state, command),
  redraw: (state) => goTo(state, { type: 'redraw' }),
  suspend: (state) => goTo(state, { type: 'suspend' }),
  quit: (state) => goTo(state, { type: 'quit' }),
};

const monitoring: { readonly [W in MonitorAction]: (state: JobsState) => Transition } = {
  pause: pauseMonitor,
  reset: resetMonitor,
  longer: (state) => zoomMonitor(state, 1),
  shorter: (state) => zoomMonitor(state, -1),
  unit: switchUnit,
  sort: sortSinks,
};

/** Performs the action of a key. */
export function act<T extends Action['type']>(
  state: JobsState,
  action: ActionOf<T>,
  view: ViewMetrics,
): Transition {
  return handlers[action.type](state, action, view);
}

/** Modes that are about the selected job. */
const choosing: readonly Mode[] = ['DETAIL_PANEL', 'LOG_VIEWER', 'COPY_VIEW'];

function enter(state: JobsState, mode: Mode, view: ViewMetrics): Transition {
  if (state.mode === mode) return goTo(state);
  if (sidePanels.includes(state.mode) && sidePanels.includes(mode)) return switchPanel(state, mode, view);
  // The operator has chosen the job that they are looking at: it stays selected, even if others come in above it.
  const chosen = choosing.includes(mode)
    ? { ...state, viewport: { ...state.viewport, pinned: false } }
    : state;
  return modes[mode].enter(over(chosen, mode), view);
}

/** Opens a panel in place of the one that is open. */
function switchPanel(state: JobsState, mode: Mode, view: ViewMetrics): Transition {
  // What closing this panel would have read is read for the other one instead.
  return enter(leave(state, view).state, mode, view);
}

function leave(state: JobsState, view: ViewMetrics): Transition {
  const next = back(state);
  return modes[state.mode].leave?.(next, view) ?? goTo(next);
}

/** Leaves one mode after another without having done anything, until what is left is wanted. */
export function leaveUntil(
  state: JobsState,
  isWanted: (state: JobsState) => boolean,
  view: ViewMetrics,
): Transition {
  if (isWanted(state) || state.mode === 'JOB_LIST') return goTo(state);
  const { state: next, commands } = leave(state, view);
  const rest = leaveUntil(next, isWanted, view);
  return goTo(rest.state, ...commands, ...rest.commands);
}
