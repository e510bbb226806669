import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ReadOutcome, ReadPace } from '../../lib/app/read-pace.js';

/** What is under way has had its turn. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

interface Span {
  readonly began: number;
  readonly ended: number;
}

/** A clock that is moved by hand, and reads that take as long as they are told to. */
class World {
  readonly reads: Span[] = [];
  readonly alarms = new Set<{ readonly at: number; readonly action: () => void }>();
  atOnce = 0;
  time = 0;
  spent = (): number => this.time;
  readonly pace = new ReadPace(
    {
      steady: () => this.time,
      spent: () => this.spent(),
      after: (milliseconds, action) => this.#after(milliseconds, action),
    },
    () => this.#read(),
    () => this.isStorm,
  );
  isStorm = false;
  outcome: ReadOutcome = 'shown';
  readonly #durations: readonly number[];

  constructor(...durations: number[]) {
    this.#durations = durations;
  }

  /** Lets time pass, alarm by alarm. */
  async pass(milliseconds: number): Promise<void> {
    const until = this.time + milliseconds;
    await settled();
    for (;;) {
      const [next] = [...this.alarms].sort((one, other) => one.at - other.at);
      if (next === undefined || next.at > until) break;
      this.alarms.delete(next);
      this.time = Math.max(this.time, next.at);
      next.action();
      await settled();
    }
    this.time = until;
  }

  /** Whether a read is under way now. */
  get isReading(): boolean {
    return this.atOnce > 0;
  }

  #after(milliseconds: number, action: () => void): () => void {
    const alarm = { at: this.time + milliseconds, action };
    this.alarms.add(alarm);
    return () => void this.alarms.delete(alarm);
  }

  #read(): Promise<ReadOutcome> {
    this.atOnce += 1;
    expect(this.atOnce).toBe(1);
    const began = this.time;
    const duration = this.#durations[this.reads.length % this.#durations.length] ?? 0;
    return new Promise((resolve) => {
      this.#after(duration, () => {
        this.reads.push({ began, ended: this.time });
        this.atOnce -= 1;
        resolve(this.outcome);
      });
    });
  }
}

const durations = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 6 });
const pauses = fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 60 });

