import type { OwnCommand } from '../../model/commands/own-command.js';
import type { JobStatus } from '../../model/job.js';
import type { Mode } from './state.js';

/** How far a key moves: by jobs in the list, by lines in a text. */
export type Step =
  | { readonly kind: 'items'; readonly by: number }
  /** By screenfuls; halves are allowed. */
  | { readonly kind: 'screens'; readonly by: number }
  | { readonly kind: 'first' }
  | { readonly kind: 'last' };

/** What a key asks for. What it does in a mode is defined by the mode's entry, see modes.ts. */
export type Action =
  | { readonly type: 'navigate'; readonly step: Step }
  /** Moves the text of a panel in which navigating means something else. */
  | { readonly type: 'scroll'; readonly step: Step }
  | { readonly type: 'open'; readonly mode: Mode }
  /** Goes back to where the mode was entered from. */
  | { readonly type: 'close' }
  /** Takes what was typed, chosen or checked. */
  | { readonly type: 'accept' }
  /** Erases what was typed: its last character, its last word, or all of it. */
  | { readonly type: 'erase'; readonly what: 'character' | 'word' | 'all' }
  /** Moves between the parts of a dialog. */
  | { readonly type: 'choose'; readonly by: 1 | -1 }
  /** Checks or unchecks. */
  | { readonly type: 'toggle' }
  /**
   * In the filter dialog: moves to the other column, to the next part, checks boxes of the column, types the name.
   */
  | { readonly type: 'cross'; readonly by: 1 | -1 }
  | { readonly type: 'next-field'; readonly by: 1 | -1 }
  | { readonly type: 'check'; readonly what: 'all' | 'none' | 'only' }
  | { readonly type: 'type-text' }
  /** In the dialog of columns: moves the one in focus, or chooses none or the usual ones. */
  | { readonly type: 'columns'; readonly what: 'left' | 'right' | 'none' | 'usual' }
  /** In the dialog of the list's order: turns the direction round, or lets failed jobs come first or not. */
  | { readonly type: 'sort'; readonly what: 'reverse' | 'failed-first' }
  /** Shows only these statuses; null for all. */
  | { readonly type: 'show-statuses'; readonly statuses: readonly JobStatus[] | null }
  /** Goes to the beginning of the next group of the list, of this one, or of the one before. */
  | { readonly type: 'jump'; readonly by: 1 | -1 }
  | { readonly type: 'answer'; readonly yes: boolean }
  | { readonly type: 'toggle-pipeline' }
  /** Shows the details of the selected job beside the list, or no longer. */
  | { readonly type: 'toggle-beside' }
  /** Comfortable or compact. */
  | { readonly type: 'toggle-density' }
  | { readonly type: 'mark' }
  /** Marks all jobs of the list, or none if all are marked. */
  | { readonly type: 'mark-all' }
  /** Removes marks and search; if there are none, acknowledges what is new. */
  | { readonly type: 'unmark' }
  /** Goes to the next match of the search, or the previous one. */
  | { readonly type: 'find'; readonly by: 1 | -1 }
  /** To the next job that is new since the operator looked last. */
  | { readonly type: 'next-new' }
  /** Types which line of the help to run, or which job to go to. */
  | { readonly type: 'command' }
  | { readonly type: 'clear-filter' }
  /** Shows the view with this index in the menu, from 0. */
  | { readonly type: 'show-view'; readonly index: number }
  | { readonly type: 'retry' }
  | { readonly type: 'retry-all' }
  | { readonly type: 'cancel' }
  | { readonly type: 'stop' }
  /** Takes the last retry, cancel or stop back. */
  | { readonly type: 'undo' }
  | { readonly type: 'clear-completed' }
  | { readonly type: 'show-cleared' }
  | { readonly type: 'copy' }
  /** Saves what the copy key would copy to a file, exactly as it is. */
  | { readonly type: 'save-copy' }
  | { readonly type: 'open-folder' }
  | { readonly type: 'log'; readonly what: LogAction }
  | { readonly type: 'monitor'; readonly what: MonitorAction }
  /** Acts on the chosen row of a panel of rows. */
  | { readonly type: 'row'; readonly what: RowAction }
  /** Lets a panel of rows look further back, or less far. */
  | { readonly type: 'panel-period'; readonly by: 1 | -1 }
  /** Tells when jobs end; or not any more. */
  | { readonly type: 'wait' }
  | { readonly type: 'mute' }
  /** Shows times in rows in the next way. */
  | { readonly type: 'cycle-times' }
  /** Runs a command of the operator's own. */
  | { readonly type: 'own'; readonly command: OwnCommand }
  | { readonly type: 'redraw' }
  | { readonly type: 'suspend' }
  | { readonly type: 'quit' };

/** An action of the log viewer's keys, other than moving. */
export type LogAction = 'follow' | 'wrap' | 'timestamps' | 'left' | 'right' | 'search-up' | 'save' | 'edit';

/** An action of a key on the chosen row of a panel: lists its jobs, retries them, or copies its text. */
export type RowAction = 'jobs' | 'retry' | 'copy';

/** An action of the monitoring panel's keys, other than moving. */
export type MonitorAction = 'pause' | 'reset' | 'longer' | 'shorter' | 'unit' | 'sort';
