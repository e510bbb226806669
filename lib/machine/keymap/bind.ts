import type { Action } from '../state/action.js';
import type { Mode } from '../state/state.js';
import type { Binding, BindingGroup } from './binding.js';

/** The optional fields of a binding, besides its keys, their description, their action and modes. */
export type BindingExtras = Partial<
  Pick<Binding, 'hint' | 'markedHint' | 'isUnlisted' | 'modes' | 'unseen' | 'unavailable' | 'refused'>
> & {
  /** The keys that the help shows, if those aren't all of them. */
  readonly shown?: string;
};

/** Makes a binding of keys, named one after another with blanks between them, such as `j Down`. */
export type Bind = (keys: string, description: string, action: Action, extras?: BindingExtras) => Binding;

/** The help's short names for keys that the terminal layer calls by longer ones. */
const names: Readonly<Record<string, string>> = { PageDown: 'PgDn', PageUp: 'PgUp', Escape: 'Esc' };
const arrows: Readonly<Record<string, string>> = { Left: '←', Right: '→', Up: '↑', Down: '↓' };

/** Returns a function that makes the bindings of one group, for these modes unless they say otherwise. */
export function binder(group: BindingGroup, modes: readonly Mode[]): Bind {
  return (keys, description, action, { shown = keys, ...extras } = {}) => {
    const named = shown.split(' ').map((key) => names[key] ?? key);
    const label = named.map((key) => arrows[key] ?? key).join(' / ');
    const asciiLabel = named.join(' / ');
    return {
      keys: keys.split(' '),
      label,
      ...(asciiLabel === label ? {} : { asciiLabel }),
      group,
      description,
      modes,
      action,
      ...extras,
    };
  };
}

/** Extras for some of the keys that scroll a text. */
interface ScrollExtras {
  readonly type?: 'navigate' | 'scroll';
  /** For all of them. */
  readonly all?: BindingExtras;
  /** For the first of them alone. */
  readonly hint?: Binding['hint'];
}

/** Bindings for moving by pages and to the ends of a text. */
export function pageKeys(
  bind: Bind,
  { type = 'navigate', all = {}, hint }: ScrollExtras = {},
): readonly Binding[] {
  const first = hint === undefined ? all : { ...all, hint };
  return [
    bind('PageDown Ctrl-d Space', 'Page down', { type, step: { kind: 'screens', by: 1 } }, first),
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

/** The binding that closes a dialog, and changes nothing. */
export function cancelKey(bind: Bind, keys: string, description: string): Binding {
  return bind(keys, description, { type: 'close' }, { hint: { keys: 'Esc', text: 'Cancel', rank: 99 } });
}
