import { createRequire } from 'node:module';
import type * as re2 from 're2js';

/** A regular expression of this many instructions can be made to take a tenth of a second for 16 KB, not more. */
const mostInstructions = 500;

/** What makes a text more than itself in a regular expression. */
const special = /[\\^$.*+?()[\]{}|]/;

/** Whether a text may mean something else than itself as a regular expression. */
export function isExpression(text: string): boolean {
  return special.test(text);
}

/** A regular expression, or why there is none, in a few words. */
export type Compiled =
  | { readonly kind: 'expression'; readonly expression: re2.RE2JS; readonly instructions: number }
  | { readonly kind: 'fault'; readonly fault: string };

let library: typeof re2 | null = null;

/**
 * A regular expression in the syntax of RE2, whose time is linear in the text whatever the pattern is. Only the first
 * one loads the library: nobody else pays for it.
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

/** "error parsing regexp: missing closing ): `a(`" in fewer words: what was typed stands beside it. */
function faultOf(message: string): string {
  const words = message.replace(/^error parsing regexp: /, '').replace(/: `.*$/s, '');
  return words
    .replace(' at end of expression', '')
    .replace('invalid or unsupported Perl syntax', 'no such (?…)');
}
