import type { Binding } from '../machine/keymap/binding.js';
import type { TimeLook } from '../model/saved-view.js';
import type { Zone } from './format/times.js';
import { asciiGlyphs, type Glyphs, unicodeGlyphs } from './glyphs.js';
import { withoutEscapeSequences } from './text/escape-sequences.js';
import { asciiOnly, sanitize } from './text/sanitize.js';

/** What the view needs of a binding. All text is ours. */
export type KeyHelp = Omit<Binding, 'group' | 'action' | 'unseen' | 'refused'> & { readonly group: string };

/** What the looks of the screen depend on, besides state, size and time. Fixed for the life of the program. */
export interface Appearance {
  /** False if the terminal knows only ASCII. */
  readonly unicode: boolean;
  /** The operator's home folder, shown as `~`; null if there is none. */
  readonly home: string | null;
  /** Whether the database is the demo's; default: no. */
  readonly isDemo?: boolean;
  /** Whether the terminal shows how far everything has come; default: no. */
  readonly hasProgress?: boolean;
  /** Whether the terminal reports the mouse; default: no. */
  readonly hasMouse?: boolean;
  /** The database's path as the operator gave it. Untrusted text. */
  readonly databaseLabel: string;
  /** What a terminal's title says in its place; default: the name of its file. Untrusted text. */
  readonly titleLabel?: string;
  /** This host's name, for commands that reach it from another host. Untrusted text. */
  readonly host: string;
  /** The zone of times, unless rows show them in another one; default: UTC. */
  readonly zone?: Zone;
  /** This host's own zone; default: UTC. */
  readonly localZone?: Zone;
  /** How rows show times, unless the operator chooses; default: as ages. */
  readonly times?: TimeLook;
  /** The keymap, for help and footer. */
  readonly keys: readonly KeyHelp[];
}

/** Longer text wouldn't fit on any screen. */
const textLimit = 1024;
const pathLimit = 4096;
/** The length of the longest text that a record yields, with both of its ends. */
const longTextLimit = 270_336;

/** The set of signs for an appearance. */
export function glyphsOf(appearance: Appearance): Glyphs {
  return appearance.unicode ? unicodeGlyphs : asciiGlyphs;
}

/** Untrusted text made fit to show: one clean line of bounded length; empty for null. */
export function shownText(text: string | null, appearance: Appearance): string {
  const clean = sanitize(text ?? '', textLimit);
  return appearance.unicode ? clean : asciiOnly(clean);
}

/**
 * Untrusted text as clean lines, with its line breaks and indentation, but without empty lines at either end; no
 * lines if nothing of it can be shown. Bounded.
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

/**
 * Untrusted text without the characters that a terminal can't show, and otherwise complete: for copying off the
 * screen.
 */
export function copyableText(text: string, appearance: Appearance): string {
  const clean = sanitize(text, pathLimit);
  return appearance.unicode ? clean : asciiOnly(clean);
}

/**
 * An untrusted path made fit to show, with the home as `~`. Of a very long path both ends are kept; empty for
 * null.
 */
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
