import { asciiGlyphs, type Glyphs, unicodeGlyphs } from './glyphs.js';
import type { KeyHelp } from './key-help.js';
import { withoutEscapeSequences } from './text/escape-sequences.js';
import { asciiOnly, sanitize } from './text/sanitize.js';

/** What the screen's looks depend on besides state, size and time; fixed for the life of the program. */
export interface Appearance {
  /** False where the terminal knows only ASCII. */
  readonly unicode: boolean;
  /** The operator's home folder, shown as `~`; null where there is none. */
  readonly home: string | null;
  /** Whether what is shown is the demo; not unless it says so. */
  readonly isDemo?: boolean;
  /** The database as the operator named it: a path. Untrusted text. */
  readonly databaseLabel: string;
  /** This host's name, for commands that reach it from another. Untrusted text. */
  readonly host: string;
  /** The keymap, for help and footer. */
  readonly keys: readonly KeyHelp[];
}

/** Longer texts don't fit on any screen. */
const textLimit = 1024;
const pathLimit = 4096;
/** The longest text that a record brings, its end included. */
const longTextLimit = 270_336;

/** The set of signs for an appearance. */
export function glyphsOf(appearance: Appearance): Glyphs {
  return appearance.unicode ? unicodeGlyphs : asciiGlyphs;
}

/** Untrusted text as it may be shown: one clean line of bounded length; empty for null. */
export function shownText(text: string | null, appearance: Appearance): string {
  const clean = sanitize(text ?? '', textLimit);
  return appearance.unicode ? clean : asciiOnly(clean);
}

/**
 * Untrusted text as clean lines, broken and indented as it is, without empty ones at both ends; none where nothing of
 * it can be shown. Bounded.
 */
export function shownLines(text: string, appearance: Appearance): string[] {
  const lines = text.slice(0, longTextLimit).split(/\r?\n/);
  const shown = lines.map((line) => {
    const indent = (/^[\t ]*/.exec(withoutEscapeSequences(line))?.[0] ?? '').replaceAll('\t', '    ');
    const clean = sanitize(line, longTextLimit);
    const indented = clean === '' ? '' : indent + clean;
    return appearance.unicode ? indented : asciiOnly(indented);
  });
  const isText = (line: string) => line !== '';
  return shown.slice(Math.max(0, shown.findIndex(isText)), shown.findLastIndex(isText) + 1);
}

/** Untrusted text with nothing left out but what a terminal can't show: for what is to be copied off the screen. */
export function copyableText(text: string, appearance: Appearance): string {
  const clean = sanitize(text, pathLimit);
  return appearance.unicode ? clean : asciiOnly(clean);
}

/** An untrusted path as it may be shown, home as `~`. Of an endless one both ends are kept; empty for null. */
export function shownPath(path: string | null, appearance: Appearance): string {
  if (path === null) return '';
  const short = withTilde(path, appearance.home);
  const bounded =
    short.length <= pathLimit
      ? short
      : `${short.slice(0, pathLimit / 2)}…${short.slice(short.length - pathLimit / 2)}`;
  const clean = sanitize(bounded, pathLimit + 1);
  return appearance.unicode ? clean : asciiOnly(clean);
}

function withTilde(path: string, home: string | null): string {
  const folder = home?.replace(/\/+$/, '') ?? '';
  if (folder === '' || !path.startsWith(folder)) return path;
  const rest = path.slice(folder.length);
  return rest === '' || rest.startsWith('/') ? `~${rest}` : path;
}
