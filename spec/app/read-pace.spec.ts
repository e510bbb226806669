import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { durations, pauses, World } from './pace-world.js';

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
