/**
 * A table that isn't read, and why. `no-grant`: this user may not read it. `not-plain`: it is a view or a foreign
 * table, or one of its partitions is.
 */
export interface UnreadTable {
  readonly table: string;
  readonly why: 'no-grant' | 'not-plain';
}

/** What can't be read from a database on a server, or only late. */
export interface Limits {
  /** Tables that aren't read: their rows are unknown, which doesn't mean that there are none. */
  readonly unread: readonly UnreadTable[];
  /** Whether rules of the server's may hide rows from this user. */
  readonly hidesRows: boolean;
  /** How far the server's clock is ahead of this host's, ms; 0 where it doesn't matter. Rows have the server's time. */
  readonly aheadMs: number;
  /**
   * For a standby, which may lag: up to when its data is known to be complete, ms by this host's clock. Null for any
   * other server.
   */
  readonly goodUntil: number | null;
}

interface Limited {
  readonly limits?: Limits;
}

/** How far the clock of a picture's database is ahead of this host's, ms. */
export function aheadOf({ limits }: Limited): number {
  return limits?.aheadMs ?? 0;
}

/**
 * A picture to be printed alone: its instant is by its database's clock, and not later than what a lagging standby
 * shows.
 */
export function byItsOwnClock<P extends Limited & { readonly asOf: number }>(picture: P): P {
  const until = Math.min(picture.asOf, picture.limits?.goodUntil ?? picture.asOf);
  return { ...picture, asOf: until + aheadOf(picture) };
}

/** Why a table isn't read; null if it is read or doesn't exist. */
export function whyUnread({ limits }: Limited, table: string): UnreadTable['why'] | null {
  return limits?.unread.find((each) => each.table === table)?.why ?? null;
}

/** Whether nothing is limited. */
export function isNoLimit({ unread, hidesRows, aheadMs, goodUntil }: Limits): boolean {
  return unread.length === 0 && !hidesRows && aheadMs === 0 && goodUntil === null;
}
