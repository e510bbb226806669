import { isPageSize } from '../files/database-header.js';
import type { OpenedFile } from '../files/opened-file.js';

/** Bytes before the first frame. */
export const walHeaderBytes = 32;
/** Bytes before the page in each frame. */
export const frameHeaderBytes = 24;

/** A valid header of a `-wal` file (SQLite file format, "WAL Header"). */
export interface WalHeader {
  readonly pageSize: number;
  /** Byte order of the words that the checksums are computed over. */
  readonly bigEndian: boolean;
  /** The two salts, as in the header and in each valid frame: 8 bytes in hex. */
  readonly salts: string;
  /** The first salt as a number: a restart increments it. */
  readonly firstSalt: number;
  /** How many times the WAL was restarted since it was made. */
  readonly restarts: number;
  /** The sums that the first frame's checksum continues from. */
  readonly sums: WalSums;
}

/** Reads the header; null if it is too short or invalid: such a WAL counts as empty. */
export function readWalHeader(file: OpenedFile): WalHeader | null {
  const bytes = file.read(0, walHeaderBytes);
  if (bytes.length < walHeaderBytes) return null;
  const magic = bytes.readUInt32BE(0);
  if ((magic & ~1) >>> 0 !== 0x377f0682 || bytes.readUInt32BE(4) !== 3007000) return null;
  const pageSize = bytes.readUInt32BE(8);
  if (!isPageSize(pageSize)) return null;
  const bigEndian = (magic & 1) === 1;
  const sums = addToSums(noSums, bytes, 0, 24, bigEndian);
  if (!sumsStandAt(sums, bytes, 24)) return null;
  return {
    pageSize,
    bigEndian,
    salts: bytes.toString('hex', 16, 24),
    firstSalt: bytes.readUInt32BE(16),
    restarts: bytes.readUInt32BE(12),
    sums,
  };
}

/** The two running 32-bit sums of a write-ahead log (SQLite file format, "WAL Frames"), as signed integers. */
export interface WalSums {
  readonly first: number;
  readonly second: number;
}

/** The initial sums of a WAL. */
export const noSums: WalSums = { first: 0, second: 0 };

const hostIsLittleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/**
 * Continues the sums over `length` bytes of `bytes` from `offset` on, as 32-bit words in the given byte order.
 * `length` must be a multiple of 8, and the bytes 4-byte aligned in their buffer.
 */
export function addToSums(
  sums: WalSums,
  bytes: Uint8Array,
  offset: number,
  length: number,
  bigEndian: boolean,
): WalSums {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + offset, length / 4);
  const swap = bigEndian === hostIsLittleEndian;
  let first = sums.first;
  let second = sums.second;
  for (let index = 0; index < words.length; index += 2) {
    const left = words[index] ?? 0;
    const right = words[index + 1] ?? 0;
    first = (first + (swap ? swapped(left) : left) + second) | 0;
    second = (second + (swap ? swapped(right) : right) + first) | 0;
  }
  return { first, second };
}

function swapped(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}

/** True if the 8 bytes at `offset` are these sums, big-endian. */
export function sumsStandAt(sums: WalSums, bytes: Buffer, offset: number): boolean {
  return bytes.readInt32BE(offset) === sums.first && bytes.readInt32BE(offset + 4) === sums.second;
}
