/** One frame of a write-ahead log. */
export interface WalFrame {
  /** 1-based page number. */
  readonly page: number;
  readonly content: Uint8Array;
  /** Size of the database in pages after the commit that this frame ends; 0 for any other frame. */
  readonly databasePages: number;
}

/** How a WAL is written; its salts are in the header and in every frame. */
export interface WalFormat {
  /** Which restart of the WAL this is; 0. */
  readonly restarts?: number;
  /** 3007000. */
  readonly version?: number;
  readonly pageSize: number;
  /** Byte order of the words under the checksums: magic ...83 or ...82. */
  readonly bigEndian: boolean;
  readonly salts: readonly [number, number];
}

type Sums = readonly [number, number];

/**
 * A `-wal` file (SQLite file format, "The Write-Ahead Log"), written here from its specification alone, so that
 * the reader is tested against the format and not against itself.
 */
export function walFile(format: WalFormat, frames: readonly WalFrame[]): Buffer {
  const header = Buffer.alloc(32);
  header.writeUInt32BE(format.bigEndian ? 0x377f0683 : 0x377f0682, 0);
  header.writeUInt32BE(format.version ?? 3007000, 4);
  header.writeUInt32BE(format.pageSize, 8);
  header.writeUInt32BE(format.restarts ?? 0, 12);
  header.writeUInt32BE(format.salts[0], 16);
  header.writeUInt32BE(format.salts[1], 20);
  let sums = checksum([0, 0], header.subarray(0, 24), format.bigEndian);
  writeSums(header, 24, sums);
  const parts = [header];
  for (const frame of frames) {
    const bytes = Buffer.alloc(24 + format.pageSize);
    bytes.writeUInt32BE(frame.page, 0);
    bytes.writeUInt32BE(frame.databasePages, 4);
    bytes.writeUInt32BE(format.salts[0], 8);
    bytes.writeUInt32BE(format.salts[1], 12);
    bytes.set(frame.content, 24);
    sums = checksum(sums, bytes.subarray(0, 8), format.bigEndian);
    sums = checksum(sums, bytes.subarray(24), format.bigEndian);
    writeSums(bytes, 16, sums);
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

/**
 * The beginning of a `-shm` file in little-endian order (SQLite file format, "WAL-Index Header") that knows this many
 * of a WAL's first frames; 0 means that the WAL was just restarted.
 */
export function sharedMemoryFile(log: Buffer, frames: number, salts: readonly [number, number]): Buffer {
  const pageSize = log.readUInt32BE(8);
  const last = 32 + (frames - 1) * (24 + pageSize);
  const header = Buffer.alloc(48);
  header.writeUInt32LE(3007000, 0);
  header.writeUInt32LE(1, 8);
  header.writeUInt8(1, 12);
  header.writeUInt8(log.readUInt32BE(0) & 1, 13);
  header.writeUInt16LE(pageSize, 14);
  header.writeUInt32LE(frames, 16);
  if (frames > 0) {
    header.writeUInt32LE(log.readUInt32BE(last + 4), 20);
    header.writeUInt32LE(log.readUInt32BE(last + 16), 24);
    header.writeUInt32LE(log.readUInt32BE(last + 20), 28);
  }
  header.writeUInt32BE(salts[0], 32);
  header.writeUInt32BE(salts[1], 36);
  const [first, second] = checksum([0, 0], header.subarray(0, 40), false);
  header.writeUInt32LE(first, 40);
  header.writeUInt32LE(second, 44);
  return Buffer.concat([header, header, Buffer.alloc(40)]);
}

/** Sums of a WAL's words, as its headers and frames hold them. */
export function checksum(sums: Sums, bytes: Buffer, bigEndian: boolean): Sums {
  let [first, second] = sums;
  for (let offset = 0; offset < bytes.length; offset += 8) {
    const [even, odd] = bigEndian
      ? [bytes.readUInt32BE(offset), bytes.readUInt32BE(offset + 4)]
      : [bytes.readUInt32LE(offset), bytes.readUInt32LE(offset + 4)];
    first = (first + even + second) % 2 ** 32;
    second = (second + odd + first) % 2 ** 32;
  }
  return [first, second];
}

function writeSums(bytes: Buffer, offset: number, [first, second]: Sums): void {
  bytes.writeUInt32BE(first, offset);
  bytes.writeUInt32BE(second, offset + 4);
}
