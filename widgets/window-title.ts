/**
 * The only way to set a window's title: the bytes that do it. A control character would end the sequence early and
 * turn the rest into commands, so a title with one is refused, and the result is empty. So is the result for a
 * title without text.
 */
export function windowTitleSequence(title: string): string {
  return title === '' || /\p{Cc}/u.test(title) ? '' : `\x1b]2;${title}\x07`;
}
