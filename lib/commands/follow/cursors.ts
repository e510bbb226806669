import type { Cursor } from '../../cli/cursor.js';

/** A cursor as `--since` takes it. */
export function cursorText({ run, position }: Cursor): string {
  return `${run}.${position}`;
}

/** How far the events of each database have been printed, so that one cursor continues all of them. */
export class Cursors {
  readonly #told = new Map<string, string>();

  /** The event with this cursor is printed next. Null: the database can't be continued. */
  move(path: string, cursor: string | null): void {
    if (cursor === null) this.#told.delete(path);
    else this.#told.set(path, cursor);
  }

  /** The cursor that continues after the event that is printed next; null if no database can be continued. */
  get text(): string | null {
    return this.#told.size === 0 ? null : [...this.#told.values()].join(',');
  }
}
