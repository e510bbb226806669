import type { OwnCommand } from '../model/commands/own-command.js';
import type { JobFilter } from '../model/filter.js';
import type { LastSeen } from '../model/look.js';
import type { PictureRequest } from '../model/picture.js';
import type { NamedView, PanelChoice } from '../model/saved-view.js';
import { transition } from './events.js';
import { requestFor } from './requests/picture-request.js';
import type { Command, JobsEvent } from './state/event.js';
import { initialState } from './state/initial-state.js';
import { defaultLineMetrics, type LineMetrics } from './state/log-viewer.js';
import type { JobsState } from './state/state.js';
import type { ViewMetrics } from './transition.js';

/** What the machine is given; it reads nothing from anywhere else. */
export interface JobsStateMachineOptions
  extends Omit<
    ViewMetrics,
    'heightIn' | 'helpLook' | 'detailLines' | 'panelLines' | 'monitorSinks' | 'logLook'
  > {
  /** How many lines a job takes in a comfortable list; in a compact one each takes one. */
  readonly heightOf: ViewMetrics['heightOf'];
  /** The whole help; without it, it is empty. */
  readonly helpLook?: ViewMetrics['helpLook'];
  /** Height of the whole detail panel, in lines; without it, the panel never scrolls. */
  readonly detailLines?: (state: JobsState) => number;
  /** How many rows of the open panel fit; without it, ten. */
  readonly panelLines?: ViewMetrics['panelLines'];
  /** How many lines the monitoring panel's sinks take; without it, they never scroll. */
  readonly monitorSinks?: ViewMetrics['monitorSinks'];
  /** How lines of logs look; without it, they are taken as plain text. */
  readonly logLook?: LineMetrics;
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
    helpLook,
    detailLines,
    panelLines,
    monitorSinks,
    logLook,
    heightOf,
    recordProgress,
  }: JobsStateMachineOptions) {
    this.#view = {
      heightIn: (density) => (density === 'compact' ? () => 1 : heightOf),
      recordProgress,
      helpLook: helpLook ?? (() => ({ lines: 0, entries: [] })),
      detailLines: detailLines ?? (() => 0),
      panelLines: panelLines ?? (() => 10),
      monitorSinks: monitorSinks ?? (() => ({ visible: 0, lines: 0 })),
      logLook: logLook ?? defaultLineMetrics,
    };
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
