import { eastAsianWidth } from 'get-east-asian-width';
import { isSteadyMark } from './steady-marks.js';

/** What is done with a character from outside. */
export type Verdict =
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
export function judge(character: string): Verdict {
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
