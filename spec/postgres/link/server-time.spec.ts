import { describe, expect, it } from '@jest/globals';
import { ServerTime } from '../../../lib/postgres/link/server-link.js';

/** A server behind a line with a round trip of 50 ms, on a clock that is set by hand. */
function serverFarAway() {
  let now = 1000;
  const time = new ServerTime(() => now);
  const settled: (() => Promise<void>)[] = [];
  return {
    time,
    /** Sends a statement; its answer comes `at` that time of the clock. */
    send(at: number, error?: Error, isWork = true): void {
      const { promise, resolve, reject } = withResolvers();
      const done = time.of(() => promise, {
        isWork,
        isWait: (thrown) => thrown === error && error?.message === 'locked',
      });
      settled.push(async () => {
        now = at;
        if (error === undefined) resolve();
        else reject(error);
        await done.catch(() => {});
      });
    },
    async answers(): Promise<void> {
      for (const settle of settled.splice(0)) await settle();
    },
    clock: () => now,
  };
}

function withResolvers() {
  let [resolve, reject]: [() => void, (error: Error) => void] = [() => {}, () => {}];
  const promise = new Promise<void>((yes, no) => {
    [resolve, reject] = [yes, no];
  });
  return { promise, resolve, reject };
}

describe('The time that a server works for us', () => {
  it('leaves out the round trip, which is the shortest that was seen', async () => {
    const { time, send, answers, clock } = serverFarAway();
    send(clock() + 50, undefined, false);
    await answers();
    send(clock() + 57);
    await answers();
    expect([time.roundTripMs, time.spentMs]).toEqual([50, 7]);
    // A line that has become slower is known after some more statements.
    for (let sent = 0; sent < 25; sent += 1) {
      send(clock() + 90, undefined, false);
      await answers();
    }
    send(clock() + 95);
    await answers();
    expect([time.roundTripMs, time.spentMs]).toEqual([90, 12]);
  });

  it('counts statements that are under way together once, with one round trip', async () => {
    const { time, send, answers, clock } = serverFarAway();
    send(clock() + 50, undefined, false);
    await answers();
    for (const at of [53, 60, 62].map((ms) => clock() + ms)) send(at);
    await answers();
    expect(time.spentMs).toBe(12);
  });

  it('leaves out a wait for a lock, but no other error', async () => {
    const { time, send, answers, clock } = serverFarAway();
    send(clock() + 50, undefined, false);
    await answers();
    send(clock() + 550, new Error('locked'));
    await answers();
    expect(time.spentMs).toBe(0);
    send(clock() + 150, new Error('too slow'));
    await answers();
    expect(time.spentMs).toBe(100);
  });
});
