import type { Hint } from '../machine/keymap/binding.js';
import type { JobsState, Mode } from '../machine/state/state.js';

/** What the view needs of a binding; the keymap's entries have this shape. All text is ours. */
export interface KeyHelp {
  /** The keys as the help shows them, such as `j / ↓`. */
  readonly label: string;
  /** The same in ASCII, if `label` isn't ASCII. */
  readonly asciiLabel?: string;
  readonly group: string;
  readonly description: string;
  /**
   * The footer's hint, or a function that gives it for a state (null for none); absent: only the help mentions the
   * key.
   */
  readonly hint?: Hint | ((state: JobsState) => Hint | null);
  /** The hint while jobs are marked; comes before all others. */
  readonly markedHint?: Hint;
  /** Another entry of the group speaks for it. */
  readonly isUnlisted?: true;
  /** The modes in which the key does this. */
  readonly modes: readonly Mode[];
  /** Why the key can do nothing now, or null if it can. Absent: it always can. */
  readonly unavailable?: (state: JobsState) => string | null;
}
