import { eastAsianWidth } from 'get-east-asian-width';
import { withoutEscapeSequences } from './escape-sequences.js';

/**
 * Combining marks (general categories Mn and Me) that have been in Unicode since version 5.0, as ranges of code
 * points: every width table in use gives them 0 cells. Newer marks take a cell in some terminals. U+20E3 is left
 * out although it is old: it turns a digit into a keycap, which some terminals draw two cells wide.
 */
const ranges = `
300-34e 350-36f 483-486 488-489 591-5bd 5bf 5c1-5c2 5c4-5c5 5c7 610-615 64b-65e 670 6d6-6dc 6df-6e4 6e7-6e8
6ea-6ed 711 730-74a 7a6-7b0 7eb-7f3 901-902 93c 941-948 94d 951-954 962-963 981 9bc 9c1-9c4 9cd 9e2-9e3
a01-a02 a3c a41-a42 a47-a48 a4b-a4d a70-a71 a81-a82 abc ac1-ac5 ac7-ac8 acd ae2-ae3 b01 b3c b3f b41-b43 b4d
b56 b82 bc0 bcd c3e-c40 c46-c48 c4a-c4d c55-c56 cbc cbf cc6 ccc-ccd ce2-ce3 d41-d43 d4d dca dd2-dd4 dd6 e31
e34-e3a e47-e4e eb1 eb4-eb9 ebb-ebc ec8-ecd f18-f19 f35 f37 f39 f71-f7e f80-f84 f86-f87 f90-f97 f99-fbc fc6
102d-1030 1032 1036-1037 1039 1058-1059 135f 1712-1714 1732-1733 1752-1753 1772-1773 17b7-17bd 17c6
17c9-17d3 17dd 18a9 1920-1922 1927-1928 1932 1939-193b 1a17-1a18 1b00-1b03 1b34 1b36-1b3a 1b3c 1b42
1b6b-1b73 1dc0-1dca 1dfe-1dff 20d0-20e2 20e4-20ef 302a-302d 3099-309a a806 a80b a825-a826 fb1e fe20-fe23`;

const marks: ReadonlySet<number> = new Set(
  ranges
    .trim()
    .split(/\s+/)
    .flatMap((range) => {
      const [first = 0, last = first] = range.split('-').map((digits) => Number.parseInt(digits, 16));
      return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
    }),
);

/** Whether a code point is a combining mark that takes no cell in any terminal. */
function isSteadyMark(codePoint: number): boolean {
  return marks.has(codePoint);
}

/** What is done with a character from outside. */
type Verdict =
  /** Shown as it is, in as many cells as the width function returns. */
  | 'keep'
  /** Shown on the character before it. */
  | 'mark'
  | 'space'
  | 'break'
  | 'drop'
  /** Replaced by U+FFFD: it means something, but terminals don't agree on its width. */
  | 'replace';

const lineBreak = /^[\n\v\f\r\u0085\p{Zl}\p{Zp}]$/u;
const space = /^[\t\p{Zs}]$/u;
const invisible = /^[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Emoji_Modifier}]$/u;
const mark = /^[\p{Mn}\p{Me}]$/u;
/**
 * Lone surrogates, private use, noncharacters, unassigned characters; pictographs, and the letters that make
 * flags.
 */
const unsteady = /^[\p{C}\p{Emoji_Presentation}\p{Regional_Indicator}]$/u;

/**
 * Blocks that have been two cells wide since the first width tables. Wide characters elsewhere (emoji, and scripts
 * encoded later) take two cells in some terminals and one in others, and so do narrow characters within these
 * blocks.
 */
const wideBlocks: readonly (readonly [first: number, last: number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x20000, 0x2fffd],
  [0x30000, 0x3fffd],
];

/**
 * Other known disagreements: Hangul vowels and finals outside of syllables, hexagrams, and single characters that
 * some tables take for marks.
 */
const disputed: readonly (readonly [first: number, last: number])[] = [
  [0x6de, 0x6de],
  [0x1160, 0x11ff],
  [0x1734, 0x1734],
  [0x2ffc, 0x2fff],
  [0x302e, 0x302f],
  [0x4dc0, 0x4dff],
  [0xd7b0, 0xd7ff],
];

