/** Characters that mean nothing to any shell, wherever they stand. */
const plain = /^[\w/.][\w/.@:,=+-]*$/;
/** What no shell can be told on its command line: NUL, half a character, and a break at the end, which `$()` drops. */
const impossible = /\0|\p{Cs}|\n$/u;

/**
 * A text as one word of a command line that bash, zsh, fish and other shells read as exactly this text, whatever it
 * holds; null where there is no such word. A text that a terminal can't show as it is (`isShown` says so) is written as
 * numbers of its bytes.
 */
export function shellWord(text: string, isShown: (text: string) => boolean): string | null {
  if (text === '' || impossible.test(text)) return null;
  if (plain.test(text)) return text;
  return isShown(text) ? quoted(text) : `"$(printf '${inBytes(text)}')"`;
}

/** fish takes a backslash between quotes for itself, so it stands outside of them, as quotes do. */
function quoted(text: string): string {
  return text
    .split(/(['\\])/)
    .map((part) => (part === "'" || part === '\\' ? `\\${part}` : part === '' ? '' : `'${part}'`))
    .join('');
}

/** As printf's format: every other byte by its number. A dash at the start would make it an option. */
function inBytes(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte, index) => {
    const character = String.fromCharCode(byte);
    const isPlain = plain.test(character) || (index > 0 && character === '-');
    return isPlain ? character : `\\${byte.toString(8).padStart(3, '0')}`;
  }).join('');
}
