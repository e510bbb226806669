/**
 * A text that may be pasted anywhere, with words for what was removed, such as `3 control characters`; none if
 * nothing was.
 */
export interface Pasteable {
  readonly text: string;
  readonly lost: readonly string[];
}

/** A whole control sequence: without its first character the rest would remain as garbage. */
const sequence = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]/g;
/** CR LF, or any character that some program takes for the end of a line. */
const lineBreak = /\r\n|[\n\v\f\r\x85\u2028\u2029]/g;
/** All of C0 and C1, and DEL. */
const control = /\p{Cc}/gu;
const direction = /\p{Bidi_Control}/gu;

/**
 * The part of a text that may go to a clipboard: no control characters, no line ends, and nothing that reverses
 * the direction of text. So the text itself can't end or submit whatever it is pasted into: a bracketed paste ends
 * at `ESC [ 201 ~`, and a shell runs what comes before a line's end as a command. Tabs become a space, and so do
 * breaks within the text.
 */
export function pasteable(text: string): Pasteable {
  const count = { controls: 0, breaks: 0, marks: 0 };
  const dropped = (kind: keyof typeof count, by: string) => () => {
    count[kind] += 1;
    return by;
  };
  const clean = text
    .replace(sequence, dropped('controls', ''))
    .replace(lineBreak, (found, at: number, whole: string) => {
      count.breaks += 1;
      return at === 0 || at + found.length === whole.length ? '' : ' ';
    })
    .replaceAll('\t', dropped('controls', ' '))
    .replace(control, dropped('controls', ''))
    .replace(direction, dropped('marks', ''));
  const lost = [
    words(count.controls, 'control character'),
    words(count.breaks, 'line break'),
    words(count.marks, 'direction mark'),
  ];
  return { text: clean, lost: lost.filter((each) => each !== '') };
}

function words(count: number, what: string): string {
  if (count === 0) return '';
  return count === 1 ? `1 ${what}` : `${count} ${what}s`;
}
