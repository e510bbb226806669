/**
 * Terminals take sequences of at most 100,000 bytes: 8 around the text, and 99,992 of base64, which is this many
 * bytes of text.
 */
export const clipboardLimit = 74_994;

/**
 * GNU screen keeps 768 bytes of a string and prints what comes after them. The framing of a chunk takes four of
 * them.
 */
const screenString = 768 - 4;

/** Whether a text is short enough to be sent through a terminal. */
export function fitsTerminal(text: string): boolean {
  return Buffer.byteLength(text) <= clipboardLimit;
}

/**
 * Asks a terminal to take a text into its clipboard. Whatever the text is, its encoding is plain ASCII. The
 * sequence ends with BEL: the alternative, ESC \, would end the strings that multiplexers need around it.
 */
export function clipboardSequence(text: string): string {
  return `\x1b]52;c;${Buffer.from(text).toString('base64')}\x07`;
}

/** Wrapped so that tmux passes it unchanged to its own terminal, if `allow-passthrough` is on. */
export function throughTmux(sequence: string): string {
  return `\x1bPtmux;${sequence.replaceAll('\x1b', '\x1b\x1b')}\x1b\\`;
}

/** Wrapped so that GNU screen passes it unchanged to its own terminal, chunk by chunk. */
export function throughScreen(sequence: string): string {
  let chunks = '';
  for (let start = 0; start < sequence.length; start += screenString) {
    chunks += `\x1bP${sequence.slice(start, start + screenString)}\x1b\\`;
  }
  return chunks;
}

/** Whether GNU screen swallows an unwrapped sequence, instead of printing its end. */
export function screenSwallows(sequence: string): boolean {
  return sequence.length <= screenString;
}
