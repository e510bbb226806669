/** Where the parser of a command line is: outside quotes, or inside one kind of them. */
type Quote = '' | "'" | '"';

/**
 * Splits a command line such as `less -R` or `"my editor" --wait` into words, as a shell would, but without
 * expanding or running anything in it. Null if a quote is never closed, or if the line is empty.
 */
export function commandWords(line: string): readonly [string, ...string[]] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote: Quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at);
    if (quote === '' && /\s/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (character === quote) {
      quote = '';
    } else if (quote === '' && (character === "'" || character === '"')) {
      quote = character;
      word ??= '';
    } else if (character === '\\' && quote !== "'" && escapes(line.charAt(at + 1), quote)) {
      at += 1;
      word = (word ?? '') + line.charAt(at);
    } else {
      word = (word ?? '') + character;
    }
  }
  if (quote !== '') return null;
  if (word !== null) words.push(word);
  const [first, ...rest] = words;
  return first === undefined || first === '' ? null : [first, ...rest];
}

/** In double quotes a backslash is literal unless the next character has a special meaning there. */
function escapes(next: string, quote: Quote): boolean {
  return next !== '' && (quote === '' || '"\\$`'.includes(next));
}
