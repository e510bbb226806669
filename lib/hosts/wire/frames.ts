import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { decode, encode, isTooMuch, WireError } from './codec.js';

/**
 * Precedes the first frame. The shell there may print something first, such as a greeting; everything up to this is
 * skipped.
 */
export const preamble = Buffer.from('\0jobs-view\0', 'latin1');

/** At most this many bytes may come before the preamble. */
const longestNoise = 65_536;
/**
 * The longest frame on the wire, and once it is unpacked, bytes. A picture for the screen takes some ten thousand;
 * parsed into memory, a frame takes a dozen times its size at worst.
 */
export const longestPacked = 8 * 1024 * 1024;
export const longestFrame = 16 * 1024 * 1024;
/** Shorter frames aren't worth packing, bytes. */
const leastPacked = 512;
/** Length and form. */
const headerLength = 5;
const plain = 0;
const packed = 1;

/** Thrown for a value that doesn't fit into a frame. */
export class FrameTooLong extends WireError {}

/**
 * A value as one frame: the length of what follows (4 bytes, the greatest first), a byte that says whether it is packed
 * (raw deflate), and JSON in UTF-8. Throws {@link FrameTooLong}.
 */
export function frameOf(value: unknown): Buffer {
  const encoded = encode(value);
  const text = Buffer.from(encoded);
  if (text.length > longestFrame || isTooMuch(encoded)) throw new FrameTooLong('a frame that is too long');
  const isPacked = text.length >= leastPacked;
  const body = isPacked ? deflateRawSync(text) : text;
  if (body.length > longestPacked) throw new FrameTooLong('a frame that is too long');
  const header = Buffer.alloc(headerLength);
  header.writeUInt32BE(body.length + 1);
  header[4] = isPacked ? packed : plain;
  return Buffer.concat([header, body]);
}

/** Reads frames from a stream of bytes that may be cut anywhere. Can't be used any more after it has thrown. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #length = 0;
  #noise: number | null;

  /** With `startsAtPreamble`, everything up to the preamble is skipped. */
  constructor(startsAtPreamble: boolean) {
    this.#noise = startsAtPreamble ? 0 : null;
  }

  /** The values that these bytes complete. Throws a {@link WireError} for bytes that can't begin a frame. */
  *take(bytes: Uint8Array): Generator<unknown, void, undefined> {
    this.#chunks.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    this.#length += bytes.length;
    if (this.#noise !== null && !this.#skipNoise()) return;
    for (;;) {
      if (this.#length < headerLength) return;
      const length = this.#peek(headerLength).readUInt32BE();
      if (length - 1 > longestPacked) throw new WireError('a frame of a wrong length');
      if (this.#length < length + 4) return;
      const frame = this.#peek(length + 4).subarray(4);
      this.#drop(length + 4);
      yield decode(textIn(frame));
    }
  }

  #skipNoise(): boolean {
    const all = this.#peek(this.#length);
    const at = all.indexOf(preamble);
    if (at !== -1) {
      this.#drop(at + preamble.length);
      this.#noise = null;
      return true;
    }
    // The preamble itself may be cut in two.
    const over = Math.max(0, all.length - preamble.length + 1);
    this.#drop(over);
    this.#noise = (this.#noise ?? 0) + over;
    if (this.#noise > longestNoise) throw new WireError('no preamble');
    return false;
  }

  /** The first bytes, joined once and kept so. */
  #peek(length: number): Buffer {
    if ((this.#chunks[0]?.length ?? 0) < length) this.#chunks = [Buffer.concat(this.#chunks)];
    return (this.#chunks[0] ?? Buffer.alloc(0)).subarray(0, length);
  }

  #drop(length: number): void {
    const [first = Buffer.alloc(0), ...others] = this.#chunks;
    const rest = first.subarray(length);
    this.#chunks = rest.length === 0 ? others : [rest, ...others];
    this.#length -= length;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textIn(frame: Buffer): string {
  const body = frame.subarray(1);
  try {
    switch (frame[0]) {
      case plain:
        return utf8.decode(body);
      case packed:
        return utf8.decode(inflateRawSync(body, { maxOutputLength: longestFrame }));
    }
  } catch {
    throw new WireError('a frame that cannot be unpacked');
  }
  throw new WireError('a frame of an unknown form');
}
