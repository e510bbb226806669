import type { OpenedFile } from './opened-file.js';
import { ReadFailure } from './read-failure.js';

/** True for the page sizes that SQLite supports: powers of two from 512 to 65536 bytes. */
export function isPageSize(bytes: number): boolean {
  return bytes >= 512 && bytes <= 65536 && (bytes & (bytes - 1)) === 0;
}

/** 1-based number of the page with the lock bytes at 0x40000000, which never has any content. */
export function lockPage(pageSize: number): number {
  return 0x40000000 / pageSize + 1;
}

/**
 * The part of the main file's header that is needed before its pages can be read (SQLite file format, "The
 * Database Header").
 */
export interface DatabaseHeader {
  readonly pageSize: number;
  /** Bytes 24–39: change counter, size in pages, free list. Each commit in rollback mode changes them. */
  readonly counters: string;
  /** True if bytes 18 and 19 ask for a write-ahead log. */
  readonly wantsWal: boolean;
}

const magic = Buffer.from('SQLite format 3\0', 'latin1');
/** Comes after a checksum of eight bytes. */
const duckdbMagic = Buffer.from('DUCK', 'latin1');

/** Throws {@link ReadFailure} `empty`, `duckdb` or `not-a-database`. */
export function readDatabaseHeader(file: OpenedFile): DatabaseHeader {
  const bytes = file.read(0, 100);
  if (bytes.length === 0) throw new ReadFailure('empty', file.path);
  if (bytes.subarray(8, 12).equals(duckdbMagic)) throw new ReadFailure('duckdb', file.path);
  const pageSize = bytes.length < 100 ? 0 : bytes.readUInt16BE(16) === 1 ? 65536 : bytes.readUInt16BE(16);
  if (!isPageSize(pageSize) || bytes.compare(magic, 0, 16, 0, 16) !== 0) {
    throw new ReadFailure('not-a-database', file.path);
  }
  return { pageSize, counters: bytes.toString('hex', 24, 40), wantsWal: bytes[18] === 2 };
}
