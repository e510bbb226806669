/** A main file is fetched in chunks of this many bytes, whatever its pages are. They are counted from 0. */
export const chunkBytes = 4096;

/** Bytes of the WAL as they were read. */
export interface Stretch {
  readonly at: number;
  readonly on: number;
  readonly start: number;
  readonly bytes: Buffer;
  /** The file ended there. */
  readonly isEnd: boolean;
}

/** Puts bytes into as much room as there is; returns how many. */
export function filled(into: Uint8Array, bytes: Uint8Array): number {
  const part = bytes.subarray(0, into.length);
  into.set(part);
  return part.length;
}

/** The chunks that hold `length` bytes from a position on. */
export function chunksOf(position: number, length: number): number[] {
  const first = Math.floor(position / chunkBytes);
  const count = Math.floor((position + length - 1) / chunkBytes) - first + 1;
  return Array.from({ length: count }, (_, index) => first + index);
}

/** Runs of numbers without a gap: the first of each, and how many. */
export function runsOf(numbers: Iterable<number>): readonly (readonly [first: number, count: number])[] {
  const runs: [number, number][] = [];
  for (const number of [...numbers].sort((one, other) => one - other)) {
    const last = runs.at(-1);
    if (last !== undefined && last[0] + last[1] === number) last[1] += 1;
    else runs.push([number, 1]);
  }
  return runs;
}
