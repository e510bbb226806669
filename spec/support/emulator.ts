import headless, { type IBufferCell, type IBufferLine, type Terminal } from '@xterm/headless';
import { currentWidth } from './character-width.js';

/** One cell as a terminal shows it. The second half of a wide character has width 0 and no text. */
export interface Cell {
  readonly text: string;
  readonly width: number;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
  /** Palette index, or null for the terminal's own colour. */
  readonly foreground: number | null;
  readonly background: number | null;
}

export interface EmulatorOptions {
  readonly columns: number;
  readonly rows: number;
  /** `current` treats emoji as two cells, `old` as one, like many terminals in the field. */
  readonly widths?: 'current' | 'old';
}

/** Replays a terminal's bytes and returns what a person would see. Widths are the terminal's, not ours. */
export class Emulator {
  readonly #terminal: Terminal;
  #title = '';
  #cursorShown = true;
  #progress = '';

  constructor(options: EmulatorOptions) {
    this.#terminal = new headless.Terminal({
      ...{ cols: options.columns, rows: options.rows, allowProposedApi: true, scrollback: 200 },
    });
    if (options.widths !== 'old') useCurrentWidths(this.#terminal);
    this.#terminal.onTitleChange((title) => {
      this.#title = title;
    });
    this.#terminal.parser.registerOscHandler(9, (text) => {
      if (text.startsWith('4;')) this.#progress = text.slice(2);
      return true;
    });
    for (const [final, shown] of [
      ['h', true],
      ['l', false],
    ] as const) {
      this.#terminal.parser.registerCsiHandler({ prefix: '?', final }, (modes) => {
        if (modes.includes(25)) this.#cursorShown = shown;
        return false;
      });
    }
  }

  /** Resolves when the bytes have been replayed. */
  write(bytes: string | Uint8Array): Promise<void> {
    // The emulator draws what follows a key at once, everything else a millisecond later.
    this.#terminal.input('');
    return new Promise((resolve) => this.#terminal.write(bytes, resolve));
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
  }

  /** The visible rows, each as long as the screen is wide (in cells). */
  lines(): string[] {
    return Array.from(
      { length: this.#terminal.rows },
      (_, row) => this.#row(row)?.translateToString(false) ?? '',
    );
  }

  /** The visible rows without trailing blanks, as one text that ends in a newline. */
  text(): string {
    return `${this.lines()
      .map((line) => line.trimEnd())
      .join('\n')
      .trimEnd()}\n`;
  }

  /** Throws a RangeError outside the screen. */
  cell(column: number, row: number): Cell {
    const cell = this.#row(row)?.getCell(column);
    if (cell === undefined) throw new RangeError(`no cell at column ${column}, row ${row}`);
    return toCell(cell);
  }

  /** The cells of one row. */
  cells(row: number): Cell[] {
    return Array.from({ length: this.#terminal.cols }, (_, column) => this.cell(column, row));
  }

  /** Whether a frame has begun (synchronized output) and isn't whole yet: no terminal shows its half. */
  get isDrawing(): boolean {
    return this.#terminal.modes.synchronizedOutputMode;
  }

  /** What a shell would find: the modes, the cursor, the active buffer. */
  get state() {
    const { modes, buffer } = this.#terminal;
    return {
      alternateScreen: buffer.active.type === 'alternate',
      cursorShown: this.#cursorShown,
      cursor: { column: buffer.active.cursorX, row: buffer.active.cursorY },
      ...{ bracketedPaste: modes.bracketedPasteMode, lineWrap: modes.wraparoundMode },
      ...{ mouse: modes.mouseTrackingMode, focusEvents: modes.sendFocusMode },
      ...{ applicationCursor: modes.applicationCursorKeysMode, title: this.#title },
      progress: this.#progress,
    };
  }

  dispose(): void {
    this.#terminal.dispose();
  }

  #row(row: number): IBufferLine | undefined {
    const buffer = this.#terminal.buffer.active;
    return buffer.getLine(buffer.baseY + row);
  }
}

function toCell(cell: IBufferCell): Cell {
  return {
    ...{ text: cell.getChars(), width: cell.getWidth(), bold: cell.isBold() !== 0, dim: cell.isDim() !== 0 },
    ...{ underline: cell.isUnderline() !== 0, inverse: cell.isInverse() !== 0 },
    foreground: cell.isFgDefault() ? null : cell.getFgColor(),
    background: cell.isBgDefault() ? null : cell.getBgColor(),
  };
}

/**
 * The emulator's own width tables are those of Unicode 6. Property bits as in xterm.js: state << 3 | width << 1 |
 * join.
 */
function useCurrentWidths(terminal: Terminal): void {
  terminal.unicode.register({
    version: 'current',
    wcwidth: currentWidth,
    charProperties(codePoint, preceding) {
      const width = currentWidth(codePoint);
      const before = (preceding >> 1) & 3;
      const joins = width === 0 && preceding !== 0 && before !== 0;
      return ((joins ? Math.max(before, width) : width) << 1) | (joins ? 1 : 0);
    },
  });
  terminal.unicode.activeVersion = 'current';
}
