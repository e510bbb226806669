import { casesOf } from '../model/text.js';

/** Longer than any name that is searched, and well within SQLite's limit for patterns. */
const longest = 1000;

/**
 * A GLOB pattern that a text matches when it holds `part`, in any letter case; null, which matches everything, for
 * an empty part. GLOB rather than LIKE, because LIKE ignores the case of ASCII letters only.
 */
export function namePattern(part: string): string | null {
  if (part === '') return null;
  const letters = [...part].slice(0, longest).map((letter) => {
    const cases = casesOf(letter);
    return cases.length > 1 || '*?['.includes(letter) ? `[${cases.join('')}]` : letter;
  });
  return `*${letters.join('')}*`;
}
