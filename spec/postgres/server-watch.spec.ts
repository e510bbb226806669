import { describe, expect, it } from '@jest/globals';
import { longestRestMs, pollMs, ServerWatch } from '../../lib/postgres/server-watch.js';
import { ManualClock } from '../hosts/manual-clock.js';

/** A watch over a text that the spec changes, and what it told. */
async function watching() {
  const clock = new ManualClock();
  const server = { text: 'a', spentMs: 0, looks: 0 };
  let told = 0;
  const watch = new ServerWatch({
    look: async () => {
      server.looks += 1;
      return server.text;
    },
    spentMs: () => server.spentMs,
    onChange: () => {
      told += 1;
    },
    after: clock.after,
    steady: clock.steady,
  });
  await watch.start();
  /** Lets so many looks happen. */
  const looks = async (count: number): Promise<void> => {
    for (let look = 0; look < count; look += 1) {
      clock.pass(pollMs);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { watch, server, clock, looks, told: () => told };
}

describe('A watch over a server', () => {
  it('tells of a look that differs from the one before, once', async () => {
    const { server, looks, told, watch } = await watching();
    await looks(3);
    expect(told()).toBe(0);
    server.text = 'b';
    await looks(1);
    expect(told()).toBe(1);
    await looks(3);
    expect(told()).toBe(1);
    expect(server.looks).toBe(8);
    await watch.close();
  });

  it('leaves the server alone nineteen times as long as it has worked, and forgets no change', async () => {
    const { server, looks, told, watch } = await watching();
    await looks(20);
    server.text = 'b';
    await looks(1);
    expect(told()).toBe(1);
    server.spentMs = 100;
    server.text = 'c';
    // 1900 ms are over with the fourth look after the one that told.
    await looks(3);
    expect(told()).toBe(1);
    server.text = 'c';
    await looks(1);
    expect(told()).toBe(2);
    await watch.close();
  });

  it('hides nothing for longer than ten seconds, however long the server has worked', async () => {
    const { server, looks, told, watch } = await watching();
    await looks(1);
    server.spentMs = 60_000;
    server.text = 'b';
    await looks(longestRestMs / pollMs - 2);
    expect(told()).toBe(0);
    await looks(1);
    expect(told()).toBe(1);
    await watch.close();
  });

  it('looks no more once it is closed, and leaves no timer', async () => {
    const { watch, server, clock, looks } = await watching();
    await watch.close();
    await looks(2);
    expect(server.looks).toBe(1);
    expect(clock.due).toEqual([]);
  });

  it('ends while a look is under way, without another one', async () => {
    const clock = new ManualClock();
    let answer: (text: string) => void = () => {};
    const watch = new ServerWatch({
      look: () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
      spentMs: () => 0,
      onChange: () => {},
      after: clock.after,
      steady: clock.steady,
    });
    void watch.start();
    const closing = watch.close();
    answer('a');
    await closing;
    expect(clock.due).toEqual([]);
  });
});
