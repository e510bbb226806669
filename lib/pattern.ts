import { createRequire } from 'node:module';
import type * as re2 from 're2js';
import type { RE2JS } from 're2js';

/** With this many instructions, a regular expression takes a tenth of a second for 16 KB at worst. */
const mostInstructions = 500;

/** The characters that have a special meaning in a regular expression. */
const special = /[\\^$.*+?()[\]{}|]/;

/** Whether a text, as a regular expression, may mean something other than itself. */
function isExpression(text: string): boolean {
  return special.test(text);
}

/** A regular expression, or in a few words why the text isn't one. */
type Compiled =
  | { readonly kind: 'expression'; readonly expression: re2.RE2JS; readonly instructions: number }
  | { readonly kind: 'fault'; readonly fault: string };

let library: typeof re2 | null = null;

/**
 * A regular expression in the syntax of RE2, whose time is linear in the text whatever the pattern is. The library
 * is loaded with the first expression, so that nobody else pays for it.
 */
function compiled(text: string, isExact: boolean): Compiled {
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

/** The position of a match in a text, in UTF-16 units. */
export interface Match {
  readonly from: number;
  readonly to: number;
}

/** What the operator looks for in lines: a regular expression, or plain text if it isn't one. */
export interface Pattern {
  /** The text to find, in the case that is compared; null for a regular expression. */
  readonly text: string | null;
  /** Why the text itself is searched for, if it looks like a regular expression but isn't valid; a few words. */
  readonly fault: string | null;
  /** Matches around a place can be found within this many UTF-16 units without delaying the screen. */
  readonly reach: number;
  /** A text in the case that is compared. */
  fold(text: string): string;
  /** True if a line holds a match. */
  isIn(line: string): boolean;
  /** The first match that begins at a place of the line or after it; it may be empty. */
  find(line: string, from: number): Match | null;
}

/** A regular expression may take about this many steps on a line; matches further away aren't marked. */
const stepsAround = 50_000;
const farthest = 2048;

/** The latest patterns, because each line asks for them again. */
const known = new Map<string, Pattern>();
const mostKnown = 8;

/** The pattern for what was typed; case matters only if a capital was typed. */
export function patternOf(typed: string): Pattern {
  const before = known.get(typed);
  if (before !== undefined) return before;
  const pattern = made(typed);
  const [oldest] = known.keys();
  if (known.size >= mostKnown && oldest !== undefined) known.delete(oldest);
  known.set(typed, pattern);
  return pattern;
}

function made(typed: string): Pattern {
  if (!isExpression(typed)) return new Literal(typed, null);
  const result = compiled(typed, hasCapital(typed));
  return result.kind === 'fault'
    ? new Literal(typed, result.fault)
    : new Expression(result.expression, result.instructions);
}

/** The capitals in `\S`, `\p{Lu}` and `(?P<name>` aren't letters to be found. */
function hasCapital(typed: string): boolean {
  return /\p{Lu}/u.test(typed.replace(/\\[pP]\{[^}]*\}|\\[pP]?.|\(\?P?<\w*>/gu, ''));
}

class Literal implements Pattern {
  readonly text: string;
  readonly reach: number;
  readonly #isExact: boolean;
  readonly #expression: RegExp;

  constructor(
    typed: string,
    readonly fault: string | null,
  ) {
    this.#isExact = /\p{Lu}/u.test(typed);
    this.text = this.fold(typed);
    this.reach = typed.length;
    const escaped = typed.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&').replaceAll('\\-', '\\x2d');
    this.#expression = new RegExp(escaped, this.#isExact ? 'gu' : 'giu');
  }

  fold(text: string): string {
    return this.#isExact ? text : text.toLowerCase();
  }

  isIn(line: string): boolean {
    return this.fold(line).includes(this.text);
  }

  find(line: string, from: number): Match | null {
    this.#expression.lastIndex = from;
    const found = this.#expression.exec(line);
    return found === null ? null : { from: found.index, to: found.index + found[0].length };
  }
}

class Expression implements Pattern {
  readonly text = null;
  readonly fault = null;
  readonly reach: number;

  readonly #expression: RE2JS;

  constructor(expression: RE2JS, instructions: number) {
    this.#expression = expression;

    this.reach = Math.min(farthest, Math.ceil(stepsAround / instructions));
  }

  fold(text: string): string {
    return text;
  }

  isIn(line: string): boolean {
    return this.#expression.test(line);
  }

  find(line: string, from: number): Match | null {
    const matcher = this.#expression.matcher(line);
    return from <= line.length && matcher.find(from) ? { from: matcher.start(), to: matcher.end() } : null;
  }
}
