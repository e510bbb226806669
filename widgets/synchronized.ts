/** A frame that changes more rows than these is worth it. */
const fewRows = 3;

/** Whether the bytes of a picture draw in more than a few rows. */
export function isLarge(picture: string): boolean {
  const rows = new Set<string>();
  for (const [, row = ''] of picture.matchAll(/\u001b\[(\d*)(?:;\d*)?[Hd]/g)) {
    rows.add(row);
    if (rows.size > fewRows) return true;
  }
  return false;
}

/** The bytes as synchronized output (private mode 2026): what doesn't know the mode ignores its beginning and end. */
export function synchronized(picture: string): string {
  return `\u001b[?2026h${picture}\u001b[?2026l`;
}
