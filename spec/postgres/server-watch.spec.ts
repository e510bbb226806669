import { afterEach, describe, expect, it } from '@jest/globals';
import { longestRestMs, pollMs, ServerWatch } from '../../lib/postgres/server-watch.js';
import { ManualClock } from '../hosts/manual-clock.js';

const open: { readonly watch: ServerWatch; readonly clock: ManualClock }[] = [];

afterEach(async () => {
  for (const { watch, clock } of open.splice(0)) {
    await watch.close();
    expect(clock.due).toEqual([]);
  }
});

/** A watch over a text that the spec changes, closed after the test without a timer left, and what it told. */
async function watching() {
  const clock = new ManualClock();
  const server = { text: 'a', spentMs: 0, leastMs: 0, looks: 0 };
  let told = 0;
  let overtaken = 0;
  const watch = new ServerWatch({
    look: async () => {
      server.looks += 1;
      return server.text;
    },
    spentMs: () => server.spentMs,
    leastMs: () => server.leastMs,
    onChange: () => {
      told += 1;
    },
    onOvertaken: () => {
      overtaken += 1;
    },
    after: clock.after,
    steady: clock.steady,
  });
  open.push({ watch, clock });
  await watch.start();
  /** Lets `count` looks happen. */
  const looks = async (count: number): Promise<void> => {
    for (let look = 0; look < count; look += 1) {
      await pass(pollMs);
    }
  };
  /** Lets time pass, and what begins then finish. */
  const pass = async (ms: number): Promise<void> => {
    clock.pass(ms);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { watch, server, clock, looks, pass, told: () => told, overtaken: () => overtaken };
}

describe('A watch over a server', () => {
  it('reports once that a look differs from the one before', async () => {
    const { server, looks, told } = await watching();
    await looks(3);
    expect(told()).toBe(0);
    server.text = 'b';
    await looks(1);
    expect(told()).toBe(1);
    await looks(3);
    expect(told()).toBe(1);
    expect(server.looks).toBe(8);
  });

  it('leaves the server alone nineteen times as long as it has worked, and forgets no change', async () => {
    const { server, looks, told } = await watching();
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
    // What it has done before that counts no more.
    server.text = 'd';
    await looks(1);
    expect(told()).toBe(3);
  });

  it('reports with each look that has news that these wait for the end of a rest', async () => {
    const { server, looks, told, overtaken } = await watching();
    await looks(1);
    server.spentMs = 60_000;
    for (const [text, reports] of [
      ['b', 1],
      ['b', 1],
      ['c', 2],
      ['c', 2],
    ] as const) {
      server.text = text;
      await looks(1);
      expect([told(), overtaken()]).toEqual([0, reports]);
    }
    await looks(longestRestMs / pollMs);
    expect([told(), overtaken()]).toEqual([1, 2]);
  });

  it('reports a change after ten seconds at most, however long the server has worked', async () => {
    const { server, looks, told } = await watching();
    await looks(1);
    server.spentMs = 60_000;
    server.text = 'b';
    await looks(longestRestMs / pollMs - 2);
    expect(told()).toBe(0);
    await looks(1);
    expect(told()).toBe(1);
  });

  it('reports changes that come all the time no sooner than it may, and no later', async () => {
    const { server, pass, told } = await watching();
    server.leastMs = 400;
    for (let ms = 0; ms < 10_000; ms += 50) {
      server.text += 'b';
      await pass(50);
    }
    expect(told()).toBe(1 + Math.floor((10_000 - pollMs) / 400));
  });

  it('looks twice as often for five seconds after a change', async () => {
    const { server, looks, pass } = await watching();
    await looks(1);
    server.text = 'b';
    await looks(1);
    const before = server.looks;
    for (let ms = 0; ms < 20_000; ms += 50) await pass(50);
    expect(server.looks - before).toBe(5000 / 250 + 15_000 / 500);
  });

  it('looks no more once it is closed', async () => {
    const { watch, server, looks } = await watching();
    await watch.close();
    await looks(2);
    expect(server.looks).toBe(1);
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
      ...{ onChange: () => {}, onOvertaken: () => {} },
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
