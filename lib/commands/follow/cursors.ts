import type { Cursor } from '../../cli/cursor.js';

/** A cursor as `--since` takes it. */
export function cursorText({ run, position }: Cursor): string {
  return `${run}.${position}`;
}

/** How far the events of each database have been told, so that one cursor goes on with all of them. */
export class Cursors {
  readonly #told = new Map<string, string>();

  /** The event with this cursor is told next. Null: the database can't be gone on with. */
  move(path: string, cursor: string | null): void {
    if (cursor === null) this.#told.delete(path);
    else this.#told.set(path, cursor);
  }

  /** What goes on after the event that is told next; null where no database can be gone on with. */
  get text(): string | null {
    return this.#told.size === 0 ? null : [...this.#told.values()].join(',');
  }
}
