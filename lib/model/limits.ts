/**
 * A table that isn't read, and why: this user has no right to, or it is a view, a foreign table, or has one as a
 * partition.
 */
export interface UnreadTable {
  readonly table: string;
  readonly why: 'no-grant' | 'not-plain';
}

/** What a database on a server doesn't tell, or not in time. */
export interface Limits {
  /** Tables that aren't read: what they would tell is missing, and isn't nothing. */
  readonly unread: readonly UnreadTable[];
  /** Whether rules of the server's may hide rows from this user. */
  readonly hidesRows: boolean;
  /**
   * How far the server's clock is ahead of this host's, ms; 0 where that is of no matter. Rows have the server's time.
   */
  readonly aheadMs: number;
  /** Until when a copy is known to be right that may lag behind, ms by this host's clock; null where it doesn't. */
  readonly goodUntil: number | null;
}

interface Limited {
  readonly limits?: Limits;
}

/** How far the clock of a picture's database is ahead of this host's, ms. */
export function aheadOf({ limits }: Limited): number {
  return limits?.aheadMs ?? 0;
}

/** A picture with its instant by the clock of its database, and not newer than what it shows: for printing it alone. */
export function byItsOwnClock<P extends Limited & { readonly asOf: number }>(picture: P): P {
  const until = Math.min(picture.asOf, picture.limits?.goodUntil ?? picture.asOf);
  return { ...picture, asOf: until + aheadOf(picture) };
}

/** Why a table isn't read; null if it is, or isn't there. */
export function whyUnread({ limits }: Limited, table: string): UnreadTable['why'] | null {
  return limits?.unread.find((each) => each.table === table)?.why ?? null;
}

/** Whether there is nothing to say. */
export function isNoLimit({ unread, hidesRows, aheadMs, goodUntil }: Limits): boolean {
  return unread.length === 0 && !hidesRows && aheadMs === 0 && goodUntil === null;
}
