import { type Found, isWordAt } from './found.js';

/** Opening quotes, each with those that may close it, in order of preference. */
const closers: Readonly<Record<string, readonly string[]>> = {
  "'": ["'"],
  '"': ['"'],
  '`': ['`', "'"],
  '“': ['”', '“'],
  '„': ['“', '”'],
  '‘': ['’'],
  '«': ['»'],
  '‹': ['›'],
};

const quotes: ReadonlySet<string> = new Set(Object.keys(closers));

/** True for a character that may open a quotation. */
export function mayQuote(character: string): boolean {
  return quotes.has(character);
}

/**
 * The quotation that begins at `at`; null for an apostrophe. A quotation that is never closed extends to the end
 * of the line; with a single quote only if the line is `open`: cut, or followed by more lines.
 */
export function quotedAt(line: string, at: number, open: boolean): Found | null {
  const opener = line.charAt(at);
  for (const closer of closers[opener] ?? []) {
    const end = closing(line, at + 1, closer);
    if (end > 0) return { end: end + 1, text: `${opener}<…>${closer}` };
  }
  const isApostrophe = (opener === "'" || opener === '‘') && !open;
  return isApostrophe ? null : { end: line.length, text: `${opener}<…>` };
}

/**
 * Where the quotation is closed: not after a backslash, unless nothing else closes it, not by the first of two
 * quotes in a row, and not by an apostrophe within a word.
 */
function closing(line: string, from: number, closer: string): number {
  let escaped = -1;
  for (let at = line.indexOf(closer, from); at >= 0; at = line.indexOf(closer, at + 1)) {
    if (at > from && line.charAt(at + 1) === closer && isAscii(closer)) at += 1;
    else if (isSingle(closer) && isWordAt(line, at + 1)) continue;
    else if (at > from && line.charAt(at - 1) === '\\' && !isEscaped(line, at - 1, from)) escaped = at;
    else return at;
  }
  return escaped;
}

/** True if a backslash comes after an odd number of backslashes. */
function isEscaped(line: string, at: number, from: number): boolean {
  let before = at - 1;
  while (before >= from && line.charAt(before) === '\\') before -= 1;
  return (at - 1 - before) % 2 === 1;
}

function isAscii(quote: string): boolean {
  return quote === "'" || quote === '"' || quote === '`';
}

function isSingle(quote: string): boolean {
  return quote === "'" || quote === '’' || quote === '›';
}
