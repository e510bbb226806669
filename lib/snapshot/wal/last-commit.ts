import type { OpenedFile } from '../files/opened-file.js';
import type { SharedMemoryHeader } from './shared-memory-header.js';
import { readWalHeader } from './wal-header.js';
import { WalIndex } from './wal-index.js';
import type { WalMemory } from './wal-view.js';

/**
 * A text that changes with each commit in a WAL without shared memory, however it is overwritten. It depends on
 * the WAL alone, not on how far it was read: new frames are added to the index.
 */
export function lastCommit(
  wal: OpenedFile,
  sharedMemory: SharedMemoryHeader | null,
  memory: WalMemory,
): string {
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
