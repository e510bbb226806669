import { sanitize } from '../../view/text/sanitize.js';

const limit = 4096;

/** A value from outside, such as a path or a variable, made safe to print. */
export function clean(text: string): string {
  return sanitize(text, limit);
}
