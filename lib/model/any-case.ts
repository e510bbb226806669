/** The letter in both cases; only itself where another case isn't one letter. */
export function casesOf(letter: string): readonly string[] {
  const cases = [letter.toLowerCase(), letter.toUpperCase()].filter((each) => [...each].length === 1);
  return [...new Set([letter, ...cases])];
}

/** Tells whether a text contains a part in any letter case, as the pattern of `namePattern` has it. */
export function holdingInAnyCase(part: string): (text: string) => boolean {
  const escaped = (letter: string) => letter.replace(/[\\\]^$.*+?()[{}|/-]/u, '\\$&');
  const letters = [...part].map((letter) => `[${casesOf(letter).map(escaped).join('')}]`);
  const pattern = new RegExp(letters.join(''), 'u');
  return (text) => pattern.test(text);
}
