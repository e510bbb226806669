import type { FileIdentity, OpenedFile } from '../files/opened-file.js';
import type { FileStatus } from '../files/system.js';
import type { WalIndex } from '../wal/wal-index.js';

/** An instant at which what is remembered of a database's pages was correct. */
export type KnownInstant = WalInstant | InstantAtRest;

/** An instant that a WAL identifies. */
export interface WalInstant {
  readonly kind: 'wal';
  /** The main file. */
  readonly main: FileIdentity;
  /** The WAL up to its last valid commit: the last frame of that commit, and its header in hex. */
  readonly index: WalIndex;
  readonly end: number;
  readonly endHeader: string;
}

/** An instant of a main file without a valid WAL or journal, long after its last write. */
export interface InstantAtRest {
  readonly kind: 'at-rest';
  readonly main: FileIdentity;
  readonly status: MainStatus;
}

/** The part of a file's status that every write changes. */
export type MainStatus = Pick<FileStatus, 'size' | 'mtimeNs' | 'ctimeNs'>;

/** A WAL that is in force, with its file. */
export interface WalInForce {
  readonly index: WalIndex;
  readonly file: OpenedFile;
}

/**
 * The pages that may have changed between a known instant and now, while no journal is in force; null if that
 * can't be told. `main` was checked after the WAL.
 */
export function changesSince(
  known: KnownInstant,
  main: Pick<OpenedFile, 'identity' | 'status'>,
  wal: WalInForce | null,
): ReadonlySet<number> | null {
  if (known.main !== main.identity) return null;
  if (known.kind === 'wal') return wal && changesInWal(known, wal);
  const { size, mtimeNs, ctimeNs } = main.status();
  const { status } = known;
  const isSame = size === status.size && mtimeNs === status.mtimeNs && ctimeNs === status.ctimeNs;
  // No other WAL was in force in the meantime either, so everything that has changed is in this one.
  return isSame ? new Set(wal?.index.pagesBehind(0)) : null;
}

/**
 * In WAL mode the main file changes only from frames, so the frames tell everything, even across one restart of
 * the WAL: that happens only when every frame of the earlier generation is in the main file, and overwrites its
 * frames from the first one on, so that the last ones can still be read.
 */
function changesInWal(known: WalInstant, { index, file }: WalInForce): ReadonlySet<number> | null {
  if (known.index.identity !== index.identity) return null;
  if (known.index === index) return new Set(index.pagesBehind(known.end));
  const before = known.index.header;
  const stands = () => known.index.frameStands(file, known.end, known.endHeader);
  if (before.salts === index.header.salts) {
    // Checksums run from frame to frame: if this one is the same, so are all those before it.
    return index.end >= known.end && stands() ? new Set(index.pagesBehind(known.end)) : null;
  }
  const isNext =
    index.header.restarts === before.restarts + 1 && index.header.firstSalt === (before.firstSalt + 1) >>> 0;
  if (!isNext) return null;
  const rest = known.index.pagesAfterEnd(file);
  // Only now is it certain that nothing was overwritten in the meantime.
  if (rest === null || !stands()) return null;
  return new Set([...known.index.pagesBehind(known.end), ...rest, ...index.pagesBehind(0)]);
}
