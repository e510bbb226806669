/** Bytes with ASCII letters in lower case. */
const folded = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));

/** Finds a text of ASCII characters among bytes, in any letter case (Horspool's search). */
export class SearchBytes {
  readonly #bytes: Uint8Array;
  /** How far to skip, by the byte at the position of the text's last one. */
  readonly #steps: Uint32Array;

  /** `text` must have at least one character. */
  constructor(text: string) {
    const bytes = Uint8Array.from(text, (character) => folded[character.charCodeAt(0)] ?? 0);
    const { length } = bytes;
    const steps = new Uint32Array(256).fill(length);
    bytes.subarray(0, -1).forEach((byte, at) => {
      steps[byte] = length - 1 - at;
      if (byte >= 97 && byte <= 122) steps[byte - 32] = length - 1 - at;
    });
    this.#bytes = bytes;
    this.#steps = steps;
  }

  /** Whether the text is between two positions. */
  isIn(bytes: Uint8Array, from: number, to: number): boolean {
    const wanted = this.#bytes;
    const steps = this.#steps;
    const fold = folded;
    const last = wanted.length - 1;
    for (let end = from + last; end < to; ) {
      const byte = bytes[end] ?? 0;
      let back = 0;
      while (back <= last && fold[bytes[end - back] ?? 0] === wanted[last - back]) back += 1;
      if (back > last) return true;
      end += steps[byte] ?? 1;
    }
    return false;
  }
}
