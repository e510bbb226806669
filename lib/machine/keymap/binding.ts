import type { Action } from '../state/action.js';
import type { JobsState, Mode } from '../state/state.js';

/** Under which heading the help and the README list a binding, in this order. */
export const bindingGroups = [
  'Job list',
  'Actions',
  'Detail panel',
  'Causes of failures',
  'Log viewer',
  'Monitoring panel',
  'Filter dialog',
  'Question',
  'Path to copy',
  'While typing',
  'Help',
  'Everywhere',
] as const;

/** One of those headings. */
export type BindingGroup = (typeof bindingGroups)[number];

/** A hint of the footer, `[keys] text`; those of low rank (5 where it says none) come first. */
export interface Hint {
  readonly keys: string;
  readonly text: string;
  /** The text where room is short. */
  readonly brief?: string;
  readonly rank?: number;
  /** Whether it says of how many of the marked jobs the key can do it. */
  readonly counts?: boolean;
  /** It scrolls a text: not worth a word where all of that is in sight. */
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
  /** What the key does, for the help and the README. */
  readonly description: string;
  /** The footer's hint, or what it is in a state, null for none; absent: left to the help. */
  readonly hint?: Hint | ((state: JobsState) => Hint | null);
  /** Stands before all other hints, and in the place of the key's own, while jobs are marked. */
  readonly markedHint?: Hint;
  /** The modes in which the key does this. */
  readonly modes: readonly Mode[];
  readonly action: Action;
  /** It works in every mode on a screen that is too small to show anything: it acts on nothing that is on the screen. */
  readonly unseen?: true;
  /** Why the key can do nothing now, or null where it can. Absent: it always can. */
  readonly unavailable?: (state: JobsState) => string | null;
  /** Why it must wait for a moment, or null: not worth a change of the hints. Absent: it never must. */
  readonly refused?: (state: JobsState) => string | null;
}
