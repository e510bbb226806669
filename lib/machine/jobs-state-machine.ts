import type { OwnCommand } from '../model/commands/own-command.js';
import { utcClocks } from '../model/filter/point-in-time.js';
import { defaultFilter, type JobFilter } from '../model/filter.js';
import { type LastSeen, nothingSeen } from '../model/look.js';
import type { PictureRequest } from '../model/picture.js';
import { type Density, defaultPanel, type NamedView, type PanelChoice } from '../model/saved-view.js';
import { defaultSort } from '../model/sort.js';
import { transition } from './events.js';
import { requestFor } from './requests/picture-request.js';
import type { Command, JobsEvent } from './state/event.js';
import type { Bell } from './state/job-wait.js';
import { activeView } from './state/listed.js';
import { defaultLineMetrics } from './state/log-viewer.js';
import { initialMonitor } from './state/monitor-state.js';
import { firstPosition, initialLooking, type JobsState, type Room } from './state/state.js';
import { noOwnChanges } from './state/write-order.js';
import type { ViewMetrics } from './transition.js';

/** What the view measures. */
type Measures = Omit<ViewMetrics, 'heightIn' | 'heightOf' | 'recordProgress'>;

/** Where no view measures: panels never scroll, logs are plain text, and clocks go by UTC. */
const unmeasured: Measures = {
  helpLook: () => ({ lines: 0, entries: [] }),
  detailLines: () => 0,
  panelLines: () => 10,
  monitorSinks: () => ({ visible: 0, lines: 0 }),
  clocks: () => utcClocks,
  logLook: defaultLineMetrics,
};

/** What the machine is given; it reads nothing from anywhere else. */
export interface JobsStateMachineOptions extends Pick<ViewMetrics, 'recordProgress'>, Partial<Measures> {
  /** How many lines a job takes in a comfortable list; in a compact one each takes one. */
  readonly heightOf: ViewMetrics['heightOf'];
  /** The filter and the panels' settings to start with. */
  readonly filter?: JobFilter;
  readonly panel?: PanelChoice;
  /** What the operator saw last. */
  readonly seen?: LastSeen;
  /** Views that they have named. */
  readonly views?: readonly NamedView[];
  /** Commands of their own. */
  readonly commands?: readonly OwnCommand[];
  /** Whether the bell is off until the operator turns it on. */
  readonly isSilent?: boolean;
}

/** The dashboard's state and how events change it (behaviour 6). Does no input or output, and reads no clock. */
export class JobsStateMachine {
  readonly #view: Omit<ViewMetrics, 'heightOf'>;
  #state: JobsState;

  constructor({
    filter,
    panel,
    seen,
    views,
    isSilent = false,
    commands,
    heightOf,
    ...measures
  }: JobsStateMachineOptions) {
    const heightIn = (density: Density) => (density === 'compact' ? () => 1 : heightOf);
    this.#view = { ...unmeasured, ...measures, heightIn };
    this.#state = initialState(filter, panel, seen, views, isSilent ? 'off' : 'on', commands);
  }

  /** The state now. Each change makes a new object. */
  get state(): JobsState {
    return this.#state;
  }

  /** What a reload should ask for now. */
  request(): PictureRequest {
    return requestFor(this.#state);
  }

  /** Takes an event, and returns what the app must do about it. */
  handle(event: JobsEvent): readonly Command[] {
    const view = { ...this.#view, heightOf: this.#view.heightIn(this.#state.density) };
    const { state, commands } = transition(this.#state, event, view);
    this.#state = state;
    return commands;
  }
}

const noRoom: Room = { list: 0, listBelowPipeline: 0, panel: 0, log: { lines: 0, columns: 0 } };

/** The state before anything has happened. */
export function initialState(
  filter: JobFilter = defaultFilter,
  {
    showPipeline,
    periodMs,
    unit,
    density,
    isBeside = false,
    times = 'ages',
    sort = defaultSort,
    columns: chosen,
  }: PanelChoice = defaultPanel,
  { look, feed, troubles }: LastSeen = nothingSeen,
  views: readonly NamedView[] = [],
  bell: Bell = 'on',
  commands: readonly OwnCommand[] = [],
): JobsState {
  const columns = chosen ?? null;
  const view = activeView({ views, filter, sort, density, columns });
  return {
    mode: 'JOB_LIST',
    below: [],
    connection: { kind: 'loading' },
    filter,
    savedFilter: filter,
    listedBy: null,
    sort,
    sortedBy: null,
    selection: { id: null, index: 0 },
    room: noRoom,
    viewport: { lines: 0, selectedLine: 0, pinned: true },
    pending: null,
    progress: new Map(),
    helpTop: 0,
    helpChosen: 0,
    helpByKey: false,
    helpSearch: null,
    detailId: null,
    detailTop: 0,
    tail: null,
    copying: null,
    offered: null,
    showPipeline,
    wantsBeside: isBeside,
    density,
    times,
    columns,
    columnsDraft: null,
    panelPosition: firstPosition,
    panelPeriods: {},
    panelSearch: null,
    marked: new Map(),
    allMarked: null,
    search: null,
    draft: null,
    unnarrowed: null,
    sortDraft: null,
    views,
    commands,
    // What was before the view of the last session isn't known.
    beforeView: {
      ...(view?.sort === undefined ? {} : { sort: defaultSort }),
      ...(view?.density === undefined ? {} : { density: defaultPanel.density }),
      ...(view?.columns === undefined ? {} : { columns: null }),
    },
    viewChosen: null,
    toRun: null,
    question: null,
    asked: 0,
    log: null,
    clearing: false,
    writability: { kind: 'unknown' },
    leaving: null,
    writing: [],
    lastAct: null,
    own: noOwnChanges,
    notice: null,
    monitor: { ...initialMonitor, periodMs, unit },
    pressedAt: null,
    looking: initialLooking(look),
    above: null,
    feed,
    troubles,
    alerted: null,
    wait: null,
    waitEnded: null,
    bell,
    cleanedAt: null,
  };
}
