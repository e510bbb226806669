/** Removes what doesn't show of a line, such as escape sequences. A line without ESC, DEL and C1 stays as it is. */
export type PlainText = (line: string) => string;

/** What a search looks for: letter case counts only where a capital was typed. */
export class Needle {
  /** The text in the case that is compared; empty where nothing can match, for a match is within a line. */
  readonly text: string;
  private readonly isExact: boolean;

  constructor(
    typed: string,
    private readonly plainText: PlainText,
  ) {
    this.isExact = /\p{Lu}/u.test(typed);
    this.text = /[\n\r]/.test(typed) ? '' : this.fold(typed);
  }

  /** True for a text whose bytes can be compared one by one. */
  get isAscii(): boolean {
    return /^[ -~]+$/.test(this.text);
  }

  /** A text in the case that is compared. */
  fold(text: string): string {
    return this.isExact ? text : text.toLowerCase();
  }

  /** True if a line, as the log holds it, shows what is looked for. */
  isIn(line: string): boolean {
    return this.fold(this.plainText(line)).includes(this.text);
  }

  /** True if it lies across the end of a piece of a line and the piece that follows. */
  isAcross(piece: string, following: string): boolean {
    const both = this.fold(this.plainText(piece + following));
    const own = both.length - this.fold(this.plainText(following)).length;
    const at = both.lastIndexOf(this.text, own - 1);
    return at >= 0 && own > 0 && at < own && at + this.text.length > own;
  }
}
