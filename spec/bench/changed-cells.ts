import type { Cell, Emulator } from '../support/emulator.js';

/** Counts what changes on a screen from one look to the next. */
export class ChangedCells {
  #last: Cell[];

  readonly #screen: Emulator;

  constructor(screen: Emulator) {
    this.#screen = screen;

    this.#last = cellsOf(screen);
  }

  /** UTF-8 bytes of the texts in the cells that look different from the last time. */
  bytes(): number {
    const cells = cellsOf(this.#screen);
    const changed = cells.filter((cell, index) => !isSame(cell, this.#last[index]));
    this.#last = cells;
    return Buffer.byteLength(changed.map(({ text, width }) => (width === 0 ? '' : text || ' ')).join(''));
  }
}

function cellsOf(screen: Emulator): Cell[] {
  return screen.lines().flatMap((_, row) => screen.cells(row));
}

function isSame(cell: Cell, other: Cell | undefined): boolean {
  return (
    other !== undefined && Object.entries(cell).every(([key, value]) => other[key as keyof Cell] === value)
  );
}
