/** Times the demo's rounds, and tells the time at each, ms since the epoch. */
export interface Pace {
  now(): number;
  /** Resolves when the next round is due. */
  next(): Promise<void>;
}

/** The time, and the means to wait, that a pace is made of. */
export interface Clock {
  now(): number;
  wait(ms: number): Promise<void>;
}

/** A round every half second, so that something on the screen moves each second. */
export function livePace(clock: Clock): Pace {
  return { now: () => clock.now(), next: () => clock.wait(500) };
}

/**
 * Starts a number of ms in the past and runs through them as fast as it can, in rounds of 5 s; then continues as
 * the live pace. So the demo looks as if it had been running all that time.
 */
export function catchUpPace(clock: Clock, aheadMs: number, onCaughtUp: () => void): Pace {
  const live = livePace(clock);
  let behindMs = aheadMs;
  return {
    now: () => clock.now() - behindMs,
    async next() {
      if (behindMs <= 0) return live.next();
      behindMs = Math.max(0, behindMs - 5000);
      // Yields, so that the end of the dashboard is noticed.
      await clock.wait(0);
      if (behindMs === 0) onCaughtUp();
    },
  };
}
