import { endianness } from 'node:os';
import { OpenedFile } from '../files/opened-file.js';
import { ReadFailure } from '../files/read-failure.js';
import type { System } from '../files/system.js';
import { addToSums, noSums, type WalHeader, type WalSums } from './wal-header.js';

/** A valid header in a `-shm` file (SQLite file format, "WAL-Index Header"). */
export interface SharedMemoryHeader {
  /** Last committed frame; later ones aren't committed (yet). */
  readonly lastFrame: number;
  /** Running checksum at that frame. */
  readonly sums: WalSums;
  /** The WAL's salts, 8 bytes in hex; after a restart they are newer than those in the WAL's own header. */
  readonly salts: string;
  readonly firstSalt: number;
  /** Frames up to this one may have been copied to the database: it is increased before a page is copied. */
  readonly lastCheckpointed: number;
  /** The whole header, for comparing two looks; a checkpoint doesn't change it. */
  readonly bytes: string;
}

const littleEndian = endianness() === 'LE';
const copyBytes = 48;
/** The length of both copies of the header and the checkpoint information. */
const allBytes = 136;

/**
 * Reads the two copies of the header; null if the file is missing, too short, unreadable, or not in use. A writer
 * may be between the two copies, so if they differ they are read again a few times.
 */
export function readSharedMemory(system: System, path: string): SharedMemoryHeader | null {
  const file = openQuietly(system, path);
  if (file === null) return null;
  try {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const bytes = file.read(0, allBytes);
      if (bytes.length < allBytes) return null;
      if (bytes.compare(bytes, copyBytes, 2 * copyBytes, 0, copyBytes) === 0) return parse(bytes);
    }
    return null;
  } catch (error) {
    if (error instanceof ReadFailure) return null;
    throw error;
  } finally {
    file.close();
  }
}

/** A WAL can be read without its shared memory, so an unreadable one counts as missing. */
function openQuietly(system: System, path: string): OpenedFile | null {
  try {
    return OpenedFile.open(system, path);
  } catch (error) {
    if (error instanceof ReadFailure) return null;
    throw error;
  }
}

function parse(bytes: Buffer): SharedMemoryHeader | null {
  const word = (offset: number) => (littleEndian ? bytes.readUInt32LE(offset) : bytes.readUInt32BE(offset));
  const isInitialised = bytes[12] === 1;
  if (!isInitialised || word(0) !== 3007000) return null;
  const own = addToSums(noSums, bytes, 0, 40, !littleEndian);
  if (own.first !== (word(40) | 0) || own.second !== (word(44) | 0)) return null;
  return {
    lastFrame: word(16),
    sums: { first: word(24) | 0, second: word(28) | 0 },
    salts: bytes.toString('hex', 32, 40),
    firstSalt: bytes.readUInt32BE(32),
    lastCheckpointed: Math.max(word(96), word(128)),
    bytes: bytes.toString('hex', 0, copyBytes),
  };
}

/** Between two writes there can't be more restarts than this; other salts belong to another WAL. */
const restartsInARow = 1 << 16;

/**
 * True if the shared memory announces a restart that the WAL's own header doesn't show yet: the first salt has
 * increased, and there are no frames. Everything in the old WAL has then been copied to the database.
 */
export function announcesRestart(shared: SharedMemoryHeader, wal: WalHeader): boolean {
  const ahead = (shared.firstSalt - wal.firstSalt) >>> 0;
  return shared.lastFrame === 0 && ahead > 0 && ahead <= restartsInARow;
}
