import type { Span, StyleName } from '../frame.js';
import { cellsOf } from '../text/width.js';

const tabStop = 8;
const printableAscii = /^[ -~]*$/;

/** Stands for the second half of a wide character, in the cell after it. */
const secondHalf = '';

/** One line of a terminal on which clean text is written and overwritten. */
export class LineWriter {
  readonly #characters: string[] = [];
  readonly #styles: StyleName[] = [];
  #column = 0;
  /** Whether the cursor went back to the character here: this is how printers make bold and underlined text. */
  #isStruck = false;

  /** Writes clean text at the cursor, overwriting what is there. */
  write(text: string, style: StyleName): void {
    if (printableAscii.test(text)) {
      for (let index = 0; index < text.length; index += 1) this.#put(text[index] ?? '', 1, style);
      return;
    }
    for (const character of text) this.#put(character, cellsOf(character), style);
  }

  /** Moves to the next multiple of eight columns. */
  tab(style: StyleName): void {
    const next = (Math.floor(this.#column / tabStop) + 1) * tabStop;
    while (this.#column < next) {
      if (this.#column < this.#characters.length) this.#column += 1;
      else this.#put(' ', 1, style);
    }
    this.#isStruck = false;
  }

  /** Moves to a column, 0-based, but not beyond the text written so far. */
  moveTo(column: number): void {
    this.#column = Math.max(0, Math.min(column, this.#characters.length));
    this.#isStruck = false;
  }

  backspace(): void {
    if (this.#column === 0) return;
    this.#column -= 1;
    if (this.#characters[this.#column] === secondHalf) this.#column -= 1;
    this.#isStruck = true;
  }

  /** Erases from the cursor on, up to it, or everything. */
  erase(what: 'after' | 'before' | 'all'): void {
    if (what !== 'after') {
      const end =
        what === 'all' ? this.#characters.length : Math.min(this.#column + 1, this.#characters.length);
      for (let column = 0; column < end; column += 1) this.#blank(column);
    }
    if (what !== 'before') {
      if (this.#characters[this.#column] === secondHalf) this.#blank(this.#column - 1);
      this.#characters.length = Math.min(this.#characters.length, this.#column);
      this.#styles.length = this.#characters.length;
    }
  }

  /** The line's current text: neighbours in one style become one span. */
  spans(): Span[] {
    const spans: Span[] = [];
    let from = 0;
    for (let column = 1; column <= this.#characters.length; column += 1) {
      if (column < this.#characters.length && this.#styles[column] === this.#styles[from]) continue;
      const text = this.#characters.slice(from, column).join('');
      if (text !== '') spans.push({ text, style: this.#styles[from] ?? 'plain' });
      from = column;
    }
    return spans;
  }

  #put(character: string, width: number, style: StyleName): void {
    const column = this.#column;
    if (width === 0) {
      this.#mark(character);
      return;
    }
    // Most text is written at the end, where nothing stands that would have to be looked at.
    if (width === 1 && column === this.#characters.length) {
      this.#characters.push(character);
      this.#styles.push(style);
      this.#column += 1;
      this.#isStruck = false;
      return;
    }
    const isUnderline = this.#isStruck && character === '_' && (this.#characters[column] ?? ' ') !== ' ';
    this.#isStruck = false;
    if (isUnderline) {
      this.#column += this.#characters[column + 1] === secondHalf ? 2 : 1;
      return;
    }
    if (this.#characters[column] === secondHalf) this.#blank(column - 1);
    if (this.#characters[column + width] === secondHalf) this.#blank(column + width);
    this.#characters[column] = character;
    this.#styles[column] = style;
    if (width === 2) {
      this.#characters[column + 1] = secondHalf;
      this.#styles[column + 1] = style;
    }
    this.#column += width;
  }

  #mark(character: string): void {
    const column = this.#column - (this.#characters[this.#column - 1] === secondHalf ? 2 : 1);
    if (column >= 0) this.#characters[column] += character;
  }

  #blank(column: number): void {
    if (this.#characters[column + 1] === secondHalf) this.#characters[column + 1] = ' ';
    this.#characters[column] = ' ';
  }
}
