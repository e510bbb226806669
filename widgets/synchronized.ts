/** No more bytes than these arrive in one piece, and the marks would be an eighth of them. */
const onePiece = 128;

/** Whether a picture is worth the marks of synchronized output. */
export function isLarge(picture: string): boolean {
  return picture.length > onePiece;
}

/** The bytes as synchronized output (private mode 2026): what doesn't know the mode ignores its beginning and end. */
export function synchronized(picture: string): string {
  return `\u001b[?2026h${picture}\u001b[?2026l`;
}
