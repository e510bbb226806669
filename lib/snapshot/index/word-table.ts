const space = 0x20;
/** Of the table: a power of two, some times as many as there are words. */
const slots = 128;

/** Words in ASCII with what each stands for, found by their bytes in whatever case. */
export class WordTable {
  /** Numbers of words by their hash, from 1 on; 0 is free. */
  readonly #slots = new Uint8Array(slots);
  readonly #starts: Int32Array;
  readonly #codes: Int32Array;
  /** All words in upper case, one behind the other. */
  readonly #letters: Uint8Array;

  /** A code is 0 or greater; no word is there twice. */
  constructor(words: readonly (readonly [word: string, code: number])[]) {
    this.#letters = new TextEncoder().encode(words.map(([word]) => word.toUpperCase()).join(''));
    this.#codes = Int32Array.from(words, ([, code]) => code);
    this.#starts = new Int32Array(words.length + 1);
    words.forEach(([word], index) => {
      const start = this.#starts[index] ?? 0;
      this.#starts[index + 1] = start + word.length;
      let slot = hash(this.#letters, start, word.length);
      while (this.#slots[slot] !== 0) slot = (slot + 1) % slots;
      this.#slots[slot] = index + 1;
    });
  }

  /** What these bytes stand for; -1 where they are none of the words. */
  code(bytes: Uint8Array, at: number, length: number): number {
    for (let slot = hash(bytes, at, length); ; slot = (slot + 1) % slots) {
      const index = (this.#slots[slot] ?? 0) - 1;
      if (index < 0) return -1;
      const start = this.#starts[index] ?? 0;
      if ((this.#starts[index + 1] ?? 0) - start === length && this.#isSame(start, bytes, at, length))
        return this.#codes[index] ?? -1;
    }
  }

  #isSame(start: number, bytes: Uint8Array, at: number, length: number): boolean {
    const letters = this.#letters;
    for (let index = 0; index < length; index += 1) {
      const byte = bytes[at + index] ?? 0;
      // As SQLite's upper() has it: ASCII letters only.
      if ((byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte) !== letters[start + index]) return false;
    }
    return true;
  }

  /**
   * True if the beginning of a text is one of the words but for blanks around it. SQLite's substr() takes a text to end at its
   * first NUL.
   */
  isAllOf(bytes: Uint8Array, at: number, length: number): boolean {
    let from = at;
    let end = at;
    while (end < at + length && bytes[end] !== 0) end += 1;
    while (end > from && bytes[end - 1] === space) end -= 1;
    while (from < end && bytes[from] === space) from += 1;
    return this.code(bytes, from, end - from) >= 0;
  }
}

/** The same for both cases of a letter. */
function hash(bytes: Uint8Array, at: number, length: number): number {
  if (length === 0) return 0;
  const first = (bytes[at] ?? 0) & 0x1f;
  const last = (bytes[at + length - 1] ?? 0) & 0x1f;
  return (length * 37 + first * 5 + last) % slots;
}
