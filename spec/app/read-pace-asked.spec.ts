import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { durations, World } from './pace-world.js';

describe('the pace of demanded reads', () => {
  it('does not count a renewal as a change', async () => {
    const world = new World(100);
    await world.changed(450);
    world.pace.renew();
    await world.pass(200);
    world.pace.renew();
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

  it('reads at once after the read under way even if changes follow the demand', async () => {
    const world = new World(1000, 10);
    await world.changed(900);
    world.pace.demand();
    await world.changed(2000);
    expect(world.starts.slice(0, 2)).toEqual([0, 1000]);
  });

  it('does not rest before a change because of a demanded read', async () => {
    const world = new World(1700, 100, 100);
    world.pace.demand();
    await world.pass(1750);
    await world.changed(100);
    await world.changed(1000);
    expect(world.starts).toEqual([0, 1750, 2150]);
  });

  it('keeps the rest after a change despite demanded reads', async () => {
    const world = new World(400, 10);
    await world.changed(400);
    world.pace.demand();
    await world.pass(100);
    await world.changes(20, 100);
    expect(world.reads[2]?.began).toBe(1600);
  });

  it('rests after a demanded read too beside a writer at full speed', async () => {
    const world = new World(100);
    world.atFullSpeed = true;
    world.pace.demand();
    await world.pass(100);
    await world.changes(60, 100);
    expect(world.reads[1]?.began).toBe(100 + 39 * 100);
  });

  it('makes one read for a change and a demand together', async () => {
    const world = new World(40);
    await world.changed(50);
    world.pace.changed();
    world.pace.demand();
    await world.pass(5000);
    expect(world.starts).toEqual([0, 50]);
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
});
