/** Where a run of `follow` had come to: after how many events. */
export interface Cursor {
  readonly run: string;
  readonly position: number;
}

const form = /^([0-9a-z]{6,12}-[0-9a-f]{8})\.(\d{1,15})$/;

/** A cursor as `follow --json` prints it; null for any other text. */
export function cursorIn(text: string): Cursor | null {
  const [, run, position] = form.exec(text.trim()) ?? [];
  return run === undefined ? null : { run, position: Number(position) };
}
