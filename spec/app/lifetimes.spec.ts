import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { problemOf } from '../../lib/snapshot/files/read-failure.js';
import { expectNothingLeft } from '../support/nothing-left.js';
import { good, settled, World } from './app-world.js';
import { FeedWorld, nothing, search } from './feed-world.js';

/** Does some of these things in any order. */
const inAnyOrder = <W>(things: Readonly<Record<string, (world: W) => unknown>>) =>
  fc.array(fc.constantFrom(...Object.keys(things)), { maxLength: 12 });

const fails = { kind: 'problem', problem: problemOf('busy', '/data/jobs.sqlite3') } as const;
const inApp: Readonly<Record<string, (world: World) => unknown>> = {
  change: (world) => world.changedAtLast(),
  'another change': (world) => world.changed(),
  picture: (world) => world.reads.shift()?.answer(good),
  'read that fails': (world) => world.reads.shift()?.answer(fails),
  'clock that ticks': (world) => world.timerOf(1000)?.action(),
  'retry that is due': (world) => world.timerOf(500)?.action(),
  key: (world) => world.app.key('m'),
  'log that opens': (world) => world.app.key('l'),
  focus: (world) => world.app.focus(false),
};
const inFeed: Readonly<Record<string, (world: FeedWorld) => unknown>> = {
  read: (world) => world.feed.read(),
  'read for the operator': (world) => world.feed.read('at-once'),
  'slow answer': (world) => world.answer(100),
  'pause that is over': (world) => world.runTimers(),
  search: (world) => world.feed.search(search),
  count: (world) => world.feed.count(search, 3),
  'search that is ended': (world) => world.feed.stopSearch(),
  'match that is found': (world) => world.searches.at(-1)?.answer({ kind: 'none' }),
  editor: (world) => void world.feed.edit('7').catch(() => undefined),
  'log that is closed': (world) => {
    world.request = null;
  },
};

describe('an app that is stopped', () => {
  it('holds no timer, watch or reader, whatever it was doing', async () => {
    await fc.assert(
      fc.asyncProperty(inAnyOrder(inApp), async (things) => {
        const world = new World();
        await world.app.start();
        for (const thing of things) {
          await inApp[thing]?.(world);
          await settled();
        }
        await expectNothingLeft();
        const shown = world.frames.length;
        for (const { action } of world.timers) action();
        expect([world.frames.length, world.timers.size]).toEqual([shown, 0]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a log feed', () => {
  it('has one read and one search under way at most, and none once it is closed', async () => {
    await fc.assert(
      fc.asyncProperty(inAnyOrder(inFeed), async (things) => {
        const world = new FeedWorld();
        for (const thing of things) {
          await inFeed[thing]?.(world);
          await settled();
          const searching = [...world.open].filter((name) => /^a (search|count)/.test(name));
          expect(searching.length).toBeLessThanOrEqual(1);
          const answered = world.events.filter(({ type }) => type === 'log').length;
          expect(world.reads.length - answered).toBeLessThanOrEqual(1);
        }
        await expectNothingLeft();
        const { length } = world.events;
        for (const answer of world.reads) answer(nothing);
        await settled();
        expect(world.events).toHaveLength(length);
      }),
      { numRuns: 100 },
    );
  });
});
