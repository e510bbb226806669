import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { Alert } from '../machine/state/alert.js';
import type { Copying, Writability } from '../machine/state/state.js';
import type { Notice, Outcome, WriteOrder } from '../machine/state/write-order.js';
import type { JobFilter } from '../model/filter.js';
import type { PanelChoice, SavedView } from '../model/saved-view.js';
import type { SnapshotReader } from '../snapshot/port.js';
import type { Appearance } from '../view/appearance.js';
import type { Display } from '../view/frame.js';
import type { LogPorts } from './log-feed.js';
import type { PaceClock } from './read-pace.js';

/** Time, passed in so that specs can hold it still. */
export interface Clock extends PaceClock {
  /** Milliseconds since the epoch. */
  now(): number;
}

/** What tells the app that the database may have changed. */
export interface ChangeWatch {
  /** Whether somebody writes at full speed now. */
  readonly inStorm?: boolean;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Everything the app touches of the world. */
export interface AppPorts {
  readonly reader: SnapshotReader;
  /**
   * Makes the watch; it calls `onChange` whenever a new look differs from the last, and `onNotice` with a sentence
   * when it can't do so as promptly as it should.
   */
  readonly watch: (
    look: () => Promise<string>,
    onChange: () => void,
    onNotice: (sentence: string, detail?: string) => void,
  ) => ChangeWatch;
  readonly display: Display;
  readonly clock: Clock;
  readonly appearance: Appearance;
  /** Gives the terminal back to the shell until the operator returns. */
  readonly suspend: () => void;
  /** Tells the operator of new failures beyond the screen. */
  readonly alert?: (alert: Alert) => void;
  readonly writer: Writer;
  readonly operator: OperatorSide;
  readonly logs: LogPorts;
  /** Keeps what the operator has chosen to see for the next time. Answers with what to say about it, or null. */
  readonly remember: (savedView: SavedView) => string | null;
  /** What the list shows at first. */
  readonly filter?: JobFilter;
  /** How the panels are set at first. */
  readonly panel?: PanelChoice;
  /** Where problems go with everything that the screen has no room for; without it nowhere. */
  readonly diagnostics?: Diagnostics;
}

/** Writes to the database on the operator's wish. */
export interface Writer {
  /** Whether that can be done at all. Never rejects. */
  probe(): Promise<Writability>;
  /** Never rejects. Waits for a worker's lock for 5 s at most; retrying very many jobs takes its time. */
  write(order: WriteOrder): Promise<Outcome>;
  /** Deletes metrics that are too old (behaviour 9.3), unless somebody is in the way: then the next time will do. */
  cleanMetrics(): Promise<void>;
  /** Resolves when no write is under way any more. */
  close(): Promise<void>;
}

/** What reaches the operator beside the screen. All answer with what to say about it; none rejects. */
export interface OperatorSide {
  /** Puts a text where the operator can paste it; `what` names it. */
  copy(text: string, what: string): Promise<Omit<Notice, 'at'>>;
  /** Saves a text to a new file, exactly as it is. */
  saveText(copying: Copying): Promise<Omit<Notice, 'at'>>;
  /** Opens the folder of a path. */
  openFolder(path: string): Promise<Omit<Notice, 'at'>>;
  /** Shows a file in the operator's own pager or editor, and comes back. */
  showFile(path: string): Promise<Omit<Notice, 'at'> | null>;
}
