import { sanitize } from '../../lib/view/text/sanitize.js';

/** What a terminal, a widget library or a reader could fall for, by what it would do. */
export const hostilePieces: Readonly<Record<string, readonly string[]>> = {
  'moves the cursor': ['\x1b[1;1H', '\x1b[99A', '\x9b2J', '\x1b[3K', '\x1b7\x1b8', '\x1bM', '\x1b[10;20r'],
  'changes modes': ['\x1b[?1049l', '\x1b[?25h', '\x1bc', '\x1b[!p', '\x1b>', '\x1b[?1000h', '\x1b[4h'],
  'changes colours': '\x1b[31m \x1b[0;7m \x9b41m \x1b[38;2;1;2;3m {red-fg} {bold} {/} {|}'.split(' '),
  'changes letters': ['\x1b(0', '\x0e', '\x0f', '\x1bN', '\x1b%G'],
  'sets the title': ['\x1b]0;owned\x07', '\x1b]2;owned\x1b\\', '\x9d0;owned\x9c', '\x1bkowned\x1b\\'],
  'reaches beyond the screen': [
    ...'\x07 \x1b]52;c;b3duZWQ=\x07 \x1b]9;owned\x07 \x1b]8;;http://x\x07x\x1b]8;;\x07'.split(' '),
    ...'\x1bPtmux;\x1b\x1b]0;owned\x07\x1b\\ \x1b[6n \x1b[21t \x1b_Gi=1;AAAA\x1b\\'.split(' '),
  ],
  'ends in the middle': ['\x1b', '\x9b', '\x1b[', '\x1b[31', '\x90q', '\x98x', '\x9e', '\x9f'],
  'begins a row': [
    '\n✗ PARSE    forged',
    '\r\n▸ ✓',
    ...'\r \v \f \x85 \u2028 \u2029 \b\b\b \t \0 \x7f'.split(' '),
  ],
  'turns the direction': '\u202e \u202d \u202a \u2066 \u2067 \u2068 \u200f \u061c שלום'.split(' '),
  'is invisible': '\u200b \u200c \u200d \u2060 \ufeff \u00ad \u034f \u180e \ufe0f \u{e0041}'.split(' '),
  'is as wide as one likes': '± ① Ω █ ☆ 👍🏽 👨‍👩‍👧 🇩🇪 1️⃣ 漢 ｶﾞ \u1160 \ufdfd'.split(' '),
  'piles up': [`Z${'\u0301'.repeat(40)}`, '\u0301', 'e\u0301', '\u20dd', 'क्ष'],
  'is no character': ['\ud800', '\udc00', '\ue000', '\uffff', '\ufffe', '\u{10ffff}'],
};

/** The text with what is hostile in it, within what identifies it. A line of a log is one line. */
export function poisoned(text: string, pieces: readonly string[]): string {
  const whole = `${text} ${pieces.join('')} end`;
  return text.startsWith('Log-line') ? whole.replace(/\n/g, '') : whole;
}

/** The same as the view's own cleaning leaves it, line by line where it has lines. */
export function cleaned(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => sanitize(line, Number.MAX_SAFE_INTEGER))
    .join('\n');
}

/** Words of this program's own, by the name of the field: a database can't put any other text there. */
const ownWords = new Set([
  ...['type', 'kind', 'status', 'statuses', 'types', 'code', 'tone', 'key', 'action', 'cleared'],
]);

/**
 * What each change has made of an object, since the scenes share most of theirs: so the changed ones share them too.
 */
const changedObjects = new WeakMap<(text: string) => string, WeakMap<object, object>>();

/** A value with every text in it changed, wherever it is, except for this program's own words. */
export function withTexts<T>(value: T, change: (text: string) => string, field = ''): T {
  return changed(value, change, field) as T;
}

function changed(value: unknown, change: (text: string) => string, field: string): unknown {
  if (ownWords.has(field)) {
    return typeof value === 'string' || Array.isArray(value) ? value : inside(value, change);
  }
  return typeof value === 'string' ? change(value) : inside(value, change, field);
}

function inside(value: unknown, change: (text: string) => string, field = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => changed(item, change, field));
  if (typeof value !== 'object' || value === null) return value;
  const known = changedObjects.get(change) ?? new WeakMap<object, object>();
  changedObjects.set(change, known);
  const made =
    known.get(value) ??
    Object.fromEntries(Object.entries(value).map(([name, item]) => [name, changed(item, change, name)]));
  known.set(value, made);
  return made;
}

/** Every text in a value except for this program's own words. */
export function textsOf(value: unknown): string[] {
  const texts: string[] = [];
  withTexts(value, (text) => {
    texts.push(text);
    return text;
  });
  return texts;
}
