import type { LogColor, Span, StyleName } from '../frame.js';
import { escapeSequences } from '../text/escape-sequences.js';
import { asciiOnly, sanitize } from '../text/sanitize.js';
import { cellsOf } from '../text/width.js';

const tabStop = 8;
const printableAscii = /^[ -~]*$/;

/** Stands for the second half of a wide character, in the cell after it. */
const secondHalf = '';

/** One line of a terminal on which clean text is written and overwritten. */
class LineWriter {
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

/**
 * The parts of a terminal's style that are shown for a log. Background colours are left out, because our own
 * styles wouldn't show on them.
 */
interface LogStyle {
  readonly bold: boolean;
  readonly dim: boolean;
  readonly color: LogColor | null;
}

/** No colour and no weight. */
export const noStyle: LogStyle = { bold: false, dim: false, color: null };

/** Palette colours 1 to 6; black and white become the terminal's own colour, so that text stays readable. */
const palette: readonly (LogColor | null)[] = [
  null,
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
  null,
];

/** A colour counts as grey if its brightest and darkest parts differ by less than this, of 255. */
const leastHue = 64;

/** The style after an SGR sequence with these parameters (`1;31`), with colons treated as semicolons. */
function styleAfter(style: LogStyle, parameters: string): LogStyle {
  const codes = parameters.split(/[;:]/).map((code) => Number(code));
  let next = style;
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index] ?? 0;
    if (code === 0) next = noStyle;
    else if (code === 1) next = { ...next, bold: true };
    else if (code === 2) next = { ...next, dim: true };
    else if (code === 22) next = { ...next, bold: false, dim: false };
    else if (code >= 30 && code <= 37) next = { ...next, color: palette[code - 30] ?? null };
    else if (code === 39) next = { ...next, color: null };
    else if (code === 90) next = { ...next, dim: true, color: null };
    else if (code >= 91 && code <= 97) next = { ...next, color: palette[code - 90] ?? null };
    else if (code === 38 || code === 48) {
      const { color, length } = extended(codes.slice(index + 1));
      if (code === 38) next = { ...next, color };
      index += length;
    }
  }
  return next;
}

/** The name of a style in the theme. */
export function nameOf({ bold, dim, color }: LogStyle): StyleName {
  if (color === null) return bold ? 'strong' : dim ? 'dim' : 'plain';
  return bold ? strong[color] : color;
}

const strong: Readonly<Record<LogColor, StyleName>> = {
  red: 'strongRed',
  green: 'strongGreen',
  yellow: 'strongYellow',
  blue: 'strongBlue',
  magenta: 'strongMagenta',
  cyan: 'strongCyan',
};

/** A colour of 256 (`5;n`) or by its parts (`2;r;g;b`), and how many codes that takes. */
function extended(codes: readonly number[]): { readonly color: LogColor | null; readonly length: number } {
  const [kind, ...parts] = codes;
  if (kind === 5) return { color: of256(parts[0] ?? 0), length: 2 };
  if (kind === 2) return { color: nearest(parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0), length: 4 };
  return { color: null, length: 0 };
}

function of256(index: number): LogColor | null {
  if (index < 16) return palette[index % 8] ?? null;
  if (index >= 232) return null;
  const cube = index - 16;
  const level = (step: number) => (step === 0 ? 0 : 55 + 40 * step);
  return nearest(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

/** The one of six hues made of those parts that are more than half lit. */
function nearest(red: number, green: number, blue: number): LogColor | null {
  const most = Math.max(red, green, blue);
  const least = Math.min(red, green, blue);
  if (!(most - least >= leastHue)) return null;
  const middle = (most + least) / 2;
  return palette[(red > middle ? 1 : 0) + (green > middle ? 2 : 0) + (blue > middle ? 4 : 0)] ?? null;
}

const plainText = /^[ -~]*$/;
const controls = /[\r\b\t]/g;
/** The escape sequences in a log that have an effect: colours, erasing in the line, moving to a column. */
const counted = /^(?:\x1b\[|\x9b)([0-9;:]*)([mKG])$/;
/** Readers return lines in pieces that are shorter than this. */
const longest = 64 * 1024;

/**
 * A line of a log as clean text with its colours: what a terminal would finally show of a line that was
 * overwritten (progress bars, overstruck print), tabs as spaces. All other control sequences are dropped.
 */
export function logSpans(text: string, unicode: boolean): readonly Span[] {
  if (text.length <= longest && plainText.test(text)) return text === '' ? [] : [{ text, style: 'plain' }];
  const line = text.length > longest ? text.slice(0, longest) : text;
  const writer = new LineWriter();
  let style = noStyle;
  let from = 0;
  for (const sequence of escapeSequences(line)) {
    writeControlled(writer, line.slice(from, sequence.from), style, unicode);
    style = obey(writer, line.slice(sequence.from, sequence.to), style);
    from = sequence.to;
  }
  writeControlled(writer, line.slice(from), style, unicode);
  return writer.spans();
}

/** Writes text that may contain single control characters, but no sequences. */
function writeControlled(writer: LineWriter, text: string, style: LogStyle, unicode: boolean): void {
  const name = nameOf(style);
  let from = 0;
  controls.lastIndex = 0;
  for (let found = controls.exec(text); found !== null; found = controls.exec(text)) {
    writeClean(writer, text.slice(from, found.index), name, unicode);
    from = controls.lastIndex;
    if (found[0] === '\r') writer.moveTo(0);
    else if (found[0] === '\b') writer.backspace();
    else writer.tab(name);
  }
  writeClean(writer, from === 0 ? text : text.slice(from), name, unicode);
}

function writeClean(writer: LineWriter, text: string, style: StyleName, unicode: boolean): void {
  if (text === '') return;
  const clean = sanitize(text, longest, { spaces: 'all' });
  writer.write(unicode ? clean : asciiOnly(clean), style);
}

function obey(writer: LineWriter, sequence: string, style: LogStyle): LogStyle {
  const [, parameters = '', final] = counted.exec(sequence) ?? [];
  switch (final) {
    case 'm':
      return styleAfter(style, parameters);
    case 'K':
      writer.erase(parameters === '1' ? 'before' : parameters === '2' ? 'all' : 'after');
      return style;
    case 'G':
      writer.moveTo(Math.max(1, Number.parseInt(parameters, 10) || 1) - 1);
      return style;
    default:
      return style;
  }
}
