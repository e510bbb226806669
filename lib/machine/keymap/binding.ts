import type { JobAction } from '../../model/marks.js';
import type { Action, Step } from '../state/action.js';
import type { JobsState, Mode } from '../state/state.js';

/** A hint of the footer, `[keys] text`; hints of lower rank come first (default 5). */
export interface Hint {
  readonly keys: string;
  /** The key that a click on the hint presses; null or absent: none. */
  readonly press?: string | null;
  readonly text: string;
  /** The text to use when room is short. */
  readonly brief?: string;
  readonly rank?: number;
  /** The hint says how many of the marked jobs this action changes. */
  readonly counts?: JobAction;
  /** It is dropped only after hints that yield. */
  readonly isPinned?: true;
  readonly yields?: true;
  /** It is dropped before any hint is shortened. */
  readonly isSpare?: true;
  /** It scrolls a text, so the hint isn't worth showing while all of the text is visible. */
  readonly scrolls?: true;
}

/** A hint as a binding is made with it: unless it names keys, it is for the first one of the binding. */
export type HintWords = Omit<Hint, 'keys'> & Partial<Pick<Hint, 'keys'>>;

/** The hint of a binding in a state; null for none. */
export type HintIn = (state: JobsState) => HintWords | null;

/** One entry of the keymap: the only place where a key and its meaning are written down. */
export interface Binding {
  /** Key names as the terminal layer sends them, such as `j`, `Down`, `Ctrl-d`. */
  readonly keys: readonly string[];
  /** The keys as the help shows them. */
  readonly label: string;
  /** The label in ASCII, where `label` has arrows. */
  readonly asciiLabel?: string;
  /** The heading under which help and docs/keys.md list it. */
  readonly group: string;
  /** Another entry of the group speaks for it in help and documents. */
  readonly isUnlisted?: true;
  /** What its entry in help and documents says, if that speaks for the unlisted bindings behind it as well. */
  readonly summary?: Pick<Binding, 'label' | 'asciiLabel' | 'description'>;
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

/** The optional fields of a binding, besides its keys, their description, their action and modes. */
export type BindingExtras = Partial<
  Pick<Binding, 'isUnlisted' | 'modes' | 'unseen' | 'unavailable' | 'refused'>
> & {
  readonly hint?: HintWords | HintIn;
  readonly markedHint?: HintWords;
  /** The keys that the help shows, if those aren't all of them. */
  readonly shown?: string;
};

/** Modes in which what is searched for, or filtered by, is typed. */
export const searchModes = ['SEARCH', 'LOG_SEARCH', 'LOG_FILTER', 'HELP_SEARCH', 'PANEL_SEARCH'] as const;

/** Makes a binding of keys, named one after another with blanks between them, such as `j Down`. */
export type Bind = (keys: string, description: string, action: Action, extras?: BindingExtras) => Binding;

/** The help's short names for keys that the terminal layer calls by longer ones. */
const names: Readonly<Record<string, string>> = { PageDown: 'PgDn', PageUp: 'PgUp', Escape: 'Esc' };
const arrows: Readonly<Record<string, string>> = { Left: '←', Right: '→', Up: '↑', Down: '↓' };

/** What the help calls keys that are named one after another, with blanks between them. */
function labelsOf(keys: string): Pick<Binding, 'label' | 'asciiLabel'> {
  const named = keys.split(' ').map((key) => names[key] ?? key);
  const label = named.map((key) => arrows[key] ?? key).join(' / ');
  const asciiLabel = named.join(' / ');
  return asciiLabel === label ? { label } : { label, asciiLabel };
}

/** Returns a function that makes the bindings of one group, for these modes unless they say otherwise. */
export function binder(group: string, modes: readonly Mode[]): Bind {
  return (keys, description, action, { shown = keys, hint, markedHint, ...extras } = {}) => {
    const [first = '', ...others] = keys.split(' ');
    const withKeys = (words: HintWords): Hint => ({ keys: names[first] ?? first, press: first, ...words });
    const hintIn = (state: JobsState) => {
      const words = typeof hint === 'function' ? hint(state) : null;
      return words && withKeys(words);
    };
    return {
      keys: [first, ...others],
      ...labelsOf(shown),
      group,
      description,
      modes,
      action,
      ...(hint && { hint: typeof hint === 'function' ? hintIn : withKeys(hint) }),
      ...(markedHint && { markedHint: withKeys(markedHint) }),
      ...extras,
    };
  };
}

/** Extras for keys that belong together. */
interface SharedExtras {
  /** For all of them. */
  readonly all?: BindingExtras;
  /** For the first of them alone. */
  readonly hint?: BindingExtras['hint'];
}

/** The extras of the first of these keys. */
function ofFirst({ all = {}, hint }: SharedExtras): BindingExtras {
  return hint === undefined ? all : { ...all, hint };
}

/** Bindings that have one entry in help and documents, with these keys and this description. */
export function asOneEntry(
  shown: string,
  description: string,
  [first, ...others]: readonly Binding[],
): readonly Binding[] {
  if (first === undefined) return [];
  const summary = { ...labelsOf(shown), description };
  return [{ ...first, summary }, ...others.map((other) => ({ ...other, isUnlisted: true as const }))];
}

/** The bindings as help and documents list them: keys that belong together have one entry. */
export function listedOf<K extends Pick<Binding, 'isUnlisted' | 'summary'>>(
  keys: readonly K[],
): readonly K[] {
  return keys
    .filter(({ isUnlisted }) => isUnlisted !== true)
    .map((binding) => ({ ...binding, ...binding.summary }));
}

/** The binding that moves by a step. */
export function stepKey(
  bind: Bind,
  keys: string,
  description: string,
  step: Step,
  extras?: BindingExtras,
): Binding {
  return bind(keys, description, { type: 'navigate', step }, extras);
}

/** Bindings for moving by single lines or rows; `words`: what going to the next and the previous one is called. */
export function lineKeys(
  bind: Bind,
  words: readonly [next: string, previous: string],
  extras: SharedExtras = {},
): readonly Binding[] {
  return [
    stepKey(bind, 'j Down', words[0], { kind: 'items', by: 1 }, ofFirst(extras)),
    stepKey(bind, 'k Up', words[1], { kind: 'items', by: -1 }, extras.all),
  ];
}

/** Bindings for going to the other matches of a search. */
export function matchKeys(
  bind: Bind,
  extras: SharedExtras,
  words: readonly [next: string, previous: string] = ['Next match', 'Previous match'],
): readonly Binding[] {
  return [
    bind('n', words[0], { type: 'find', by: 1 }, ofFirst(extras)),
    bind('N', words[1], { type: 'find', by: -1 }, extras.all),
  ];
}

/** Bindings for moving by pages and to the ends of a text. */
export function pageKeys(
  bind: Bind,
  { type = 'navigate', ...extras }: SharedExtras & { readonly type?: 'navigate' | 'scroll' } = {},
): readonly Binding[] {
  const { all } = extras;
  return [
    bind('PageDown Ctrl-d Space', 'Page down', { type, step: { kind: 'screens', by: 1 } }, ofFirst(extras)),
    bind('PageUp Ctrl-u', 'Page up', { type, step: { kind: 'screens', by: -1 } }, all),
    bind('g Home', 'To the top', { type, step: { kind: 'first' } }, all),
    bind('G End', 'To the end', { type, step: { kind: 'last' } }, all),
  ];
}

/** What differs between menus, in the keys that all of them have. */
interface MenuWords {
  /** What the next and the previous entry are called. */
  readonly next: string;
  readonly previous: string;
  /** How high the hint for both ranks. */
  readonly rank: number;
}

/** Bindings for going through the entries of a menu. */
export function menuKeys(bind: Bind, { next, previous, rank }: MenuWords): readonly Binding[] {
  return [
    bind('j Down Tab', next, { type: 'choose', by: 1 }, { hint: { keys: 'j/k', text: 'Choose', rank } }),
    bind('k Up Shift-Tab', previous, { type: 'choose', by: -1 }),
  ];
}

/** The binding that closes a panel in the list's place, or over a part of it. */
export function backKey(bind: Bind, keys: string): Binding {
  const hint = { keys: 'Esc/q', text: 'Back', rank: 1 };
  return bind(keys, 'Back to the job list', { type: 'close' }, { hint });
}

/** The binding that closes a dialog, and changes nothing. */
export function cancelKey(bind: Bind, keys: string, description: string): Binding {
  return bind(keys, description, { type: 'close' }, { hint: { text: 'Cancel', rank: 99 } });
}

/** The hint of a key that shows or sorts what is in the queue: none where no queue could be read. */
export function ofQueue(hint: HintWords | HintIn): HintIn {
  return (state) => {
    if (state.connection.kind === 'down') return null;
    return typeof hint === 'function' ? hint(state) : hint;
  };
}
