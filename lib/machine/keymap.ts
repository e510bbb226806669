import type { JobsState, Mode } from './state.js';

/** How far a key moves: over jobs in the list, over lines where there is text. */
export type Step =
  | { readonly kind: 'items'; readonly by: number }
  /** Screenfuls; halves are allowed. */
  | { readonly kind: 'screens'; readonly by: number }
  | { readonly kind: 'first' }
  | { readonly kind: 'last' };

/** What a key asks for. What it means in a mode is in that mode's entry, see modes.ts. */
export type Action =
  | { readonly type: 'navigate'; readonly step: Step }
  | { readonly type: 'open'; readonly mode: Mode }
  /** Back to the job list. */
  | { readonly type: 'close' }
  | { readonly type: 'redraw' }
  | { readonly type: 'suspend' }
  | { readonly type: 'quit' };

/** Under which heading the help and the README list a binding, in this order. */
export const bindingGroups = ['Job list', 'Help', 'Everywhere'] as const;

/** One of those headings. */
export type BindingGroup = (typeof bindingGroups)[number];

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
  /** The footer's hint, `[keys] text`; absent for keys that the footer leaves to the help. */
  readonly hint?: { readonly keys: string; readonly text: string };
  /** The modes in which the key does this. */
  readonly modes: readonly Mode[];
  readonly action: Action;
  /** Why the key can do nothing now, or null where it can. Absent: it always can. */
  readonly unavailable?: (state: JobsState) => string | null;
}

const everyMode: readonly Mode[] = ['JOB_LIST', 'HELP'];

function noJobs(state: JobsState): string | null {
  const connection = state.connection;
  const known = connection.kind === 'live' || connection.kind === 'stale';
  return known && connection.picture.window.jobs.length > 0 ? null : 'There is no job in the list';
}

/** Every key of the program (SPEC 7), in the order in which help and README list them. */
export const keymap: readonly Binding[] = [
  {
    keys: ['j', 'Down'],
    label: 'j / ↓',
    asciiLabel: 'j / Down',
    group: 'Job list',
    description: 'Next job',
    hint: { keys: 'j/k', text: 'Navigate' },
    modes: ['JOB_LIST'],
    action: { type: 'navigate', step: { kind: 'items', by: 1 } },
    unavailable: noJobs,
  },
  {
    keys: ['k', 'Up'],
    label: 'k / ↑',
    asciiLabel: 'k / Up',
    group: 'Job list',
    description: 'Previous job',
    modes: ['JOB_LIST'],
    action: { type: 'navigate', step: { kind: 'items', by: -1 } },
    unavailable: noJobs,
  },
  {
    keys: ['g', 'Home'],
    label: 'g / Home',
    group: 'Job list',
    description: 'Go to first',
    modes: ['JOB_LIST'],
    action: { type: 'navigate', step: { kind: 'first' } },
    unavailable: noJobs,
  },
  {
    keys: ['G', 'End'],
    label: 'G / End',
    group: 'Job list',
    description: 'Go to last',
    modes: ['JOB_LIST'],
    action: { type: 'navigate', step: { kind: 'last' } },
    unavailable: noJobs,
  },
  {
    keys: ['Ctrl-d'],
    label: 'Ctrl-d',
    group: 'Job list',
    description: 'Half a page down',
    modes: ['JOB_LIST'],
    action: { type: 'navigate', step: { kind: 'screens', by: 0.5 } },
    unavailable: noJobs,
  },
  {
    keys: ['Ctrl-u'],
    label: 'Ctrl-u',
    group: 'Job list',
    description: 'Half a page up',
    modes: ['JOB_LIST'],
    action: { type: 'navigate', step: { kind: 'screens', by: -0.5 } },
    unavailable: noJobs,
  },
  {
    keys: ['PageDown'],
    label: 'PgDn',
    group: 'Job list',
    description: 'A page down',
    modes: ['JOB_LIST'],
    action: { type: 'navigate', step: { kind: 'screens', by: 1 } },
    unavailable: noJobs,
  },
  {
    keys: ['PageUp'],
    label: 'PgUp',
    group: 'Job list',
    description: 'A page up',
    modes: ['JOB_LIST'],
    action: { type: 'navigate', step: { kind: 'screens', by: -1 } },
    unavailable: noJobs,
  },
  {
    keys: ['?'],
    label: '?',
    group: 'Job list',
    description: 'Help',
    hint: { keys: '?', text: 'Help' },
    modes: ['JOB_LIST'],
    action: { type: 'open', mode: 'HELP' },
  },
  {
    keys: ['Escape', '?'],
    label: 'Esc / ?',
    group: 'Help',
    description: 'Back to the job list',
    hint: { keys: 'Esc', text: 'Back' },
    modes: ['HELP'],
    action: { type: 'close' },
  },
  {
    keys: ['j', 'Down'],
    label: 'j / ↓',
    asciiLabel: 'j / Down',
    group: 'Help',
    description: 'A line down',
    hint: { keys: 'j/k', text: 'Scroll' },
    modes: ['HELP'],
    action: { type: 'navigate', step: { kind: 'items', by: 1 } },
  },
  {
    keys: ['k', 'Up'],
    label: 'k / ↑',
    asciiLabel: 'k / Up',
    group: 'Help',
    description: 'A line up',
    modes: ['HELP'],
    action: { type: 'navigate', step: { kind: 'items', by: -1 } },
  },
  {
    keys: ['PageDown', 'Ctrl-d', 'Space'],
    label: 'PgDn / Ctrl-d / Space',
    group: 'Help',
    description: 'A page down',
    modes: ['HELP'],
    action: { type: 'navigate', step: { kind: 'screens', by: 1 } },
  },
  {
    keys: ['PageUp', 'Ctrl-u'],
    label: 'PgUp / Ctrl-u',
    group: 'Help',
    description: 'A page up',
    modes: ['HELP'],
    action: { type: 'navigate', step: { kind: 'screens', by: -1 } },
  },
  {
    keys: ['g', 'Home'],
    label: 'g / Home',
    group: 'Help',
    description: 'To the top',
    modes: ['HELP'],
    action: { type: 'navigate', step: { kind: 'first' } },
  },
  {
    keys: ['G', 'End'],
    label: 'G / End',
    group: 'Help',
    description: 'To the end',
    modes: ['HELP'],
    action: { type: 'navigate', step: { kind: 'last' } },
  },
  {
    keys: ['q', 'Ctrl-c'],
    label: 'q / Ctrl-c',
    group: 'Everywhere',
    description: 'Quit',
    hint: { keys: 'q', text: 'Quit' },
    modes: everyMode,
    action: { type: 'quit' },
  },
  {
    keys: ['Ctrl-l'],
    label: 'Ctrl-l',
    group: 'Everywhere',
    description: 'Draw the screen again',
    modes: everyMode,
    action: { type: 'redraw' },
  },
  {
    keys: ['Ctrl-z'],
    label: 'Ctrl-z',
    group: 'Everywhere',
    description: 'Suspend (fg comes back)',
    modes: everyMode,
    action: { type: 'suspend' },
  },
];

/** What a key does in a mode, or undefined where it does nothing. */
export function bindingFor(mode: Mode, key: string): Binding | undefined {
  return keymap.find((binding) => binding.modes.includes(mode) && binding.keys.includes(key));
}
