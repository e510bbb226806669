/** How many whole minutes before its instant a pace covers. */
export const paceMinutes = 60;
/**
 * Workers' clocks may be ahead of this one by this much, ms; what ended later than that has a wrong time, and doesn't
 * count.
 */
export const endsAheadMs = 60_000;

/** What the record says of how fast jobs end, at one instant. Times in ms since the epoch. */
export interface QueuePace {
  /** The instant. */
  readonly at: number;
  /** How many jobs completed or failed in each of the {@link paceMinutes} before the minute under way, oldest first. */
  readonly ended: readonly number[];
  /** How many did so in the minute under way, so far. */
  readonly endedLately: number;
  /** When the last of all such jobs ended, never after `at`; null if none has. */
  readonly lastEndedAt: number | null;
  /** How many of them ended within the hour up to that time, in whole minutes. */
  readonly endedBefore: number;
  /** Since when the longest-waiting job that can be taken has waited; null if the record doesn't say. */
  readonly oldestWaitingAt: number | null;
  /** How many queued jobs can't be taken now: they wait for a time, or their parser is paused. */
  readonly heldBack: number;
}

/** How many jobs ended in each whole minute before `now`, oldest first: nothing has ended since the pace was read. */
export function endedByMinute(pace: QueuePace, now: number): readonly number[] {
  const later = Math.max(0, Math.floor(now / 60_000) - Math.floor(pace.at / 60_000));
  const since = Array.from({ length: Math.min(later, paceMinutes + 1) }, (_, minute) =>
    minute === 0 ? pace.endedLately : 0,
  );
  return [...pace.ended, ...since].slice(-paceMinutes);
}

/** How many jobs have ended in the minute under way at `now`, ms, as far as is known. */
export function endedUnderWay(pace: QueuePace, now: number): number {
  return Math.floor(now / 60_000) <= Math.floor(pace.at / 60_000) ? pace.endedLately : 0;
}
