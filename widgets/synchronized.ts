/** Up to this many bytes arrive in one piece anyway, and the marks would make them longer by an eighth. */
const onePiece = 128;

/** Whether a picture is worth the marks of synchronized output. */
export function isLarge(picture: string): boolean {
  return picture.length > onePiece;
}

/**
 * The bytes as synchronized output (private mode 2026): a terminal that doesn't know the mode ignores its beginning and
 * end.
 */
export function synchronized(picture: string): string {
  return `\u001b[?2026h${picture}\u001b[?2026l`;
}
