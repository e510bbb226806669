/**
 * Arrays of numbers for temporary use, as many as there are jobs. Their memory is freed at once: the garbage
 * collector sees typed arrays as small objects, and would leave tens of megabytes lying around.
 */
export class Scratch {
  readonly #buffers: ArrayBuffer[] = [];

  /** An array of zeros; its length becomes 0 when {@link free} is called. */
  numbers(length: number): Uint32Array {
    const maxByteLength = length * Uint32Array.BYTES_PER_ELEMENT;
    const buffer = new ArrayBuffer(maxByteLength, { maxByteLength });
    this.#buffers.push(buffer);
    // With a fixed length: one that tracks its buffer is slower to read and write.
    return new Uint32Array(buffer, 0, length);
  }

  free(): void {
    for (const buffer of this.#buffers) buffer.resize(0);
    this.#buffers.length = 0;
  }
}
