/**
 * What is sent to take the screen: alternate screen, cursor hidden, pastes bracketed, no wrapping at the right edge
 * (a character that the terminal takes for wider than we do stays on its line), blank. Terminals ignore what they
 * don't know, so one text serves all.
 */
export function enterSequence({ title }: { readonly title: boolean }): string {
  return `${title ? '\x1b[22;2t' : ''}\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[?7l\x1b[0m\x1b[H\x1b[2J`;
}

/**
 * What is sent to give it back. It clears first: a terminal without an alternate screen would otherwise leave the
 * shell's prompt in the middle of a picture.
 */
export function leaveSequence({ title }: { readonly title: boolean }): string {
  return `\x1b[0m\x1b[?7h\x1b[?2004l\x1b[H\x1b[2J\x1b[?25h\x1b[?1049l${title ? '\x1b[23;2t' : ''}`;
}
