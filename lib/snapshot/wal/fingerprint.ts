import { type DatabasePaths, resolvePaths } from '../files/database-paths.js';
import { OpenedFile } from '../files/opened-file.js';
import { ReadFailure } from '../files/read-failure.js';
import { isVoid } from '../files/rollback-journal.js';
import type { System } from '../files/system.js';
import { readSharedMemory, type SharedMemoryHeader } from './shared-memory-header.js';
import { readWalHeader, walHeaderBytes } from './wal-header.js';
import { WalIndex } from './wal-index.js';
import type { WalMemory } from './wal-view.js';

/**
 * A text that changes with everything that may change what a read shows: the files' identity, size and time, the
 * header's counters, the journal's header and whether it is in force, the WAL's salts, and the shared memory's
 * header or else the WAL's last commit. Times alone wouldn't do (they can be 10 ms coarse), nor would sizes (a WAL
 * is overwritten). It doesn't depend on what was read in the meantime. Never throws: a file that can't be read
 * becomes part of the text. `written` is called with the main file's time, in ns since the epoch, once that was read.
 */
export function fingerprint(
  system: System,
  path: string,
  memory: WalMemory,
  written: (modified: bigint) => void = () => {},
): string {
  let paths: DatabasePaths;
  try {
    paths = resolvePaths(system, path);
  } catch (error) {
    return failureText(error);
  }
  const sharedMemory = readSharedMemory(system, paths.sharedMemory);
  return [
    part(system, paths.main, (file, modified) => {
      written(modified);
      return file.read(24, 16).toString('hex');
    }),
    part(system, paths.journal, (file) => `${file.read(0, 28).toString('hex')} ${isVoid(file)}`),
    part(system, paths.wal, (file) => {
      const header = file.read(0, walHeaderBytes).toString('hex');
      return `${header} ${lastCommit(file, sharedMemory, memory)}`;
    }),
    sharedMemory?.bytes ?? '-',
  ].join('|');
}

function part(system: System, path: string, content: (file: OpenedFile, modified: bigint) => string): string {
  let file: OpenedFile | null = null;
  try {
    file = OpenedFile.open(system, path);
    if (file === null) return '-';
    const { size, mtimeNs, ctimeNs } = file.status();
    return `${file.identity} ${size} ${mtimeNs} ${ctimeNs} ${content(file, mtimeNs)}`;
  } catch (error) {
    return failureText(error);
  } finally {
    file?.close();
  }
}

function failureText(error: unknown): string {
  if (error instanceof ReadFailure) return error.message;
  throw error;
}

/**
 * A text that changes with each commit in a WAL without shared memory, however it is overwritten. It depends on
 * the WAL alone, not on how far it was read: new frames are added to the index.
 */
function lastCommit(wal: OpenedFile, sharedMemory: SharedMemoryHeader | null, memory: WalMemory): string {
  const header = readWalHeader(wal);
  if (header === null) return '';
  const isCurrent = sharedMemory !== null && sharedMemory.bytes !== memory.staleSharedMemory;
  if (isCurrent && sharedMemory.salts === header.salts) return '';
  const known = memory.index;
  const index = known?.describes(wal, header) ? known : new WalIndex(wal.identity, header);
  memory.index = index;
  index.extend(wal, Number.POSITIVE_INFINITY);
  return `${index.end} ${index.endHeader}`;
}
