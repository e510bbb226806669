import { createRequire } from 'node:module';
import type * as re2 from 're2js';

/** With this many instructions, a regular expression takes a tenth of a second for 16 KB at worst. */
const mostInstructions = 500;

/** The characters that have a special meaning in a regular expression. */
const special = /[\\^$.*+?()[\]{}|]/;

/** Whether a text, as a regular expression, may mean something other than itself. */
export function isExpression(text: string): boolean {
  return special.test(text);
}

/** A regular expression, or in a few words why the text isn't one. */
export type Compiled =
  | { readonly kind: 'expression'; readonly expression: re2.RE2JS; readonly instructions: number }
  | { readonly kind: 'fault'; readonly fault: string };

let library: typeof re2 | null = null;

/**
 * A regular expression in the syntax of RE2, whose time is linear in the text whatever the pattern is. The library
 * is loaded with the first expression, so that nobody else pays for it.
 */
export function compiled(text: string, isExact: boolean): Compiled {
  library ??= createRequire(import.meta.url)('re2js') as typeof re2;
  const { RE2JS, RE2JSException } = library;
  try {
    const expression = RE2JS.compile(text, isExact ? 0 : RE2JS.CASE_INSENSITIVE);
    const instructions = expression.programSize();
    return instructions > mostInstructions
      ? { kind: 'fault', fault: 'pattern too large' }
      : { kind: 'expression', expression, instructions };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return { kind: 'fault', fault: faultOf(error.message) };
  }
}

/** "error parsing regexp: missing closing ): `a(`" in fewer words, because the pattern is shown beside it. */
function faultOf(message: string): string {
  const words = message.replace(/^error parsing regexp: /, '').replace(/: `.*$/s, '');
  return words
    .replace(' at end of expression', '')
    .replace('invalid or unsupported Perl syntax', 'no such (?…)');
}
