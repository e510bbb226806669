/** The line that replaces those left out of a text. */
export const gap = '…';

/** A text of which only both ends are known, in whole lines if it has lines, with a line for what is left out. */
export function withGap(beginning: string, end: string): string {
  const lastBreak = beginning.lastIndexOf('\n');
  const head = lastBreak < 0 ? beginning : beginning.slice(0, lastBreak);
  return `${head}\n${gap}\n${end.slice(end.indexOf('\n') + 1)}`;
}
