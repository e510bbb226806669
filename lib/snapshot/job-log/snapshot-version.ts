import type { ReadAttempt } from '../attempt/read-attempt.js';
import type { RollbackJournal } from '../files/rollback-journal.js';
import type { WalIndex } from '../wal/wal-index.js';

/** Which snapshot of a database an attempt shows, as far as that is known without reading pages. */
export type SnapshotVersion =
  /** A number of frames of one generation of the WAL, from its beginning; none if `serial` is 0. */
  | {
      readonly kind: 'wal';
      readonly generation: string;
      readonly serial: number;
      readonly end: number;
    }
  /** Before the transaction of this rollback journal. */
  | { readonly kind: 'journal'; readonly journal: RollbackJournal }
  /** A main file without WAL and journal: its identity, size, time and the counters in its header. */
  | { readonly kind: 'file'; readonly state: string }
  /** Can't be compared with any other. */
  | { readonly kind: 'unlike' };

/** The version that an attempt shows. Valid once the attempt is proved. */
export function snapshotVersionOf({
  files: { main, wal, journal, start },
  length,
}: ReadAttempt): SnapshotVersion {
  const { index, sharedMemory } = wal;
  const generation = (salts: string) => `${main.identity} ${salts}`;
  if (journal !== null) return index === null ? { kind: 'journal', journal } : { kind: 'unlike' };
  if (index !== null) {
    return {
      kind: 'wal',
      generation: generation(index.header.salts),
      serial: index.serial,
      end: index.end,
    };
  }
  if (sharedMemory !== null) {
    return { kind: 'wal', generation: generation(sharedMemory.salts), serial: 0, end: 0 };
  }
  // A proved attempt has seen that a commit would show, in the counters or in the time (RestWatch).
  if (start === null) return { kind: 'unlike' };
  const { counters, pageSize } = start.header;
  return {
    kind: 'file',
    state: `${main.identity} ${length} ${start.status.mtimeNs} ${pageSize} ${counters}`,
  };
}

/**
 * True if pages that were proved for `before` are the same at `now`. Within one generation of the WAL a page changes
 * only by a newer frame, so it needn't be read; `index` is that of the WAL at `now`.
 */
export function isUnchanged(
  before: SnapshotVersion,
  now: SnapshotVersion,
  index: WalIndex | null,
  pages: Iterable<number>,
): boolean {
  if (before.kind === 'wal' && now.kind === 'wal') {
    const isSame = before.generation === now.generation && before.end <= now.end;
    if (!isSame || (before.end > 0 && before.serial !== now.serial)) return false;
    if (before.end === now.end || index === null) return true;
    for (const page of pages) if ((index.frameOf(page) ?? 0) > before.end) return false;
    return true;
  }
  if (before.kind === 'journal' && now.kind === 'journal') return before.journal === now.journal;
  return before.kind === 'file' && now.kind === 'file' && before.state === now.state;
}
