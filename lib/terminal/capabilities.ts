/** Environment variables, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How many colours a terminal shows: none, the first 8 or 16, the palette of 256, or true colour. */
type ColorDepth = 0 | 8 | 16 | 256 | 16777216;

/** What the operator asked for on the command line. */
export interface Looks {
  /** ASCII only, whatever the locale says. */
  readonly ascii?: boolean | undefined;
  /** Unicode, whatever the locale says. `ascii` overrides it. */
  readonly unicode?: boolean | undefined;
  /**
   * `auto` is the default; `always` overrides NO_COLOR and a missing terminal, `never` overrides everything else.
   * Variables that force colours are ignored: a script that inherits them would get colours that it never asked
   * for.
   */
  readonly color?: 'auto' | 'always' | 'never' | undefined;
  /** False: frames are drawn without synchronized output. */
  readonly sync?: boolean | undefined;
  /** True: the terminal is told how far everything has come. */
  readonly progress?: boolean | undefined;
  /** True: the mouse scrolls and selects. */
  readonly mouse?: boolean | undefined;
  /** The zone of times; default: UTC. */
  readonly zone?: 'utc' | 'local' | undefined;
  /** How rows show times where nobody can choose; default: as ages. */
  readonly times?: 'ages' | 'utc' | 'local' | undefined;
}

/** What the operator asked for, and the kind of output. */
export interface CapabilityChoices extends Looks {
  readonly isTTY: boolean;
}

/** What the terminal is able to do. */
export interface Capabilities {
  readonly unicode: boolean;
  readonly colors: ColorDepth;
  /** The terminfo entry that blessed is to use; it ships these, so the system's terminfo isn't read. */
  readonly terminal: 'xterm' | 'xterm-256color';
  /** The cursor can't be placed: print plain text instead of a screen. */
  readonly dumb: boolean;
  /** The window has a title that can be set and restored. */
  readonly title: boolean;
  /** Large frames are drawn as synchronized output; terminals that don't know it ignore the request. */
  readonly sync: boolean;
  /** Whether the terminal is told how far everything has come. */
  readonly progress: boolean;
  /** Whether the terminal is to report the mouse. */
  readonly mouse: boolean;
}

/** Reads the environment once. Unknown terminals are taken to be plain ANSI terminals with 8 colours. */
export function capabilities(environment: Environment, choices: CapabilityChoices): Capabilities {
  const term = (environment.TERM ?? '').toLowerCase();
  const colors = colorDepth(environment, term, choices);
  return {
    unicode: unicode(environment, term, choices),
    colors,
    terminal: colors > 8 ? 'xterm-256color' : 'xterm',
    dumb: dumbNames.test(term),
    sync: choices.sync !== false,
    progress: choices.progress === true,
    mouse: choices.mouse === true,
    title: titled.test(term) || (screen.test(term) && (environment.TMUX ?? '') !== ''),
  };
}

/** No TERM at all means the same as `dumb`. */
const dumbNames = /^(|dumb|none|emacs)$/;
/** GNU screen can set a title but can't restore the old one; tmux under the same name can. */
const screen = /^screen/;
const titled =
  /^(xterm|tmux|rxvt|alacritty|foot|kitty|wezterm|konsole|vte|gnome|ghostty|contour|iterm|st(-|$))/;
const monochrome = /^(vt\d|dumb$|none$|ansi-m)|(-m|-mono)$/;
const palette =
  /256color|^(alacritty|foot|wezterm|contour|ghostty|iterm2|xterm-(kitty|ghostty)|rxvt-unicode)/;
const direct = /-direct(256|16|2)?$/;

/**
 * POSIX: LC_ALL overrides LC_CTYPE, which overrides LANG; an empty one counts as unset. The Linux console's fonts
 * hold a few hundred glyphs, without check marks or curved arrows, so it gets ASCII unless told otherwise.
 */
function unicode(environment: Environment, term: string, choices: CapabilityChoices): boolean {
  if (choices.ascii === true) return false;
  if (choices.unicode === true) return true;
  const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG || '';
  return /utf-?8/i.test(locale) && !/^linux/.test(term);
}

/** NO_COLOR as no-color.org defines it: any value but the empty one. */
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
