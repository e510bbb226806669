/**
 * The only right content of a blob: bytes that its row's id and version decide, so that a page out of another
 * version, or another row, shows at once.
 */
export function contentOf(id: number, version: number, length: number): Uint8Array {
  const words = new Uint32Array(Math.ceil(length / 4));
  let state = (Math.imul(id + 1, 73_856_093) ^ Math.imul(version + 1, 19_349_663)) >>> 0 || 1;
  for (let index = 0; index < words.length; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state;
  }
  return new Uint8Array(words.buffer, 0, length);
}
