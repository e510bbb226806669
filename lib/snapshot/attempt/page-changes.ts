import type { FileIdentity, OpenedFile } from '../files/opened-file.js';
import type { FileStatus } from '../files/system.js';
import type { WalIndex } from '../wal/wal-index.js';

/** An instant at which what is remembered of a database's pages was true. */
export type KnownInstant = LoggedInstant | InstantAtRest;

/** One that a log tells. */
export interface LoggedInstant {
  readonly kind: 'logged';
  /** The main file. */
  readonly main: FileIdentity;
  /** The log, and how far it counted: its last commit's last frame, and that frame's header in hex. */
  readonly index: WalIndex;
  readonly end: number;
  readonly endHeader: string;
}

/** One of a main file with no log and no journal that counted, long after its last write. */
export interface InstantAtRest {
  readonly kind: 'at-rest';
  readonly main: FileIdentity;
  readonly status: MainStatus;
}

/** What every write to a file moves. */
export type MainStatus = Pick<FileStatus, 'size' | 'mtimeNs' | 'ctimeNs'>;

/** A log that counts, in its file. */
export interface CountingLog {
  readonly index: WalIndex;
  readonly file: OpenedFile;
}

/**
 * The pages that may have changed from a known instant to now, where no journal is in force; null where that can't be
 * told. `main` was looked at after the log.
 */
export function changesSince(
  known: KnownInstant,
  main: Pick<OpenedFile, 'identity' | 'status'>,
  log: CountingLog | null,
): ReadonlySet<number> | null {
  if (known.main !== main.identity) return null;
  if (known.kind === 'logged') return log && changesInLog(known, log);
  const { size, mtimeNs, ctimeNs } = main.status();
  const { status } = known;
  const isSame = size === status.size && mtimeNs === status.mtimeNs && ctimeNs === status.ctimeNs;
  // Nothing was taken from a log meanwhile either: what has changed stands in this one.
  return isSame ? new Set(log?.index.pagesBehind(0)) : null;
}

/**
 * In WAL mode the main file changes only under frames, so frames tell all, also across one restart of the log: it
 * happens only when every frame of the generation before is in the main file, and writes over its frames from the
 * first on, so that the last ones can still be read.
 */
function changesInLog(known: LoggedInstant, { index, file }: CountingLog): ReadonlySet<number> | null {
  if (known.index.identity !== index.identity) return null;
  if (known.index === index) return new Set(index.pagesBehind(known.end));
  const before = known.index.header;
  const stands = () => known.index.frameStands(file, known.end, known.endHeader);
  if (before.salts === index.header.salts) {
    // Checksums run from frame to frame: where this one is the same, all before it are.
    return index.end >= known.end && stands() ? new Set(index.pagesBehind(known.end)) : null;
  }
  const isNext =
    index.header.restarts === before.restarts + 1 && index.header.firstSalt === (before.firstSalt + 1) >>> 0;
  if (!isNext) return null;
  const rest = known.index.pagesAfterEnd(file);
  // Only now is it sure that nothing was written over meanwhile.
  if (rest === null || !stands()) return null;
  return new Set([...known.index.pagesBehind(known.end), ...rest, ...index.pagesBehind(0)]);
}
