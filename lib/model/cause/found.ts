/** A part of a line that varies, or that only seems to: where it ends, and what replaces it. */
export interface Found {
  readonly end: number;
  readonly text: string;
}

/** Where a match of a sticky pattern at `at` ends; -1 if there is no match there. */
export function endOf(pattern: RegExp, line: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(line) ? pattern.lastIndex : -1;
}

/** The class of an ASCII character: 1 a letter or an underscore, 2 a digit. */
const kinds = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  return /[A-Za-z_]/.test(character) ? 1 : /\d/.test(character) ? 2 : 0;
});

const anyLetter = /\p{L}/u;

/** True for an ASCII digit's code. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/**
 * True for the code of an ASCII letter, an underscore, or a letter beyond ASCII: characters that digits may be
 * attached to.
 */
export function isLetter(code: number): boolean {
  return code < 128 ? kinds[code] === 1 : anyLetter.test(String.fromCharCode(code));
}

/** True if there is a letter or a digit at `at`. */
export function isWordAt(line: string, at: number): boolean {
  const code = line.charCodeAt(at);
  return code < 128 ? kinds[code] !== 0 : isLetter(code);
}
