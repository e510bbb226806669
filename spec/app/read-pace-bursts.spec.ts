import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pauses, type Span, World } from './pace-world.js';

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
      world.pace.renew();
    }
    expect(world.starts.slice(0, 3)).toEqual([0, 900, 2700]);
  });
});
