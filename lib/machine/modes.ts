import { applyColumns, enterColumns, moveInColumns, toggleColumn } from './modes/choosing-columns.js';
import { enterDetail, navigateDetail, scrollDetail } from './modes/detail.js';
import {
  applyDraft,
  draftTyping,
  enterFilter,
  leaveFilter,
  moveInDraft,
  toggleInDraft,
} from './modes/filtering.js';
import {
  enterHelp,
  enterHelpSearch,
  giveUpHelpSearch,
  helpTyping,
  leaveHelp,
  navigateHelp,
  nextHelpMatch,
  takeHelpSearch,
} from './modes/help.js';
import { navigateJobs } from './modes/job-list.js';
import {
  enterListPanel,
  enterPanelSearch,
  giveUpPanelSearch,
  leaveListPanel,
  navigateListPanel,
  nextPanelMatch,
  panelTyping,
  takePanelSearch,
} from './modes/list-panel.js';
import { scrollLog } from './modes/log/moving.js';
import {
  enterLogSearch,
  giveUpLogSearch,
  logTyping,
  searchOnInLog,
  takeLogSearch,
} from './modes/log/searching.js';
import {
  enterLog,
  enterLogFilter,
  giveUpLogFilter,
  leaveLog,
  logFilterTyping,
  takeLogFilter,
} from './modes/log-viewer.js';
import { enterMonitor, leaveMonitor, moveFocus, scrollMonitor } from './modes/monitor.js';
import { applySort, enterSort, enterViews, moveInSort, moveInViews, takeView } from './modes/relisting.js';
import { acceptSearch, enterSearch, giveUpSearch, searchOn, searchTyping } from './modes/searching.js';
import type { Typing } from './modes/typing.js';
import { chooseAnswer, takeAnswer } from './orders.js';
import type { Step } from './state/action.js';
import { copyOf } from './state/job-window.js';
import { forEachPanel } from './state/list-panel.js';
import type { JobsState, Mode } from './state/state.js';
import { goTo, readAgain, type Transition, type ViewMetrics } from './transition.js';

/** What distinguishes one mode from the others. Its keys are in the keymap. */
interface ModeRules {
  /** Enters the mode; `state.mode` is already set. */
  readonly enter: (state: JobsState, view: ViewMetrics) => Transition;
  /** Leaves the mode without having done anything; `state.mode` is already the one below. */
  readonly leave?: (state: JobsState, view: ViewMetrics) => Transition;
  /** What moving means here. */
  readonly navigate: (state: JobsState, step: Step, view: ViewMetrics) => Transition;
  /** What scrolling means, if moving means something else. */
  readonly scroll?: (state: JobsState, step: Step, view: ViewMetrics) => Transition;
  readonly accept?: (state: JobsState, view: ViewMetrics) => Transition;
  readonly choose?: (state: JobsState, by: 1 | -1) => JobsState;
  readonly toggle?: (state: JobsState) => JobsState;
  /** Goes to the next match of its search, or the previous one. */
  readonly find?: (state: JobsState, by: 1 | -1, view: ViewMetrics) => Transition;
  readonly typing?: Typing;
}

const still = (state: JobsState): Transition => goTo(state);

const listPanel: ModeRules = {
  enter: enterListPanel,
  leave: leaveListPanel,
  navigate: navigateListPanel,
  find: nextPanelMatch,
};

/** The machine's states (behaviour 6). To add a mode, add an entry here, and its keys to the keymap. */
export const modes: { readonly [M in Mode]: ModeRules } = {
  JOB_LIST: { enter: still, navigate: navigateJobs, find: searchOn },
  DETAIL_PANEL: {
    enter: enterDetail,
    leave: (state) => readAgain({ ...state, tail: null }),
    navigate: navigateDetail,
    scroll: scrollDetail,
  },
  LOG_VIEWER: { enter: enterLog, leave: leaveLog, navigate: scrollLog, find: searchOnInLog },
  FILTER_DIALOG: {
    enter: (state, view) => goTo(enterFilter(state, view)),
    leave: leaveFilter,
    navigate: still,
    accept: applyDraft,
    choose: moveInDraft,
    toggle: (state) => toggleInDraft(state),
    typing: draftTyping,
  },
  VIEWS_DIALOG: {
    enter: (state) => goTo(enterViews(state)),
    leave: (state) => goTo({ ...state, viewChosen: null }),
    navigate: still,
    accept: takeView,
    choose: moveInViews,
  },
  COLUMNS_DIALOG: {
    enter: enterColumns,
    leave: (state) => goTo({ ...state, columnsDraft: null }),
    navigate: still,
    accept: applyColumns,
    choose: moveInColumns,
    toggle: toggleColumn,
  },
  SORT_DIALOG: {
    enter: (state) => goTo(enterSort(state)),
    leave: (state) => goTo({ ...state, sortDraft: null }),
    navigate: still,
    accept: applySort,
    choose: moveInSort,
  },
  MONITORING_PANEL: {
    enter: enterMonitor,
    leave: leaveMonitor,
    navigate: scrollMonitor,
    choose: moveFocus,
  },
  ...forEachPanel(() => listPanel),
  PANEL_SEARCH: {
    enter: enterPanelSearch,
    leave: giveUpPanelSearch,
    navigate: still,
    accept: takePanelSearch,
    typing: panelTyping,
  },
  COPY_VIEW: {
    enter: (state) => goTo({ ...state, copying: copyOf(state) }),
    leave: (state) => goTo({ ...state, copying: null }),
    navigate: still,
  },
  CONFIRM: {
    enter: still,
    // The order was frozen; whatever changed in the meantime is shown now.
    leave: (state) => readAgain({ ...state, question: null }),
    navigate: still,
    accept: takeAnswer,
    choose: chooseAnswer,
  },
  SEARCH: {
    enter: (state) => goTo(enterSearch(state)),
    leave: giveUpSearch,
    navigate: still,
    accept: acceptSearch,
    typing: searchTyping,
  },
  LOG_FILTER: {
    enter: enterLogFilter,
    leave: giveUpLogFilter,
    navigate: still,
    accept: takeLogFilter,
    typing: logFilterTyping,
  },
  LOG_SEARCH: {
    enter: (state) => enterLogSearch(state),
    leave: giveUpLogSearch,
    navigate: still,
    accept: takeLogSearch,
    typing: logTyping,
  },
  HELP: {
    enter: (state) => goTo(enterHelp(state)),
    leave: leaveHelp,
    navigate: navigateHelp,
    find: nextHelpMatch,
  },
  HELP_SEARCH: {
    enter: (state) => goTo(enterHelpSearch(state)),
    leave: giveUpHelpSearch,
    navigate: still,
    accept: takeHelpSearch,
    typing: helpTyping,
  },
};
