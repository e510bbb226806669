import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { JobsStateMachineOptions } from '../machine/jobs-state-machine.js';
import type { Alert, WaitAlert, Writability } from '../machine/state/state.js';
import type { Copying, Notice, Outcome, WriteOrder } from '../machine/state/write-order.js';
import type { OwnRun } from '../model/commands/own-command.js';
import type { LastSeen } from '../model/look.js';
import type { NotedAct } from '../model/marks.js';
import type { SavedView } from '../model/saved-view.js';
import type { ChangeWatch, SnapshotReader } from '../snapshot/port.js';
import type { Appearance } from '../view/appearance.js';
import type { Display } from '../view/frame.js';
import type { LogPorts } from './log-feed.js';
import type { PaceClock } from './read-pace.js';

/** Time, passed in so that specs can hold it still. */
interface Clock extends PaceClock {
  /** Milliseconds since the epoch. */
  now(): number;
}

/** Everything the app touches of the world. */
export interface AppPorts
  extends Pick<JobsStateMachineOptions, 'filter' | 'panel' | 'seen' | 'views' | 'commands' | 'isSilent'> {
  readonly reader: SnapshotReader;
  /**
   * Makes the watch. It calls `onChange` whenever a look differs from the last one, and `onNotice` with a sentence
   * when it can't notice changes as promptly as it should. It calls `onOvertaken` when something has changed that isn't to
   * be read yet: `onChange` follows.
   */
  readonly watch: (
    look: () => Promise<string>,
    onChange: () => void,
    onNotice: (sentence: string, detail?: string) => void,
    onOvertaken: () => void,
  ) => ChangeWatch;
  readonly display: Display;
  readonly clock: Clock;
  readonly appearance: Appearance;
  /** Gives the terminal back to the shell until the operator returns. */
  readonly suspend: () => void;
  /** Tells the operator what they may not see on the screen; if it is silent, without the bell. */
  readonly alert?: (alert: Alert | WaitAlert, isSilent: boolean) => void;
  readonly writer: Writer;
  /** What other programs of this operator did that it hasn't told yet; absent: nobody knows. */
  readonly actsElsewhere?: () => readonly NotedAct[];
  readonly operator: OperatorSide;
  readonly logs: LogPorts;
  /** Saves what the operator has chosen to see for the next start. Returns what to say about it, or null. */
  readonly remember: (savedView: SavedView) => string | null;
  /** Keeps what the operator saw last for the next time; without it that is forgotten. */
  readonly keep?: (seen: LastSeen) => void;
  /** Where problems are logged in full; absent: nowhere. */
  readonly diagnostics?: Diagnostics;
}

/** Writes to the database when the operator asks for it. */
export interface Writer {
  /** Whether anything can be written at all. Never rejects. */
  probe(): Promise<Writability>;
  /** Never rejects. Waits for a worker's lock for 5 s at most; retrying very many jobs takes longer. */
  write(order: WriteOrder): Promise<Outcome>;
  /**
   * Deletes metrics that are too old (behaviour 9.3), unless the database is busy: then it is left to the next
   * time.
   */
  cleanMetrics(): Promise<void>;
  /** Resolves when no write is under way any more. */
  close(): Promise<void>;
}

/** Ways to reach the operator besides the screen. All return what to say about it; none rejects. */
export interface OperatorSide {
  /** Puts a text where the operator can paste it; `what` names it. */
  copy(text: string, what: string): Promise<Omit<Notice, 'at'>>;
  /** Saves a text to a new file, exactly as it is. */
  saveText(copying: Copying): Promise<Omit<Notice, 'at'>>;
  /** Opens the folder of a path. */
  openFolder(path: string): Promise<Omit<Notice, 'at'>>;
  /** Runs a command of the operator's own, with its log in a file if it asks for that. */
  run(run: OwnRun, log: string | null): Promise<Omit<Notice, 'at'> | null>;
  /** Shows a file in the operator's own pager or editor, and comes back. */
  showFile(path: string): Promise<Omit<Notice, 'at'> | null>;
}
