import type { Hint } from '../machine/keymap/binding.js';
import type { JobsState, Mode } from '../machine/state/state.js';

/** What the view needs of a binding: the keymap's entries fit as they are. All text is ours. */
export interface KeyHelp {
  /** The keys as the help shows them, such as `j / ↓`. */
  readonly label: string;
  /** The same in ASCII, where `label` isn't. */
  readonly asciiLabel?: string;
  readonly group: string;
  readonly description: string;
  /** The footer's hint, or what it is in a state, null for none; absent for keys that the footer leaves to the help. */
  readonly hint?: Hint | ((state: JobsState) => Hint | null);
  /** The hint while jobs are marked, before all others. */
  readonly markedHint?: Hint;
  /** The modes in which the key does this. */
  readonly modes: readonly Mode[];
  /** Why the key can do nothing now, or null where it can. Absent: it always can. */
  readonly unavailable?: (state: JobsState) => string | null;
}
