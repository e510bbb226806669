/** Where the reader of a command line stands: outside quotes, or inside one kind of them. */
type Quote = '' | "'" | '"';

/**
 * Splits a command line such as `less -R` or `"my editor" --wait` into words, as a shell would, without one: nothing
 * in it is run or filled in. Null where a quote is never closed, or nothing is there.
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

/** In double quotes a backslash stands for itself unless something follows that has a meaning there. */
function escapes(next: string, quote: Quote): boolean {
  return next !== '' && (quote === '' || '"\\$`'.includes(next));
}
