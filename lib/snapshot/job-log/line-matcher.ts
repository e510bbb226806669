import type { LogLine } from '../../model/log.js';
import { type Pattern, patternOf } from '../../pattern/pattern.js';

/** Removes what doesn't show of a line, such as escape sequences. A line without ESC, DEL and C1 stays as it is. */
export type PlainText = (line: string) => string;

/** What lines are judged by. */
export interface LineMatcher {
  /** True where nothing can match, for a match is within a line. */
  readonly isNothing: boolean;
  /** A text whose bytes can be compared one by one, in the case that `fold` makes; null where lines must be read. */
  readonly ascii: string | null;
  fold(text: string): string;
  /** True if a line, or a piece of a longer one, shows a match that begins in it. */
  isIn(piece: PieceOfLog): boolean;
}

/** A line, or a piece of one that goes on in `following` or began before it. */
export interface PieceOfLog {
  readonly line: LogLine;
  readonly following: LogLine | undefined;
  /** Whether a line begins with it. */
  readonly begins: boolean;
}

/** What finds lines that match what was typed. */
export function matcherFor(typed: string, plainText: PlainText): LineMatcher {
  return new PatternMatcher(typed, plainText);
}

/** What finds lines that both find. */
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

  /** True if a text lies across the end of a piece of a line and the piece that follows. */
  #isAcross(piece: LogLine, following: LogLine, text: string): boolean {
    const both = this.#pattern.fold(this.#plainText(piece.text + following.text));
    const own = both.length - this.#pattern.fold(this.#plainText(following.text)).length;
    const at = both.lastIndexOf(text, own - 1);
    return at >= 0 && own > 0 && at < own && at + text.length > own;
  }

  /** True if a match of a regular expression begins in a piece, whose ends are not the line's. */
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

/** Stands for what comes before and after a piece: beside it there is neither beginning nor end. */
const elsewhere = '\n';
