import { defaultFilter, type JobFilter } from '../model/filter.js';
import type { PictureRequest } from '../model/picture.js';
import { defaultPanel, type PanelChoice } from '../model/saved-view.js';
import { bindingGroups } from './binding.js';
import type { Command } from './command.js';
import type { JobsEvent } from './event.js';
import { transition } from './events.js';
import { keymap } from './keymap.js';
import { type LogLook, plainLook } from './log/look.js';
import { initialMonitor } from './monitor-state.js';
import type { JobsState, Room } from './state.js';
import type { Surroundings } from './transition.js';
import { requestFor } from './window-request.js';

/** What the machine is given; it reads nothing from anywhere else. */
export interface JobsStateMachineOptions
  extends Omit<Surroundings, 'helpLines' | 'helpMatches' | 'detailLines' | 'monitorSinks' | 'logLook'> {
  /** Height of the whole help, in lines; without it a guess that is rather too long. */
  readonly helpLines?: (state: JobsState) => number;
  /** Which lines of the help hold a text; without it none do. */
  readonly helpMatches?: Surroundings['helpMatches'];
  /** Height of the whole detail panel, in lines; without it one that nobody scrolls. */
  readonly detailLines?: (state: JobsState) => number;
  /** How long the monitoring panel's sinks are; without it nobody scrolls them. */
  readonly monitorSinks?: Surroundings['monitorSinks'];
  /** How lines of logs look; without it as plain text. */
  readonly logLook?: LogLook;
  readonly filter?: JobFilter;
  readonly panel?: PanelChoice;
}

const noRoom: Room = { list: 0, listBelowPipeline: 0, panel: 0, log: { lines: 0, columns: 0 } };

/** The state before anything has happened. */
export function initialState(
  filter: JobFilter = defaultFilter,
  { showPipeline, windowMs, unit }: PanelChoice = defaultPanel,
): JobsState {
  return {
    mode: 'JOB_LIST',
    below: [],
    connection: { kind: 'loading' },
    filter,
    listedBy: null,
    selection: { id: null, index: 0 },
    room: noRoom,
    viewport: { lines: 0, selectedLine: 0, pinned: true },
    pending: null,
    progress: new Map(),
    helpTop: 0,
    helpSearch: null,
    detailId: null,
    detailTop: 0,
    copying: null,
    showPipeline,
    marked: new Map(),
    search: null,
    draft: null,
    question: null,
    log: null,
    clearing: false,
    writability: { kind: 'unknown' },
    writing: [],
    notice: null,
    monitor: { ...initialMonitor, windowMs, unit },
    pressedAt: null,
    cleanedAt: null,
  };
}

/** The dashboard's state and how events change it (behaviour 6). Does no input or output, and knows no clock. */
export class JobsStateMachine {
  readonly #surroundings: Surroundings;
  #state: JobsState;

  constructor({
    filter,
    panel,
    helpLines,
    helpMatches,
    detailLines,
    monitorSinks,
    logLook,
    heightOf,
    recordProgress,
  }: JobsStateMachineOptions) {
    this.#surroundings = {
      heightOf,
      recordProgress,
      helpLines: helpLines ?? guessedHelpLines,
      helpMatches: helpMatches ?? (() => []),
      detailLines: detailLines ?? (() => 0),
      monitorSinks: monitorSinks ?? (() => ({ visible: 0, lines: 0 })),
      logLook: logLook ?? plainLook,
    };
    this.#state = initialState(filter, panel);
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
    const { state, commands } = transition(this.#state, event, this.#surroundings);
    this.#state = state;
    return commands;
  }
}

/** Two lines for each binding, and a heading between blank lines for each group. */
function guessedHelpLines(): number {
  return 2 * keymap.length + 3 * bindingGroups.length;
}
