/**
 * What is sent to take the screen: alternate screen, cursor hidden, bracketed paste, focus reports, no wrapping at
 * the right edge (so that a character that the terminal takes to be wider than we do stays on its line), blank.
 * Terminals ignore what they don't know, so one text serves all of them.
 */
export function enterSequence({ title }: { readonly title: boolean }): string {
  return `${title ? '\x1b[22;2t' : ''}\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[?1004h\x1b[?7l\x1b[0m\x1b[H\x1b[2J`;
}

/**
 * What is sent to give it back. It clears first: otherwise a terminal without an alternate screen would show the
 * shell's prompt in the middle of a picture.
 */
export function leaveSequence({ title }: { readonly title: boolean }): string {
  return `\x1b[0m\x1b[?7h\x1b[?1004l\x1b[?2004l\x1b[H\x1b[2J\x1b[?25h\x1b[?1049l${title ? '\x1b[23;2t' : ''}`;
}

/**
 * What is sent after another program had the terminal, in case it was killed before it could tidy up: alternate
 * screen, scrolling region, insertion, line drawing, keypad, mouse, focus, pastes, colours, cursor, wrapping. The
 * cursor stays where that program left it, so that the shell's prompt will come after its last words: hence 47 and
 * not 1049, which would return it to where it was before.
 */
export const cleanSequence =
  '\x1b[?47l\x1b7\x1b[r\x1b8\x1b[4l\x1b(B\x0f\x1b[?1l\x1b>' +
  '\x1b[?9l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1005l\x1b[?1006l\x1b[?1015l\x1b[?1004l\x1b[?2004l' +
  '\x1b[0m\x1b[?25h\x1b[?7h';