const verdicts: readonly Verdict[] = ['keep', 'mark', 'space', 'break', 'drop', 'replace'];
/** Verdicts, plus one, on the characters of the first two planes seen so far; 0 for those not judged yet. */
const known = new Uint8Array(0x20000);

/** The verdict on one character, given as a string of one code point or one lone surrogate. */
function judge(character: string): Verdict {
  const codePoint = character.codePointAt(0) ?? 0;
  if (codePoint > 0x1f && codePoint < 0x7f) return codePoint === 0x20 ? 'space' : 'keep';
  const before = known[codePoint];
  if (before) return verdicts[before - 1] ?? 'drop';
  const verdict = judgement(character, codePoint);
  known[codePoint] = verdicts.indexOf(verdict) + 1;
  return verdict;
}

function judgement(character: string, codePoint: number): Verdict {
  if (lineBreak.test(character)) return 'break';
  if (space.test(character)) return 'space';
  if (invisible.test(character)) return 'drop';
  if (mark.test(character)) return isSteadyMark(codePoint) ? 'mark' : 'drop';
  if (unsteady.test(character) || isIn(disputed, codePoint)) return 'replace';
  const isWide = eastAsianWidth(codePoint) === 2;
  return isWide === isIn(wideBlocks, codePoint) ? 'keep' : 'replace';
}

function isIn(blocks: readonly (readonly [number, number])[], codePoint: number): boolean {
  return blocks.some(([first, last]) => codePoint >= first && codePoint <= last);
}

const marksPerCharacter = 2;
const replacement = '\ufffd';
const breakSign = '\u21b5';

const printableAscii = /^[ -~]*$/;

/**
 * Any text from outside as one safe line: the only way for it onto the screen. Reads at most `limit` characters
 * (UTF-16 units) of it. The result
 * - has no control characters, escape sequences, line breaks or tabs: breaks show as `↵`, tabs as spaces;
 * - has nothing that is invisible or reverses the direction of text (zero-width characters, bidi controls,
 *  variation selectors, tags, soft hyphens);
 * - has only characters to which all terminals give the same width, one by one; others, such as emoji, show as
 * `�`;
 * - is in NFC, with at most two combining marks on a character, and none on a space;
 * - neither begins nor ends with a space, and has no empty lines in it; with `spaces: 'all'` every space and every
 *  break is kept where it is, for text that is a part of a longer one.
 * Sanitising twice changes nothing.
 */
export function sanitize(
  text: string,
  limit: number,
  { spaces = 'inner' }: { readonly spaces?: 'inner' | 'all' } = {},
): string {
  const bounded = text.length > limit ? text.slice(0, limit) : text;
  if (printableAscii.test(bounded)) return spaces === 'all' ? bounded : bounded.trim();
  const composed = map(withoutEscapeSequences(bounded), (verdict, character) =>
    verdict === 'drop' ? '' : character,
  ).normalize('NFC');
  const judged = map(composed, (verdict, character) => judgedForms[verdict](character));
  const all = withFewMarks(judged).split('\n');
  const lines = spaces === 'all' ? all : all.map((line) => line.trim()).filter((line) => line !== '');
  return lines.join(` ${breakSign} `).normalize('NFC');
}

/** A clean text for a terminal that knows only ASCII, to which bytes outside of ASCII might even be controls. */
export function asciiOnly(text: string): string {
  return text
    .replaceAll(breakSign, '|')
    .replaceAll('…', '...')
    .replace(/[\p{Mn}\p{Me}]/gu, '')
    .replace(/[^ -~]/gu, '?');
}

const judgedForms: Readonly<Record<Verdict, (character: string) => string>> = {
  keep: (character) => character,
  mark: (character) => character,
  space: () => ' ',
  break: () => '\n',
  drop: () => '',
  replace: () => replacement,
};

function map(text: string, form: (verdict: Verdict, character: string) => string): string {
  let mapped = '';
  for (const character of text) mapped += form(judge(character), character);
  return mapped;
}

function withFewMarks(text: string): string {
  let out = '';
  let room = 0;
  for (const character of text) {
    if (judge(character) === 'mark') {
      if (room > 0) out += character;
      room -= 1;
    } else {
      out += character;
      room = character === ' ' || character === '\n' ? 0 : marksPerCharacter;
    }
  }
  return out;
}
