/** When the demo's rounds are, and what time it is then, ms since the epoch. */
export interface Pace {
  now(): number;
  /** Resolves when the next round is due. */
  next(): Promise<void>;
}

/** The time and the waiting that a pace is made of. */
export interface Clock {
  now(): number;
  wait(ms: number): Promise<void>;
}

/** A round every half second: what is on the screen moves within a second. */
export function livePace(clock: Clock): Pace {
  return { now: () => clock.now(), next: () => clock.wait(500) };
}

/**
 * Starts a number of ms in the past and runs through them as fast as it can, in rounds of 5 s; then it is the live
 * one. The demo's past is then as long as if it had been running all the while.
 */
export function catchUpPace(clock: Clock, aheadMs: number, onCaughtUp: () => void): Pace {
  const live = livePace(clock);
  let behindMs = aheadMs;
  return {
    now: () => clock.now() - behindMs,
    async next() {
      if (behindMs <= 0) return live.next();
      behindMs = Math.max(0, behindMs - 5000);
      // So that the end of the dashboard is noticed.
      await clock.wait(0);
      if (behindMs === 0) onCaughtUp();
    },
  };
}
