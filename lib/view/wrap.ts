import { cells, start } from './width.js';

/** A clean text as lines of at most `width` cells, broken between words; longer words are broken anywhere. */
export function wrap(text: string, width: number): string[] {
  const room = Math.max(2, width);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').filter((part) => part !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (cells(longer) <= room) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    while (cells(line) > room) {
      const head = start(line, room);
      lines.push(head);
      line = line.slice(head.length);
    }
  }
  return line === '' ? lines : [...lines, line];
}

/**
 * The same for a line that may be code: where it fits it stays as it is, blanks and all; where it doesn't, what follows
 * is indented as far as its beginning. An empty line is one line.
 */
export function wrapIndented(text: string, width: number): string[] {
  if (cells(text) <= width) return [text];
  const indent = Math.min(/^ */.exec(text)?.[0].length ?? 0, Math.floor(width / 2));
  return wrap(text, width - indent).map((line) => ' '.repeat(indent) + line);
}
