/**
 * Arrays of numbers for temporary use, as many as there are jobs. Their memory is freed at once: the garbage
 * collector sees typed arrays as small objects, and would leave tens of megabytes lying around.
 */
export class Scratch {
  readonly #buffers: ArrayBuffer[] = [];

  /** An array of zeros; its length becomes 0 when {@link free} is called. */
  numbers(length: number): Uint32Array {
    // With a fixed length: one that tracks its buffer is slower to read and write.
    return new Uint32Array(this.#buffer(length * Uint32Array.BYTES_PER_ELEMENT), 0, length);
  }

  /** The same for numbers of any size. */
  reals(length: number): Float64Array {
    return new Float64Array(this.#buffer(length * Float64Array.BYTES_PER_ELEMENT), 0, length);
  }

  free(): void {
    for (const buffer of this.#buffers) buffer.resize(0);
    this.#buffers.length = 0;
  }

  #buffer(maxByteLength: number): ArrayBuffer {
    const buffer = new ArrayBuffer(maxByteLength, { maxByteLength });
    this.#buffers.push(buffer);
    return buffer;
  }
}

/** How many of the first `count` slots satisfy `isSo`, by binary search: those that do must come before all others. */
export function countBelow(slots: Uint32Array, count: number, isSo: (slot: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isSo(slots[middle] ?? 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}
