import type { OpenedFile } from './opened-file.js';

/** The first of the bytes that a writer locks before it writes to the database ("The Lock-Byte Page"). */
const firstSharedByte = 0x40000002;

/**
 * True if the system's list of locks shows that somebody may be writing this file now. Takes no lock itself. False
 * if the system has no such list or hides other users' locks: a hint, not a proof.
 */
export function isLockedForWriting(file: OpenedFile): boolean {
  const inode = file.status().ino;
  return file.system
    .locks()
    .split('\n')
    .some((line) => {
      const [, , , kind, , file, first, last] = line.trim().split(/\s+/);
      const end = last === 'EOF' ? Number.POSITIVE_INFINITY : Number(last);
      const isHere = kind === 'WRITE' && file?.endsWith(`:${inode}`) === true;
      return isHere && Number(first) <= firstSharedByte && firstSharedByte <= end;
    });
}
