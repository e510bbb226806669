/**
 * Numbers that are needed for a moment, as many as there are jobs. Their memory is given back at once: the garbage
 * collector, for which arrays are small objects, lets tens of megabytes lie.
 */
export class Scratch {
  readonly #buffers: ArrayBuffer[] = [];

  /** An array of zeros; empty once {@link free} was called. */
  numbers(length: number): Uint32Array {
    const maxByteLength = length * Uint32Array.BYTES_PER_ELEMENT;
    const buffer = new ArrayBuffer(maxByteLength, { maxByteLength });
    this.#buffers.push(buffer);
    // Of a length of its own: one that follows its buffer is slower to read and write.
    return new Uint32Array(buffer, 0, length);
  }

  free(): void {
    for (const buffer of this.#buffers) buffer.resize(0);
    this.#buffers.length = 0;
  }
}