describe('the pace of reading', () => {
  it('reads the first change at once, and at most five times a second from then on', async () => {
    const world = new World(2);
    for (let change = 0; change < 200; change += 1) {
      world.pace.changed();
      await world.pass(50);
    }
    expect(world.reads[0]?.began).toBe(0);
    expect(world.reads.length).toBeGreaterThanOrEqual(49);
    expect(world.reads.length).toBeLessThanOrEqual(51);
  });

  it('reads two changes at once after a quiet time, and the third 200 ms after the first', async () => {
    const world = new World(2);
    for (let change = 0; change < 3; change += 1) {
      world.pace.changed();
      await world.pass(10);
    }
    await world.pass(1000);
    world.pace.changed();
    await world.pass(10);
    expect(world.reads.map(({ began }) => began)).toEqual([0, 10, 200, 1030]);
  });

  it('reads the last change of a burst within 200 ms', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 40 }),
        async (gaps) => {
          const world = new World(3);
          let last = 0;
          for (const gap of gaps) {
            await world.pass(gap);
            last = world.time;
            world.pace.changed();
          }
          await world.pass(1000);
          const answer = world.reads.find(({ began }) => began >= last);
          expect(answer?.began).toBeLessThanOrEqual(last + 200);
          expect(world.alarms.size).toBe(0);
        },
      ),
    );
  });

  it('rests 39 times as long as a read took beside a writer at full speed', async () => {
    const world = new World(100);
    world.isStorm = true;
    for (let change = 0; change < 1000; change += 1) {
      world.pace.changed();
      await world.pass(50);
    }
    const starts = world.reads.map(({ began }) => began);
    expect(starts[1]).toBe(100 + 39 * 100);
    expect(world.reads.length).toBeLessThanOrEqual(1 + 50_000 / 4000);
  });

  it('spends at most a quarter of the time on changes, but for one read that came early', async () => {
    await fc.assert(
      fc.asyncProperty(durations, pauses, async (taken, gaps) => {
        const world = new World(...taken);
        let last = 0;
        for (const gap of gaps) {
          last = world.time;
          world.pace.changed();
          await world.pass(gap);
        }
        await world.pass(20_000);
        expect(world.reads.some(({ began }) => began >= last)).toBe(true);
        world.reads.forEach(({ began: from }, first) => {
          let took = 0;
          let longest = 0;
          for (const [index, { began, ended }] of world.reads.slice(first).entries()) {
            if (index > 0) expect(began - from).toBeGreaterThanOrEqual(4 * took - 4 * longest);
            took += ended - began;
            longest = Math.max(longest, ended - began);
          }
        });
      }),
    );
  });

  it('never comes early where a read takes more than a second and a half', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1501, max: 3000 }), pauses, async (duration, gaps) => {
        const world = new World(duration);
        for (const gap of gaps) {
          world.pace.changed();
          await world.pass(gap);
        }
        await world.pass(20_000);
        world.reads.slice(1).forEach(({ began }, index) => {
          const before = world.reads[index] as Span;
          expect(began - before.ended).toBe(3 * duration);
        });
      }),
    );
  });

  it('reads the end of any burst within a second, whatever the reads beside the writer cost', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 20, maxLength: 60 }),
        fc.integer({ min: 10, max: 1000 }),
        fc.boolean(),
        fc.constantFrom('shown' as const, 'failed' as const),
        async (gaps, duration, isStorm, outcome) => {
          const world = new World(duration);
          Object.assign(world, { isStorm, outcome });
          for (const gap of gaps) {
            world.pace.changed();
            await world.pass(gap);
          }
          world.pace.changed();
          const last = world.time;
          const free = world.isReading ? duration : 0;
          await world.pass(10_000);
          const answer = world.reads.find(({ began }) => began >= last);
          expect(answer?.began).toBeLessThanOrEqual(last + Math.max(600, free));
        },
      ),
    );
  });

  it.each([
    ['while that goes on', [0, 150, 154], 1900],
    ['as soon as that has ended', [0], 2210],
  ])('takes no rhythm from a change that a read held up, and that shows %s', async (_, before, shows) => {
    const world = new World(2200, 100);
    world.outcome = 'failed';
    for (const at of before) {
      await world.pass(at - world.time);
      world.pace.changed();
    }
    await world.pass(shows - world.time);
    world.pace.changed();
    await world.pass(10_000);
    expect(world.reads[0]).toEqual({ began: 0, ended: 2200 });
    const answer = world.reads.find(({ began }) => began >= shows);
    expect(answer?.began).toBeLessThanOrEqual(shows + 600);
  });

  it('keeps to its rests beside a writer that has a rhythm', async () => {
    const world = new World(500);
    for (let change = 0; change < 60; change += 1) {
      world.pace.changed();
      await world.pass(1500);
    }
    // The second commit tells what the rhythm is.
    for (const [index, { began, ended }] of world.reads.entries()) {
      const next = world.reads[index + 1];
      if (index > 0 && next !== undefined) expect(next.began - ended).toBeGreaterThanOrEqual(1500);
      expect(ended - began).toBe(500);
    }
  });

  it('begins another burst with a change after more than ten seconds', async () => {
    const begins = async (gap: number) => {
      const world = new World(1, 800);
      world.pace.changed();
      await world.pass(gap);
      world.pace.changed();
      await world.pass(20);
      world.pace.changed();
      await world.pass(20_000);
      return world.reads.map(({ began }) => began - gap).slice(1);
    };
    expect(await begins(10_001)).toEqual([0, 800]);
    expect(await begins(9000)).toEqual([0, 3200]);
  });

  it('rests only three times as long as a read took that failed, beside a writer at full speed too', async () => {
    const world = new World(100);
    Object.assign(world, { isStorm: true, outcome: 'failed' });
    for (let change = 0; change < 40; change += 1) {
      world.pace.changed();
      await world.pass(50);
    }
    expect(world.reads.map(({ began }) => began).slice(0, 3)).toEqual([0, 400, 800]);
  });

  it('takes half of the time at most where reads that come early fail', async () => {
    const world = new World(900);
    world.pace.changed();
    await world.pass(10);
    world.pace.changed();
    await world.pass(900);
    world.outcome = 'failed';
    for (let time = 0; time < 8000; time += 500) {
      await world.pass(500);
      world.pace.renew();
    }
    expect(world.reads.map(({ began }) => began).slice(0, 3)).toEqual([0, 900, 2700]);
  });

  it.each([
    ['makes up for a read that came early before another does', 1000, 8000],
    ['rests for no more than a minute after a long read that came early', 30_000, 91_000],
  ])('%s', async (_, second, third) => {
    const world = new World(1000, second, 1);
    world.pace.changed();
    await world.pass(10);
    world.pace.changed();
    await world.pass(2090);
    world.pace.changed();
    await world.pass(200_000);
    expect(world.reads.map(({ began }) => began)).toEqual([0, 1000, third]);
  });

  it('takes a wish to renew for no change', async () => {
    const world = new World(100);
    world.pace.changed();
    await world.pass(450);
    world.pace.renew();
    await world.pass(200);
    world.pace.renew();
    await world.pass(1000);
    expect(world.reads.map(({ began }) => began)).toEqual([0, 450, 650]);
  });

  it('never rests for more than a minute', async () => {
    const world = new World(60_000);
    world.pace.changed();
    await world.pass(1000);
    world.pace.changed();
    await world.pass(280_000);
    expect(world.reads).toEqual([
      { began: 0, ended: 60_000 },
      { began: 120_000, ended: 180_000 },
    ]);
  });

  it('rests for what a read has worked, not for what it has waited', async () => {
    const world = new World(1000);
    world.spent = () => world.time / 10;
    world.pace.changed();
    await world.pass(900);
    world.pace.changed();
    await world.pass(4600);
    expect(world.reads.map(({ began }) => began)).toEqual([0, 1300]);
    world.spent = () => world.time * 10;
    world.pace.changed();
    await world.pass(500);
    world.pace.changed();
    await world.pass(9000);
    expect(world.reads.map(({ began }) => began)).toEqual([0, 1300, 5500, 9500]);
  });

  it('lets nobody wait who asks, but for the read under way', async () => {
    await fc.assert(
      fc.asyncProperty(
        durations,
        fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 900 })), { maxLength: 60 }),
        async (taken, steps) => {
          const world = new World(...taken);
          for (const [asks, gap] of steps) {
            const wasReading = world.isReading;
            const reads = world.reads.length;
            if (asks) world.pace.demand();
            else world.pace.changed();
            if (asks && !wasReading) expect(world.isReading).toBe(true);
            await world.pass(gap);
            const ended = world.reads[reads]?.ended;
            if (asks && wasReading && ended !== undefined)
              expect(world.isReading || world.reads[reads + 1]?.began === ended).toBe(true);
          }
        },
      ),
    );
  });

  it('lets no change wait for what was read because somebody asked', async () => {
    const world = new World(1700, 100, 100);
    world.pace.demand();
    await world.pass(1750);
    world.pace.changed();
    await world.pass(100);
    world.pace.changed();
    await world.pass(1000);
    expect(world.reads.map(({ began }) => began)).toEqual([0, 1750, 2150]);
  });

  it('takes a rest that a change has earned, whatever is asked for meanwhile', async () => {
    const world = new World(400, 10);
    world.pace.changed();
    await world.pass(400);
    world.pace.demand();
    await world.pass(100);
    for (let count = 0; count < 20; count += 1) {
      world.pace.changed();
      await world.pass(100);
    }
    expect(world.reads[2]?.began).toBe(1600);
  });

  it('rests after what was asked for too beside a writer at full speed', async () => {
    const world = new World(100);
    world.isStorm = true;
    world.pace.demand();
    await world.pass(100);
    for (let count = 0; count < 60; count += 1) {
      world.pace.changed();
      await world.pass(100);
    }
    expect(world.reads[1]?.began).toBe(100 + 39 * 100);
  });

  it('makes one read of a change and a wish, and needs none afterwards', async () => {
    const world = new World(40);
    world.pace.changed();
    await world.pass(50);
    world.pace.changed();
    world.pace.demand();
    await world.pass(5000);
    expect(world.reads.map(({ began }) => began)).toEqual([0, 50]);
    expect(world.alarms.size).toBe(0);
  });

  it('reads nothing more once it is closed, and closes when the read under way has ended', async () => {
    for (const meanwhile of ['changed', 'demand'] as const) {
      const world = new World(100);
      world.pace.changed();
      world.pace[meanwhile]();
      let isClosed = false;
      const closing = world.pace.close().then(() => {
        isClosed = true;
      });
      await world.pass(99);
      expect(isClosed).toBe(false);
      await world.pass(1);
      await closing;
      world.pace.changed();
      world.pace.demand();
      await world.pass(60_000);
      expect(world.reads).toHaveLength(1);
      expect(world.alarms.size).toBe(0);
    }
  });

  it('leaves no alarm when it is closed while it waits', async () => {
    const world = new World(100);
    world.pace.changed();
    await world.pass(150);
    world.pace.changed();
    expect(world.alarms.size).toBe(1);
    await world.pace.close();
    expect(world.alarms.size).toBe(0);
  });
});
