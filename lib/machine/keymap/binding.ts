import type { JobAction } from '../../model/marks.js';
import type { Action } from '../state/action.js';
import type { JobsState, Mode } from '../state/state.js';

/** The headings under which the help and docs/keys.md list bindings, in this order. */
export const bindingGroups = [
  'Job list',
  'Actions',
  'Detail panel',
  'Causes of failures',
  'Workers',
  'Parsers',
  'Activity',
  'Databases',
  'Log viewer',
  'Monitoring panel',
  'Filter dialog',
  'Sort dialog',
  'Views',
  'Question',
  'Path to copy',
  'While typing',
  'Help',
  'Everywhere',
] as const;

/** One of these headings. */
export type BindingGroup = (typeof bindingGroups)[number];

/** A hint of the footer, `[keys] text`; hints of lower rank come first (default 5). */
export interface Hint {
  readonly keys: string;
  readonly text: string;
  /** The text to use when room is short. */
  readonly brief?: string;
  readonly rank?: number;
  /** The hint says how many of the marked jobs this action changes. */
  readonly counts?: JobAction;
  /** It is dropped only after hints that yield. */
  readonly isKept?: true;
  readonly yields?: true;
  /** It is dropped before any hint is shortened. */
  readonly isSpare?: true;
  /** It scrolls a text, so the hint isn't worth showing while all of the text is visible. */
  readonly scrolls?: true;
}

/** One entry of the keymap: the only place where a key and its meaning are written down. */
export interface Binding {
  /** Key names as the terminal layer sends them, such as `j`, `Down`, `Ctrl-d`. */
  readonly keys: readonly string[];
  /** The keys as the help shows them. */
  readonly label: string;
  /** The same in ASCII, where `label` has arrows. */
  readonly asciiLabel?: string;
  readonly group: BindingGroup;
  /** Another entry of the group speaks for it in help and documents. */
  readonly isUnlisted?: true;
  /** What the key does, for the help and docs/keys.md. */
  readonly description: string;
  /**
   * The footer's hint, or a function that gives it for a state (null for none); absent: only the help mentions the
   * key.
   */
  readonly hint?: Hint | ((state: JobsState) => Hint | null);
  /** While jobs are marked, this hint replaces the key's own and comes before all others. */
  readonly markedHint?: Hint;
  /** The modes in which the key does this. */
  readonly modes: readonly Mode[];
  readonly action: Action;
  /**
   * It works in every mode, even on a screen too small to show anything: it doesn't act on anything on the screen.
   */
  readonly unseen?: true;
  /** Why the key can do nothing now, or null where it can. Absent: it always can. */
  readonly unavailable?: (state: JobsState) => string | null;
  /**
   * Why the key must wait for a moment; null if it needn't. This passes too quickly to change the hints for. Absent: it
   * never must wait.
   */
  readonly refused?: (state: JobsState) => string | null;
}
