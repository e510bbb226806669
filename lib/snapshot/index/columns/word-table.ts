const space = 0x20;
/** The size of the hash table: a power of two, several times the number of words. */
const slots = 128;
const mask = slots - 1;

/** ASCII words, each with a code, found by their bytes in any letter case. */
export class WordTable {
  /** Indexes of words by their hash, from 1 on; 0 is free. */
  readonly #slots = new Uint8Array(slots);
  readonly #starts: Int32Array;
  readonly #codes: Int32Array;
  /** All words in upper case, one after another. */
  readonly #letters: DataView;

  /** Codes must be 0 or greater, and words unique. */
  constructor(words: readonly (readonly [word: string, code: number])[]) {
    const letters = new TextEncoder().encode(words.map(([word]) => word.toUpperCase()).join(''));
    this.#letters = new DataView(letters.buffer);
    this.#codes = Int32Array.from(words, ([, code]) => code);
    this.#starts = new Int32Array(words.length + 1);
    words.forEach(([word], index) => {
      const start = this.#starts[index] ?? 0;
      this.#starts[index + 1] = start + word.length;
      let slot = hash(this.#letters, start, word.length);
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = index + 1;
    });
  }

  /** The code of these bytes; -1 if they aren't one of the words. */
  code(text: DataView, at: number, length: number): number {
    for (let slot = hash(text, at, length); ; slot = (slot + 1) & mask) {
      const index = (this.#slots[slot] ?? 0) - 1;
      if (index < 0) return -1;
      const start = this.#starts[index] ?? 0;
      if ((this.#starts[index + 1] ?? 0) - start === length && this.#isSame(start, text, at, length))
        return this.#codes[index] ?? -1;
    }
  }

  #isSame(start: number, text: DataView, at: number, length: number): boolean {
    const letters = this.#letters;
    let index = 0;
    // Compares four at a time, as long as they are in upper case.
    while (index + 4 <= length && text.getInt32(at + index) === letters.getInt32(start + index)) index += 4;
    for (; index < length; index += 1) {
      const byte = text.getUint8(at + index);
      const letter = letters.getUint8(start + index);
      // Like SQLite's upper(): ASCII letters only.
      if (byte !== letter && (byte !== letter + 0x20 || byte < 0x61 || byte > 0x7a)) return false;
    }
    return true;
  }

  /**
   * True if the beginning of a text is one of the words, apart from blanks around it. SQLite's substr() takes a
   * text to end at its first NUL.
   */
  isAllOf(text: DataView, at: number, length: number): boolean {
    let from = at;
    let end = at;
    while (end < at + length && text.getUint8(end) !== 0) end += 1;
    while (end > from && text.getUint8(end - 1) === space) end -= 1;
    while (from < end && text.getUint8(from) === space) from += 1;
    return this.code(text, from, end - from) >= 0;
  }
}

/** The hash is the same for both cases of a letter. */
function hash(text: DataView, at: number, length: number): number {
  if (length === 0) return 0;
  const first = text.getUint8(at) & 0x1f;
  const last = text.getUint8(at + length - 1) & 0x1f;
  return (length * 37 + first * 5 + last) & mask;
}
