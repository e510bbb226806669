import type { Clocks } from '../model/filter/point-in-time.js';
import type { Job } from '../model/job.js';
import type { ProgressLog } from '../model/progress.js';
import type { Density } from '../model/saved-view.js';
import type { Command, JobsEvent } from './state/event.js';
import type { LineMetrics } from './state/log-viewer.js';
import type { HeightOf, JobsState, Mode } from './state/state.js';

/** What an event leads to: the next state, and what the app must do. */
export interface Transition {
  readonly state: JobsState;
  readonly commands: readonly Command[];
}

/** What transitions must know besides state and event: mostly how long the view's texts are. Given by the view. */
export interface ViewMetrics {
  /** How many lines a job takes in a list of that density. */
  readonly heightIn: (density: Density) => HeightOf;
  /** A job's height in the state's own density. */
  readonly heightOf: HeightOf;
  /** Adds the progress of these jobs at `asOf` (ms) to the log. */
  readonly recordProgress: (log: ProgressLog, jobs: readonly Job[], asOf: number) => ProgressLog;
  /** The whole help. */
  readonly helpLook: (state: JobsState) => HelpLook;
  /** How many rows of the open panel there is room for. */
  readonly panelLines: (state: JobsState) => number;
  /** How many lines the monitoring panel's sinks have, and how many of them fit. */
  readonly monitorSinks: (state: JobsState) => { readonly visible: number; readonly lines: number };
  /** Height of the whole detail panel, in lines. */
  readonly detailLines: (state: JobsState) => number;
  /** The clocks whose times the screen shows. */
  readonly clocks: (state: JobsState) => Clocks;
  /** How the lines of a log look. */
  readonly logLook: LineMetrics;
}

/** The whole help: how many lines it has, and what stands on them. */
export interface HelpLook {
  readonly lines: number;
  /** In the order in which they are read, which may be in columns. */
  readonly entries: readonly HelpEntry[];
}

/** What has to be known of a binding to do what its entry in the help says. */
export interface HelpKey {
  readonly keys: readonly string[];
  readonly label: string;
  readonly group: string;
  readonly modes: readonly Mode[];
  /** The entry may speak for keys that do something else. */
  readonly summary?: object;
}

/** What the help says about a key or a sign. */
export interface HelpEntry {
  /** Its first line, 0-based, and how many it has. */
  readonly row: number;
  readonly height: number;
  /** All its words, in small letters, and those of its description alone. */
  readonly text: string;
  readonly description: string;
  /** What its key does; null for a sign. */
  readonly binding: HelpKey | null;
}

/** A transition to a state, and what the app must do besides. */
export function goTo(state: JobsState, ...commands: readonly Command[]): Transition {
  return { state, commands };
}

/** A transition to a state for which something has to be read first. */
export function readAgain(state: JobsState): Transition {
  return goTo(state, { type: 'read' });
}

/** Copies a text to the clipboard; `what` names it in the notice. */
export function toClipboard(state: JobsState, text: string, what: string): Transition {
  const notice = { tone: 'working', text: `Copying the ${what}`, at: null } as const;
  return goTo({ ...state, notice }, { type: 'copy', text, what });
}

/** A transition that also saves the operator's choices for the next start. */
export function remembering({ state, commands }: Transition): Transition {
  return { state, commands: [...commands, { type: 'remember' }] };
}

/** A new picture, and the circumstances in which it arrives. */
export interface Arrival extends Extract<JobsEvent, { type: 'picture' }> {
  /** The state that the operator sees. */
  readonly before: JobsState;
  readonly view: ViewMetrics;
}

/** The result of a step: a new state, and commands. */
export interface Taken extends Transition {
  /** The remaining steps are skipped. */
  readonly isLast?: true;
}

/** One of the steps by which a new picture is taken. */
export type PictureStep = (state: JobsState, arrival: Arrival) => Taken;
