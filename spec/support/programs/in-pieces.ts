// Loaded before a program (`--import`): what it writes to a terminal arrives in pieces, with pauses between them, as on
// a machine with too much to do. A spec that takes a piece for a whole frame fails then: it hasn't waited for the rest.
import { WriteStream } from 'node:tty';
import { isMainThread } from 'node:worker_threads';

/** Keys' echoes and single cells stay whole. */
const smallest = 60;
const mostPieces = 5;
const longestPauseMs = 70;
const never = new Int32Array(new SharedArrayBuffer(4));
const write = WriteStream.prototype.write;

function cutsOf(length: number): readonly number[] {
  const pieces = 2 + Math.floor(Math.random() * (mostPieces - 1));
  const cuts = Array.from({ length: pieces - 1 }, () => Math.floor(Math.random() * length));
  return [...cuts.sort((a, b) => a - b), length];
}

function inPieces(this: WriteStream, ...[chunk, ...rest]: unknown[]): boolean {
  const bytes = Buffer.from(chunk as string | Uint8Array);
  if (bytes.length < smallest) return Reflect.apply(write, this, [chunk, ...rest]) as boolean;
  let from = 0;
  for (const to of cutsOf(bytes.length)) {
    const piece = bytes.subarray(from, to);
    if (to === bytes.length) return Reflect.apply(write, this, [piece, rest.at(-1)]) as boolean;
    Reflect.apply(write, this, [piece]);
    from = to;
    Atomics.wait(never, 0, 0, Math.random() * longestPauseMs);
  }
  return true;
}

if (isMainThread) {
  Object.assign(WriteStream.prototype, { write: inPieces });
  // The processes that it starts don't write there, and couldn't load this in a folder that has been deleted.
  delete process.env.NODE_OPTIONS;
}
