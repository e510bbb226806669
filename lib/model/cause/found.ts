/** A stretch of a line that varies, or that only looks so: where it ends, and what stands for it. */
export interface Found {
  readonly end: number;
  readonly text: string;
}

/** Where a sticky pattern that matches at `at` ends; -1 where it doesn't match there. */
export function endOf(pattern: RegExp, line: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(line) ? pattern.lastIndex : -1;
}

/** What an ASCII character is to words: 1 a letter or an underscore, 2 a digit. */
const kinds = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  return /[A-Za-z_]/.test(character) ? 1 : /\d/.test(character) ? 2 : 0;
});

const anyLetter = /\p{L}/u;

/** True for an ASCII digit's code. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** True for the code of an ASCII letter, an underscore, or a letter beyond ASCII: what digits may be glued to. */
export function isLetter(code: number): boolean {
  return code < 128 ? kinds[code] === 1 : anyLetter.test(String.fromCharCode(code));
}

/** True where a letter or a digit stands at `at`. */
export function isWordAt(line: string, at: number): boolean {
  const code = line.charCodeAt(at);
  return code < 128 ? kinds[code] !== 0 : isLetter(code);
}
