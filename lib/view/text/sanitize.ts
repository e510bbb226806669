import { withoutEscapeSequences } from './escape-sequences.js';
import { judge, type Verdict } from './repertoire.js';

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

/** The same text for a terminal that knows only ASCII: to it, bytes outside of ASCII might even be controls. */
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
  let kept = '';
  let room = 0;
  for (const character of text) {
    if (judge(character) === 'mark') {
      if (room > 0) kept += character;
      room -= 1;
    } else {
      kept += character;
      room = character === ' ' || character === '\n' ? 0 : marksPerCharacter;
    }
  }
  return kept;
}
