/** How far a run of `follow` had got: after how many events. */
export interface Cursor {
  readonly run: string;
  readonly position: number;
}

const form = /^([0-9a-z]{6,12}-[0-9a-f]{8})\.(\d{1,15})$/;

/** No command line is longer than this many of them, by far. */
const mostCursors = 1000;

/** Cursors as `follow --json` prints them: one for each database, with commas between. Null for any other text. */
export function cursorsIn(text: string): readonly Cursor[] | null {
  const cursors = text
    .trim()
    .split(',', mostCursors + 1)
    .map((each) => {
      const [, run, position] = form.exec(each) ?? [];
      return run === undefined ? null : { run, position: Number(position) };
    });
  const known = cursors.filter((each) => each !== null);
  return known.length === cursors.length && known.length <= mostCursors ? known : null;
}
