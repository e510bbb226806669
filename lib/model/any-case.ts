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
