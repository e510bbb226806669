import type { CommandName } from './command-table.js';

/** The words for colours on the command line. */
export const colorChoices = ['auto', 'always', 'never'] as const;

/** How an option's value is read and completed; a `flag` has none. */
export type OptionKind =
  | 'flag'
  | 'text'
  | 'count'
  | 'lines'
  | 'duration'
  | 'point-in-time'
  | 'cursor'
  | 'period'
  | 'folder'
  | 'file'
  | 'listed-statuses'
  | 'job-statuses'
  | 'types'
  | 'ids'
  | 'sort'
  | 'when';

/** One option, as parser, help, completions, man page and docs/use.md know it. */
export interface OptionEntry {
  /** Without its dashes. */
  readonly name: string;
  /** A letter that says the same; absent: there is none. */
  readonly short?: string;
  readonly kind: OptionKind;
  /** The placeholder for its value; absent for a flag. */
  readonly argument?: string;
  /** What it does, in one line. */
  readonly description: string;
  /** The commands that take it. */
  readonly commands: readonly CommandName[];
  /** Commands that accept it for the sake of old scripts, though it does nothing there. */
  readonly hiddenIn?: readonly CommandName[];
  /** It works only together with one of these options. */
  readonly needs?: readonly string[];
  /** What serves commands in its place that don't take it; NAME stands for the command. */
  readonly instead?: { readonly of: readonly CommandName[]; readonly text: string };
}
