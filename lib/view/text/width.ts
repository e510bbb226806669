import { eastAsianWidth } from 'get-east-asian-width';

const mark = /^[\p{Mn}\p{Me}]$/u;
const placeholder = /^<[^<>\s]{1,16}>/;
const printableAscii = /^[ -~]*$/;

/** How many cells a text takes: ambiguous characters count as narrow, combining marks as nothing. */
export function cells(text: string): number {
  if (printableAscii.test(text)) return text.length;
  let sum = 0;
  for (const character of text) sum += cellsOf(character);
  return sum;
}

/** The text in at most `width` cells, with the ellipsis at its end if it was cut. */
export function clip(text: string, width: number, ellipsis = '…'): string {
  if (cells(text) <= width) return text;
  const room = width - cells(ellipsis);
  return room < 0 ? start(ellipsis, width) : start(text, room).trimEnd() + ellipsis;
}

/** Clips the text of a cause: a placeholder stays whole or is left out, as in `Decimal(…` of `Decimal(<n>,<n>)`. */
export function clipCause(text: string, width: number, ellipsis = '…'): string {
  const room = width - cells(ellipsis);
  if (cells(text) <= width || room < 0) return clip(text, width, ellipsis);
  const clipped = start(text, room);
  const open = clipped.lastIndexOf('<');
  const isCut = open > clipped.lastIndexOf('>') && placeholder.test(text.slice(open));
  return (isCut ? clipped.slice(0, open) : clipped).trimEnd() + ellipsis;
}

/** The end of the text in at most `width` cells, with the ellipsis at its beginning if it was cut. */
export function clipStart(text: string, width: number, ellipsis = '…'): string {
  const room = width - cells(ellipsis);
  if (room < 0) return clip(text, width, ellipsis);
  return cells(text) <= width ? text : ellipsis + end(text, room);
}

/** The text in exactly `width` cells: clipped, or padded with spaces on the side opposite to `align`. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left', ellipsis = '…'): string {
  const clipped = clip(text, width, ellipsis);
  const rest = ' '.repeat(Math.max(0, width - cells(clipped)));
  return align === 'left' ? clipped + rest : rest + clipped;
}

/** The text in at most `width` cells, shortened in its middle, with the ellipsis in place of what was left out. */
export function fitMiddle(text: string, width: number, ellipsis = '…'): string {
  if (cells(text) <= width) return text;
  const room = width - cells(ellipsis);
  if (room < 2) return clip(text, width, ellipsis);
  const half = Math.floor(room / 2);
  return start(text, room - half) + ellipsis + end(text, half);
}

/**
 * A path in at most `width` cells, shortened in its middle so that its last segment survives whole; if even that
 * is too long, the segment itself is shortened in its middle, so that its beginning and its extension stay.
 */
export function fitPath(path: string, width: number, ellipsis = '…'): string {
  if (cells(path) <= width) return path;
  const cut = path.lastIndexOf('/', path.length - 2);
  const segment = path.slice(Math.max(0, cut));
  const room = width - cells(ellipsis) - cells(segment);
  if (cut > 0 && room >= 1) return start(path, room) + ellipsis + segment;
  return fitMiddle(segment.replace(/^\//, ''), width, ellipsis);
}

/** The beginning of a text: as many whole characters, with their marks, as fit into `width` cells. */
export function start(text: string, width: number): string {
  let used = 0;
  let index = 0;
  for (const character of text) {
    used += cellsOf(character);
    if (used > width) break;
    index += character.length;
  }
  return text.slice(0, index);
}

/** The end of a text: as many whole characters, with their marks, as fit into `width` cells. */
function end(text: string, width: number): string {
  const characters = [...text];
  let used = 0;
  let from = characters.length;
  for (let index = characters.length - 1; index >= 0; index--) {
    const own = cellsOf(characters[index] ?? '');
    used += own;
    if (used > width) break;
    // A mark alone would combine with whatever comes before it.
    if (own > 0) from = index;
  }
  return characters.slice(from).join('');
}

/** Widths, plus one, of the characters of the first two planes seen so far; 0 if not known yet. */
const known = new Uint8Array(0x20000);

/** How many cells one character takes, given as a string of one code point. */
export function cellsOf(character: string): number {
  const codePoint = character.codePointAt(0) ?? 0;
  if (codePoint < 0x300) return 1;
  const before = known[codePoint];
  if (before) return before - 1;
  const width = mark.test(character) ? 0 : eastAsianWidth(codePoint);
  known[codePoint] = width + 1;
  return width;
}

/** Words of ASCII with one space between them: as wide as they are long. */
const simple = /^[!-~]+(?: [!-~]+)*$/;

/** A clean text as lines of at most `width` cells, broken between words; longer words are broken anywhere. */
export function wrap(text: string, width: number): string[] {
  const room = Math.max(2, width);
  if (text.length <= room && simple.test(text)) return [text];
  return inLines(text, room, (word, lines) => {
    let rest = word;
    while (cells(rest) > room) {
      const head = start(rest, room);
      lines.push(head);
      rest = rest.slice(head.length);
    }
    return rest;
  });
}

/** Wraps a text at blanks; a word that is too long, such as a path to copy, stays whole on a line of its own. */
export function wrapWords(text: string, width: number): string[] {
  return inLines(text, width, (word) => word);
}

/** `begin` takes the first word of a line, may put whole lines of it before that, and returns the rest. */
function inLines(text: string, room: number, begin: (word: string, lines: string[]) => string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').filter((part) => part !== '')) {
    const longer = `${line} ${word}`;
    if (line !== '' && cells(longer) <= room) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = begin(word, lines);
  }
  return line === '' ? lines : [...lines, line];
}

/**
 * Wraps a line that may be code: if it fits it stays unchanged, blanks included; if not, continuation lines are indented
 * like its beginning. An empty line is one line.
 */
export function wrapIndented(text: string, width: number): string[] {
  if (cells(text) <= width) return [text];
  const indent = Math.min(/^ */.exec(text)?.[0].length ?? 0, Math.floor(width / 2));
  return wrap(text, width - indent).map((line) => ' '.repeat(indent) + line);
}
