import { cells, start } from './width.js';

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

/** The same, except that a word that is too long, such as a path to copy, stays whole on a line of its own. */
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
 * The same for a line that may be code: if it fits it stays unchanged, blanks included; if not, continuation lines
 * are indented like its beginning. An empty line is one line.
 */
export function wrapIndented(text: string, width: number): string[] {
  if (cells(text) <= width) return [text];
  const indent = Math.min(/^ */.exec(text)?.[0].length ?? 0, Math.floor(width / 2));
  return wrap(text, width - indent).map((line) => ' '.repeat(indent) + line);
}
