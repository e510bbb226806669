/** A snapshot on the server, and when it was taken. */
export interface SnapshotStamp {
  /** The snapshot, as returned by `pg_current_snapshot()`. */
  readonly snapshot: string;
  /** Ms since the epoch, by this host's clock, not later than the snapshot. */
  readonly at: number;
}

/** The oldest transaction that was running at a snapshot, as a 64-bit transaction id. */
export function oldestOf(snapshot: string): bigint {
  return BigInt(/^\d+/.exec(snapshot)?.[0] ?? 0);
}

/** The first transaction that hadn't begun at a snapshot. */
export function nextOf(snapshot: string): bigint {
  return BigInt(/^\d+:(\d+)/.exec(snapshot)?.[1] ?? 0);
}

/** The oldest one as a 32-bit id, as rows have it: without the epoch that counts wraparounds. */
export function sinceText({ snapshot }: SnapshotStamp): string {
  return String(BigInt.asUintN(32, oldestOf(snapshot)));
}
