/** Environment variables, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How many colours a terminal shows: none, the first 8 or 16, the palette of 256, or any. */
export type ColorDepth = 0 | 8 | 16 | 256 | 16777216;

/** What the operator asked for on the command line. */
export interface Looks {
  /** ASCII only, whatever the locale says. */
  readonly ascii?: boolean | undefined;
  /** Unicode, whatever the locale says. `ascii` wins over it. */
  readonly unicode?: boolean | undefined;
  /**
   * `auto` is the default; `always` wins over NO_COLOR and a missing terminal, `never` over all else. Variables that
   * force colours count for nothing: a script that inherits them would get what it never asked for.
   */
  readonly color?: 'auto' | 'always' | 'never' | undefined;
}

/** What the operator asked for, and what stands at the other end. */
export interface CapabilityChoices extends Looks {
  readonly isTTY: boolean;
}

/** What the terminal can be trusted with. */
export interface Capabilities {
  readonly unicode: boolean;
  readonly colors: ColorDepth;
  /** The entry that blessed is to use; it knows these by heart, so nothing is read from the system's terminfo. */
  readonly terminal: 'xterm' | 'xterm-256color';
  /** The cursor can't be placed: print plain text instead of a screen. */
  readonly dumb: boolean;
  /** The window has a title that can be set and put back. */
  readonly title: boolean;
}

/** Reads the environment once. Unknown terminals are taken for plain ANSI ones with 8 colours. */
export function capabilities(environment: Environment, choices: CapabilityChoices): Capabilities {
  const term = (environment.TERM ?? '').toLowerCase();
  const colors = colorDepth(environment, term, choices);
  return {
    unicode: unicode(environment, term, choices),
    colors,
    terminal: colors > 8 ? 'xterm-256color' : 'xterm',
    dumb: dumbNames.test(term),
    title: titled.test(term) || (screen.test(term) && (environment.TMUX ?? '') !== ''),
  };
}

/** No TERM at all says as little as `dumb`. */
const dumbNames = /^(|dumb|none|emacs)$/;
/** GNU screen takes a title but can't put the old one back; tmux under the same name can. */
const screen = /^screen/;
const titled =
  /^(xterm|tmux|rxvt|alacritty|foot|kitty|wezterm|konsole|vte|gnome|ghostty|contour|iterm|st(-|$))/;
const monochrome = /^(vt\d|dumb$|none$|ansi-m)|(-m|-mono)$/;
const palette =
  /256color|^(alacritty|foot|wezterm|contour|ghostty|iterm2|xterm-(kitty|ghostty)|rxvt-unicode)/;
const direct = /-direct(256|16|2)?$/;

/**
 * POSIX: LC_ALL wins over LC_CTYPE wins over LANG, and an empty one counts as unset. The Linux console's fonts hold
 * a few hundred glyphs, none of them a check mark or an arrow that turns, so it gets ASCII unless told otherwise.
 */
function unicode(environment: Environment, term: string, choices: CapabilityChoices): boolean {
  if (choices.ascii === true) return false;
  if (choices.unicode === true) return true;
  const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG || '';
  return /utf-?8/i.test(locale) && !/^linux/.test(term);
}

/** NO_COLOR as no-color.org says: any value but the empty one. */
function colorDepth(environment: Environment, term: string, choices: CapabilityChoices): ColorDepth {
  if (choices.color === 'never') return 0;
  const always = choices.color === 'always';
  if (!always && (!choices.isTTY || (environment.NO_COLOR ?? '') !== '')) return 0;
  if (monochrome.test(term) || dumbNames.test(term)) return always ? 8 : 0;
  const colorterm = (environment.COLORTERM ?? '').toLowerCase();
  if (/^(truecolor|24bit)$/.test(colorterm) || direct.test(term)) return 16777216;
  if (palette.test(term) || /256/.test(colorterm)) return 256;
  return /-16color/.test(term) ? 16 : 8;
}
