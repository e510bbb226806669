/** A snapshot of the server's, and when it was taken. */
export interface SnapshotStamp {
  /** The snapshot, as `pg_current_snapshot()` says it. */
  readonly snapshot: string;
  /** Ms since the epoch, by this host's clock, not later than the snapshot. */
  readonly at: number;
}

/** The oldest transaction that ran at a snapshot, as the server counts them. */
export function oldestOf(snapshot: string): bigint {
  return BigInt(/^\d+/.exec(snapshot)?.[0] ?? 0);
}

/** The same as a row notes a transaction: without how often the numbers have come round. */
export function sinceText({ snapshot }: SnapshotStamp): string {
  return String(BigInt.asUintN(32, oldestOf(snapshot)));
}
