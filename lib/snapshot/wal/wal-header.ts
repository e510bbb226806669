import { isPageSize } from '../files/database-header.js';
import type { OpenedFile } from '../files/opened-file.js';
import { addToSums, noSums, sumsStandAt, type WalSums } from './wal-checksum.js';

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
