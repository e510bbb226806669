import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ReadEnd, ReadPace } from '../../lib/app/read-pace.js';
import { HandClock } from '../support/hand-clock.js';
import { leavesNothing } from '../support/nothing-left.js';

interface Span {
  readonly began: number;
  readonly ended: number;
}

/** A clock that is moved by hand, and reads that take as long as they are told to. */
class World extends HandClock {
  readonly reads: Span[] = [];
  atOnce = 0;
  spent = (): number => this.time;
  readonly pace = new ReadPace(
    {
      steady: () => this.time,
      spent: () => this.spent(),
      after: (milliseconds, action) => this.after(milliseconds, action),
    },
    () => this.#read(),
    () => this.atFullSpeed,
    () => this.sharers,
  );
  atFullSpeed = false;
  sharers = 1;
  outcome: ReadEnd = 'shown';
  readonly #durations: readonly number[];

  constructor(...durations: number[]) {
    super(0);
    this.#durations = durations;
    leavesNothing({
      end: async () => {
        const closing = this.pace.close();
        if (this.isReading) await this.pass(1_000_000);
        await closing;
      },
      held: () => [...this.alarms].map(({ at }) => `an alarm at ${at}`),
    });
  }

  /** Whether a read is under way now. */
  get isReading(): boolean {
    return this.atOnce > 0;
  }

  /** A change, and a time after it, so many times. */
  async changes(times: number, gap: number): Promise<void> {
    for (let change = 0; change < times; change += 1) await this.changed(gap);
  }

  /** A change, and some time after it. */
  async changed(gap: number): Promise<void> {
    this.pace.changed();
    await this.pass(gap);
  }

  get starts(): number[] {
    return this.reads.map(({ began }) => began);
  }

