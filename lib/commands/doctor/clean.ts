import { sanitize } from '../../view/text/sanitize.js';

const limit = 4096;

/** A value from outside, fit to be printed: a path, a variable. */
export function clean(text: string): string {
  return sanitize(text, limit);
}
