import type { Cursor } from '../../cli/cursor.js';

/** A cursor as `--since` takes it. */
export function cursorText({ run, position }: Cursor): string {
  return `${run}.${position}`;
}
