/**
 * The one way to a window's title: the bytes that set it. A control character would end the sequence early and turn
 * the rest into commands, so a title that has one is refused: the answer is empty. So is a title without text.
 */
export function windowTitleSequence(title: string): string {
  return title === '' || /\p{Cc}/u.test(title) ? '' : `\x1b]2;${title}\x07`;
}