  #read(): Promise<ReadEnd> {
    this.atOnce += 1;
    expect(this.atOnce).toBe(1);
    const began = this.time;
    const duration = this.#durations[this.reads.length % this.#durations.length] ?? 0;
    return new Promise((resolve) => {
      this.after(duration, () => {
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
    await world.changes(200, 50);
    expect(world.reads[0]?.began).toBe(0);
    expect(world.reads.length).toBeGreaterThanOrEqual(49);
    expect(world.reads.length).toBeLessThanOrEqual(51);
  });

  it('reads two changes at once after a quiet time, and the third 200 ms after the first', async () => {
    const world = new World(2);
    await world.changes(3, 10);
    await world.pass(1000);
    await world.changed(10);
    expect(world.starts).toEqual([0, 10, 200, 1030]);
  });

  it('rests 39 times as long as a read took beside a writer at full speed', async () => {
    const world = new World(100);
    world.atFullSpeed = true;
    await world.changes(1000, 50);
    const starts = world.starts;
    expect(starts[1]).toBe(100 + 39 * 100);
    expect(world.reads.length).toBeLessThanOrEqual(1 + 50_000 / 4000);
  });

  it('rests longer beside other paces, so that all together read as much as one', async () => {
    const world = new World(100);
    world.atFullSpeed = true;
    world.sharers = 4;
    await world.changes(1000, 50);
    expect(world.reads[1]?.began).toBe(100 + (4 * 40 - 1) * 100);
  });

  it('spends at most a quarter of the time on changes, but for one read that came early', async () => {
    await fc.assert(
      fc.asyncProperty(durations, pauses, async (taken, gaps) => {
        const world = new World(...taken);
        let last = 0;
        for (const gap of gaps) {
          last = world.time;
          await world.changed(gap);
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

  it('rests as long after a read that failed beside a writer at full speed as after any other', async () => {
    const world = new World(100);
    Object.assign(world, { atFullSpeed: true, outcome: 'failed' });
    const changes = async (ms: number) => {
      for (const end = world.time + ms; world.time < end; ) {
        await world.changed(50);
      }
    };
    await changes(12_000);
    world.outcome = 'shown';
    await changes(4000);
    world.outcome = 'failed';
    await changes(8000);
    const rests = world.reads.slice(1).map(({ began }, index) => began - (world.reads[index]?.ended ?? 0));
    expect(rests.length).toBeGreaterThan(4);
    expect(new Set(rests)).toEqual(new Set([3900]));
  });

  it('rests three times as long as a failed read took if nobody writes at full speed', async () => {
    const world = new World(100);
    world.outcome = 'failed';
    await world.changes(40, 50);
    expect(world.starts.slice(0, 4)).toEqual([0, 400, 800, 1200]);
  });

  it.each([
    ['makes up for a read that came early before another does', 1000, 8000],
    ['rests for no more than a minute after a long read that came early', 30_000, 91_000],
  ])('%s', async (_, second, third) => {
    const world = new World(1000, second, 1);
    await world.changed(10);
    await world.changed(2090);
    await world.changed(200_000);
    expect(world.starts).toEqual([0, 1000, third]);
  });

  it('never rests for more than a minute', async () => {
    const world = new World(60_000);
    await world.changed(1000);
    await world.changed(280_000);
    expect(world.reads).toEqual([
      { began: 0, ended: 60_000 },
      { began: 120_000, ended: 180_000 },
    ]);
  });

  it('rests by the processor time of a read, not by the time it waited', async () => {
    const world = new World(1000);
    world.spent = () => world.time / 10;
    await world.changed(900);
    await world.changed(4600);
    expect(world.starts).toEqual([0, 1300]);
    world.spent = () => world.time * 10;
    await world.changed(500);
    await world.changed(9000);
    expect(world.starts).toEqual([0, 1300, 5500, 9500]);
  });
});

describe('the pace of reading in bursts', () => {
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

  it('never reads early if a read takes more than a second and a half', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1501, max: 3000 }), pauses, async (duration, gaps) => {
        const world = new World(duration);
        for (const gap of gaps) await world.changed(gap);
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
        async (gaps, duration, atFullSpeed, outcome) => {
          const world = new World(duration);
          Object.assign(world, { atFullSpeed, outcome });
          for (const gap of gaps) await world.changed(gap);
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
    ['while that goes on', [0, 150, 154], 1900, 600],
    ['as soon as that has ended', [0], 2210, 600],
    ['with the next look after that', [0], 2700, 850],
  ])(
    'learns no rhythm from a change that a read held up, and that shows %s',
    async (_, before, shows, within) => {
      const world = new World(2200, 100);
      world.outcome = 'failed';
      for (const at of before) {
        await world.pass(at - world.time);
        world.pace.changed();
      }
      await world.pass(shows - world.time);
      await world.changed(10_000);
      expect(world.reads[0]).toEqual({ began: 0, ended: 2200 });
      const answer = world.reads.find(({ began }) => began >= shows);
      expect(answer?.began).toBeLessThanOrEqual(shows + within);
    },
  );

  it('keeps to its rests beside a writer that has a rhythm', async () => {
    const world = new World(500);
    await world.changes(60, 1500);
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
      await world.changed(gap);
      await world.changed(20);
      await world.changed(20_000);
      return world.reads.map(({ began }) => began - gap).slice(1);
    };
    expect(await begins(10_001)).toEqual([0, 800]);
    expect(await begins(9000)).toEqual([0, 3200]);
  });

  it('spends half of the time at most on early reads that fail', async () => {
    const world = new World(900);
    await world.changed(10);
    await world.changed(900);
    world.outcome = 'failed';
    for (let time = 0; time < 8000; time += 500) {
      await world.pass(500);
      world.pace.readSoon();
    }
    expect(world.starts.slice(0, 3)).toEqual([0, 900, 2700]);
  });
});

describe('the pace of demanded reads', () => {
  it('does not count a renewal as a change', async () => {
    const world = new World(100);
    await world.changed(450);
    world.pace.readSoon();
    await world.pass(200);
    world.pace.readSoon();
    await world.pass(1000);
    expect(world.starts).toEqual([0, 450, 650]);
  });

  it('reads at once on demand, or after the read under way', async () => {
    await fc.assert(
      fc.asyncProperty(
        durations,
        fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 900 })), { maxLength: 60 }),
        async (taken, steps) => {
          const world = new World(...taken);
          for (const [asks, gap] of steps) {
            const wasReading = world.isReading;
            const reads = world.reads.length;
            if (asks) world.pace.readNow();
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

  it('reads at once after the read under way even if changes follow the demand', async () => {
    const world = new World(1000, 10);
    await world.changed(900);
    world.pace.readNow();
    await world.changed(2000);
    expect(world.starts.slice(0, 2)).toEqual([0, 1000]);
  });

  it('does not rest before a change because of a demanded read', async () => {
    const world = new World(1700, 100, 100);
    world.pace.readNow();
    await world.pass(1750);
    await world.changed(100);
    await world.changed(1000);
    expect(world.starts).toEqual([0, 1750, 2150]);
  });

  it('keeps the rest after a change despite demanded reads', async () => {
    const world = new World(400, 10);
    await world.changed(400);
    world.pace.readNow();
    await world.pass(100);
    await world.changes(20, 100);
    expect(world.reads[2]?.began).toBe(1600);
  });

  it('rests after a demanded read too beside a writer at full speed', async () => {
    const world = new World(100);
    world.atFullSpeed = true;
    world.pace.readNow();
    await world.pass(100);
    await world.changes(60, 100);
    expect(world.reads[1]?.began).toBe(100 + 39 * 100);
  });

  it('makes one read for a change and a demand together', async () => {
    const world = new World(40);
    await world.changed(50);
    world.pace.changed();
    world.pace.readNow();
    await world.pass(5000);
    expect(world.starts).toEqual([0, 50]);
    expect(world.alarms.size).toBe(0);
  });

  it('reads nothing more once it is closed, and closes when the read under way has ended', async () => {
    for (const meanwhile of ['changed', 'readNow'] as const) {
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
      world.pace.readNow();
      await world.pass(60_000);
      expect(world.reads).toHaveLength(1);
      expect(world.alarms.size).toBe(0);
    }
  });
});
