/**
 * A whole number as it is written in a sentence: `10,000`. Written out because loading Node's own way of it (Intl)
 * takes most of what an empty Node takes to start.
 */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `a, b and c`, or with another word before the last. */
export function wordList(words: readonly string[], word: 'and' | 'or'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${word} ${words.at(-1)}`;
}

/** The letter in both cases; only the letter itself where its other case has more than one letter, as `ß` has. */
export function casesOf(letter: string): readonly string[] {
  const cases = [letter.toLowerCase(), letter.toUpperCase()].filter((each) => [...each].length === 1);
  return [...new Set([letter, ...cases])];
}

/** Returns a test for whether a text contains this part in any letter case, by the same rules as `namePattern`. */
export function holdingInAnyCase(part: string): (text: string) => boolean {
  const escaped = (letter: string) => letter.replace(/[\\\]^$.*+?()[{}|/-]/u, '\\$&');
  const letters = [...part].map((letter) => `[${casesOf(letter).map(escaped).join('')}]`);
  const pattern = new RegExp(letters.join(''), 'u');
  return (text) => pattern.test(text);
}

/** A path with this home in place of the tilde that it begins with, if it does. */
export function withHome(path: string, home: string): string {
  return path.replace(/^~(?=\/|$)/, () => home);
}

/** A part of an address without its encoding by `%`; null for one that is wrong or hides a control character. */
export function decodedPart(part: string): string | null {
  try {
    const text = decodeURIComponent(part);
    return /[\0-\x1f\x7f]/.test(text) ? null : text;
  } catch {
    return null;
  }
}

/** The text in at most `most` characters, with an ellipsis at its end if it was cut. */
export function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}\u2026` : text;
}

/** The line that replaces those left out of a text. */
export const gap = '…';

/** A text of which only both ends are known, in whole lines if it has lines, with a line for what is left out. */
export function withGap(beginning: string, end: string): string {
  const lastBreak = beginning.lastIndexOf('\n');
  const head = lastBreak < 0 ? beginning : beginning.slice(0, lastBreak);
  return `${head}\n${gap}\n${end.slice(end.indexOf('\n') + 1)}`;
}
