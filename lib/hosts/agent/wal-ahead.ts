import { isPageSize } from '../../snapshot/files/database-header.js';
import type { FileRange } from '../../snapshot/files/system.js';
import { type Batch, errorIn, lengthIn, listIn, numberIn } from './agent-answers.js';

/** A main file is fetched in chunks of this many bytes, whatever its pages are. They are counted from 0. */
export const chunkBytes = 4096;

/** Bytes of the WAL as they were read. */
interface Stretch {
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

/** What is fetched of the WAL, in bytes: twice as much each time that it goes on; and at most this many frames. */
const leastOfWal = 1 << 16;
const mostOfWal = 1 << 22;
const newFrames = 64;
const firstFrames = 4096;

/** What is known of the WAL between two reads. */
interface WalEnd {
  readonly salts: string;
  /** Where the last frame that a reader was interested in begins. */
  readonly end: number;
}

/** The WAL of a database on another host, as far as it was read there before a reader asked for it. */
export class WalAhead {
  #stretches: Stretch[] = [];
  #wal: WalEnd | null = null;
  /** The frames that were found last. */
  #walked = { from: 0, frameBytes: 0, count: 0 };
  /** Where it will be read, as the reader has announced. */
  #announced: readonly FileRange[] = [];

  /** Forgets what was read. */
  drop(): void {
    this.#stretches = [];
    this.#announced = [];
  }

  expect(ranges: readonly FileRange[]): void {
    this.#announced = ranges;
  }

  add(stretch: Stretch): void {
    this.#stretches.push(stretch);
  }

  /** Takes note of which WAL it is, by its header. */
  noteHeader(bytes: Buffer): void {
    if (bytes.length !== 32) return;
    const salts = bytes.toString('hex', 16, 24);
    if (!isPageSize(bytes.readUInt32BE(8))) this.#wal = null;
    else if (salts !== this.#wal?.salts) this.#wal = { salts, end: 32 };
  }

  /** Takes note of the last frame whose header a reader wanted to see. */
  noteEnd(position: number): void {
    if (this.#wal !== null) this.#wal = { ...this.#wal, end: position };
  }

  /** What begins at or before a position, was read on a descriptor, and after the access with this number. */
  find(on: number, position: number, after: number): Stretch | undefined {
    return this.#stretches.find((stretch) => {
      const end = stretch.start + stretch.bytes.length;
      const isThere = position >= stretch.start && (position < end || (stretch.isEnd && position === end));
      return isThere && stretch.on === on && stretch.at > after;
    });
  }

  /** What to read where a reader wants this and nothing of it is there: first that, then what it will want. */
  wanted(position: number, length: number): readonly FileRange[] {
    const announced = this.#announced;
    if (announced.some(([start, size]) => position >= start && position < start + size)) {
      this.#announced = [];
      let room = mostOfWal;
      const fitting = announced.filter(([, size]) => {
        room -= size;
        return room >= 0;
      });
      return [[position, length], ...fitting];
    }
    const before = this.#stretches.find(({ start, bytes }) => start + bytes.length === position);
    const most = Math.min(mostOfWal, before === undefined ? leastOfWal : 2 * before.bytes.length);
    return [[position, Math.max(length, most)]];
  }

  /** What follows in the WAL, or all of it if that is another one than before. */
  addFrames(batch: Batch, wal: number): void {
    const { end, salts } = this.#wal ?? { end: 0, salts: '' };
    const most = this.#wal === null ? firstFrames : newFrames;
    batch.add(['frames', wal, end, salts, most], (result, rest, at) => {
      this.#walked = { from: 0, frameBytes: 0, count: 0 };
      if (errorIn(result) !== null) return 0;
      const [from = 0, frameBytes = 0, count = 0, after = 0] = listIn(result, 4).map(numberIn);
      const length = lengthIn(count * frameBytes + after, rest);
      this.#walked = { from, frameBytes, count };
      const isEnd = after < 4 * frameBytes;
      this.add({ at, on: wal, start: from, bytes: rest.subarray(0, length), isEnd });
      return length;
    });
  }

  /** The headers of the frames that were found last, once more: one of them is where the WAL now ends. */
  addHeads(batch: Batch, wal: number): void {
    batch.add(['heads', wal], (result, rest, at) => {
      const length = lengthIn(result, rest);
      const { from, frameBytes, count } = this.#walked;
      for (let index = 0; index < length / 24; index += 1) {
        const start = from + (count - length / 24 + index) * frameBytes;
        const bytes = rest.subarray(index * 24, index * 24 + 24);
        this.add({ at, on: wal, start, bytes, isEnd: false });
      }
      return length;
    });
  }
}
