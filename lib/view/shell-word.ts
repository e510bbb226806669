/** Characters that have no special meaning in any shell, wherever they are. */
const plain = /^[\w/.][\w/.@:,=+-]*$/;
/**
 * Text that can't be passed on any shell's command line: NUL, half a character, and a break at the end, which
 * `$()` drops.
 */
const impossible = /\0|\p{Cs}|\n$/u;

/**
 * A text as one word of a command line that bash, zsh, fish and other shells read as exactly this text, whatever
 * it contains; null if that isn't possible. A text that a terminal can't show unchanged (as told by `isShown`) is
 * written as the numbers of its bytes.
 */
export function shellWord(text: string, isShown: (text: string) => boolean): string | null {
  if (text === '' || impossible.test(text)) return null;
  if (plain.test(text)) return text;
  return isShown(text) ? quoted(text) : `"$(printf '${inBytes(text)}')"`;
}

/** fish interprets backslashes in quotes, so they are put outside, like the quotes themselves. */
function quoted(text: string): string {
  return text
    .split(/(['\\])/)
    .map((part) => (part === "'" || part === '\\' ? `\\${part}` : part === '' ? '' : `'${part}'`))
    .join('');
}

/**
 * As a format for printf: every other byte by its number. A dash at the beginning would be taken for an option.
 */
function inBytes(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte, index) => {
    const character = String.fromCharCode(byte);
    const isPlain = plain.test(character) || (index > 0 && character === '-');
    return isPlain ? character : `\\${byte.toString(8).padStart(3, '0')}`;
  }).join('');
}
