import { bare, sqlText } from './statement.js';

/**
 * The pairs of each `WHEN 'word' THEN 'meaning'` in a fragment, in their order, for code that interprets these
 * words without SQL.
 */
export function meanings(fragment: string): readonly (readonly [word: string, meaning: string])[] {
  const pairs = bare(sqlText(`fragments/${fragment}`)).matchAll(/\bWHEN '([^']*)' THEN '([^']*)'/g);
  return found(
    fragment,
    [...pairs].map(([, word = '', meaning = '']) => [word, meaning] as const),
  );
}

/** The words of the list that ends in `('one', 'other')` after `what IN` in a fragment, in their order. */
export function listed(fragment: string, what: string): readonly string[] {
  const [, text = ''] = bare(sqlText(`fragments/${fragment}`)).split(`${what} IN (`);
  const list = text.slice(0, text.indexOf(')'));
  return found(
    fragment,
    [...list.matchAll(/'([^']*)'/g)].map(([, word = '']) => word),
  );
}

/** Throws if nothing was found: then the fragment was rewritten, and this code has to follow. */
function found<T>(fragment: string, words: readonly T[]): readonly T[] {
  if (words.length === 0) throw new Error(`schema: no words in ${fragment}`);
  return words;
}
