import type { LogLine } from '../../model/log.js';
import { type Pattern, patternOf } from '../../pattern.js';

/**
 * Removes what is invisible in a line, such as escape sequences. A line without ESC, DEL and C1 is returned
 * unchanged.
 */
export type PlainText = (line: string) => string;

/** The condition that lines must match. */
export interface LineMatcher {
  /** True if nothing can match, because matches never span lines. */
  readonly isNothing: boolean;
  /**
   * A text whose bytes can be compared one by one, in the case made by `fold`; null if lines have to be decoded.
   */
  readonly ascii: string | null;
  fold(text: string): string;
  /** True if a line, or a piece of a longer one, has a visible match that begins in it. */
  isIn(piece: PieceOfLog): boolean;
}

/** A line, or a piece of one that continues in `following` or began before it. */
export interface PieceOfLog {
  readonly line: LogLine;
  readonly following: LogLine | undefined;
  /** Whether it is the beginning of a line. */
  readonly begins: boolean;
}

/** The matcher for what was typed. */
export function matcherFor(typed: string, plainText: PlainText): LineMatcher {
  return new PatternMatcher(typed, plainText);
}

/** A matcher for lines that match both. */
export function bothMatchers(one: LineMatcher, other: LineMatcher): LineMatcher {
  return {
    isNothing: one.isNothing || other.isNothing,
    ascii: null,
    fold: (text) => text,
    isIn: (piece) => one.isIn(piece) && other.isIn(piece),
  };
}

class PatternMatcher implements LineMatcher {
  readonly isNothing: boolean;
  readonly ascii: string | null;
  readonly #pattern: Pattern;

  readonly #plainText: PlainText;

  constructor(typed: string, plainText: PlainText) {
    this.#plainText = plainText;

    this.isNothing = typed === '' || /[\n\r]/.test(typed);
    this.#pattern = patternOf(typed);
    const { text } = this.#pattern;
    this.ascii = text !== null && /^[ -~]+$/.test(text) ? text : null;
  }

  fold(text: string): string {
    return this.#pattern.fold(text);
  }

  isIn({ line, following, begins }: PieceOfLog): boolean {
    const next = line.complete ? undefined : following;
    const own = this.#plainText(line.text);
    const { text } = this.#pattern;
    if (text === null && !(begins && line.complete)) return this.#beginsIn(line, next, begins);
    return (
      this.#pattern.isIn(own) || (next !== undefined && text !== null && this.#isAcross(line, next, text))
    );
  }

  /** True if a text extends across the end of a piece of a line into the next piece. */
  #isAcross(piece: LogLine, following: LogLine, text: string): boolean {
    const both = this.#pattern.fold(this.#plainText(piece.text + following.text));
    const own = both.length - this.#pattern.fold(this.#plainText(following.text)).length;
    const at = both.lastIndexOf(text, own - 1);
    return at >= 0 && own > 0 && at < own && at + text.length > own;
  }

  /** True if a match of a regular expression begins in a piece, whose ends aren't the line's. */
  #beginsIn(piece: LogLine, following: LogLine | undefined, begins: boolean): boolean {
    const both = this.#plainText(piece.text + (following?.text ?? ''));
    const own = both.length - this.#plainText(following?.text ?? '').length;
    const from = begins ? 0 : elsewhere.length;
    const isEnd = following === undefined ? piece.complete : following.complete;
    const whole = `${begins ? '' : elsewhere}${both}${isEnd ? '' : elsewhere}`;
    if (!this.#pattern.isIn(whole)) return false;
    const found = this.#pattern.find(whole, from);
    return found !== null && found.from < from + own;
  }
}

/** Stands for the text before or after a piece, so that neither beginning nor end of the line matches there. */
const elsewhere = '\n';
