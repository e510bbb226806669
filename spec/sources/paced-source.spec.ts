import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { noCounts, type Picture } from '../../lib/model/picture.js';
import type { Problem } from '../../lib/model/problem.js';
import { ProcessorShares } from '../../lib/sources/paced-source.js';
import { settled } from '../support/hand-clock.js';
import { PacedScene, windowFrom } from './paced-scene.js';

const window = windowFrom(40, 5);

function told(answer: Picture | Problem): Picture {
  if ('code' in answer) throw new Error(answer.sentence);
  return answer;
}

/** The look that the jobs of an answer were read after. */
const readAfter = (answer: Picture | Problem) => told(answer).window.jobs[0]?.name;

/** A scene whose window has been shown. */
async function shownScene(): Promise<PacedScene> {
  const scene = new PacedScene();
  await scene.source.show(window);
  return scene;
}

describe('a source that has been read', () => {
  it('answers the same question again without reading', async () => {
    const scene = new PacedScene();
    const first = told(await scene.source.show(window));
    const again = told(await scene.source.show({ ...window, pace: { atHand: 7 } }));
    expect(scene.reads).toHaveLength(1);
    expect(first.window.jobs.map(({ id }) => id)).toEqual(
      // And six more on both sides.
      Array.from({ length: 17 }, (_, index) => `${34 + index}`),
    );
    expect(again.window).toEqual(first.window);
    expect(again.places?.keys).toEqual(first.places?.keys);
  });

  it('reads once for two equal questions, and one question after the other', async () => {
    const scene = new PacedScene();
    scene.takes = 100;
    const asked = [window, window, windowFrom(80, 5)].map((each) => scene.source.show(each));
    await scene.pass(150);
    expect(scene.reads).toHaveLength(2);
    await scene.pass(100);
    await Promise.all(asked);
    expect(scene.reads).toHaveLength(2);
  });

  it('reads what it does not hold: jobs further away, other places, other panels', async () => {
    const { source, reads } = new PacedScene();
    await source.show(window);
    await source.show(windowFrom(60, 5));
    await source.ask({ ...windowFrom(0, 0), places: { at: [3] } });
    await source.show({ ...windowFrom(60, 5), pipeline: true });
    expect(reads).toHaveLength(4);
  });

  it('reads on for a question whose answer was incomplete', async () => {
    const scene = new PacedScene();
    scene.picture = { causes: { groups: [], total: 0, failed: 9, unread: 9, sample: null } };
    await scene.source.show({ ...window, causes: { sampleOf: null } });
    await scene.source.show({ ...window, causes: { sampleOf: null } });
    expect(scene.reads).toHaveLength(2);
    scene.picture = { found: { index: null, nth: null, matches: 0, searched: 0.5 } };
    const from = { id: null, index: 0 };
    const anchor = { kind: 'match', text: 'x', from, direction: 'forward', inclusive: true } as const;
    await scene.source.ask({ ...window, anchor });
    await scene.source.ask({ ...window, anchor });
    expect(scene.reads).toHaveLength(4);
  });

  it('gives pictures as of the last look that showed no change', async () => {
    const scene = await shownScene();
    await scene.pass(300);
    await scene.source.look();
    expect(told(await scene.source.show(window)).asOf).toBe(1300);
    scene.look = 'b';
    await scene.pass(300);
    await scene.source.look();
    expect(told(await scene.source.show(window)).asOf).toBe(1300);
  });
});

describe('a source that changes', () => {
  it('is read again by itself, and reports that; questions meanwhile get the held answer', async () => {
    const scene = await shownScene();
    scene.takes = 700;
    scene.change('b');
    await scene.pass(100);
    expect(readAfter(await scene.source.show(window))).toBe('a');
    expect([scene.reads.length, scene.news]).toEqual([2, 0]);
    await scene.pass(600);
    expect(scene.news).toBe(1);
    expect(readAfter(await scene.source.show(window))).toBe('b');
    expect(scene.reads).toHaveLength(2);
  });

  it('rests in proportion to its reads, and is reported as out of date after 1 s', async () => {
    const scene = new PacedScene();
    scene.takes = 200;
    const first = scene.source.show(window);
    await scene.pass(200);
    await first;
    scene.atFullSpeed = true;
    for (let change = 0; change < 40; change += 1) {
      scene.change(`b${change}`);
      await scene.pass(50);
    }
    expect(scene.reads).toHaveLength(2);
    expect(scene.news).toBe(2);
    expect(scene.source.overtakenAt).toBe(1250);
    await scene.pass(8000);
    expect(scene.reads).toHaveLength(3);
    expect(scene.source.overtakenAt).toBeNull();
  });

  it('is out of date, and is not read, while what has changed may not be read yet', async () => {
    const scene = new PacedScene();
    const first = scene.source.show(window);
    await scene.pass(200);
    await first;
    scene.source.overtaken();
    await scene.pass(5000);
    expect([scene.source.overtakenAt, scene.reads.length, scene.news]).toEqual([1200, 1, 1]);
  });

  it('forgets what it held before, once something newer has been read', async () => {
    const scene = await shownScene();
    scene.look = 'b';
    expect(readAfter(await scene.source.show(windowFrom(70, 5)))).toBe('b');
    expect(readAfter(await scene.source.show(window))).toBe('b');
    expect(scene.reads).toHaveLength(3);
    scene.look = 'c';
    await scene.source.ask({ ...windowFrom(0, 0), places: { at: [3] } });
    expect(readAfter(await scene.source.show(window))).toBe('c');
  });

  it('is read at once after each write of ours, and the next question waits for that', async () => {
    const scene = await shownScene();
    scene.takes = 100;
    scene.change('b');
    await scene.pass(50);
    for (const look of ['c', 'd']) {
      scene.look = look;
      scene.source.readNow();
      const asked = scene.source.show(window);
      await scene.pass(200);
      expect(readAfter(await asked)).toBe(look);
    }
  });

  it('is looked at again 600 ms after the last look, and read again 5 s after the last read', async () => {
    const scene = await shownScene();
    scene.look = 'b';
    await scene.pass(601);
    scene.source.checkFreshness();
    await scene.pass(0);
    expect(readAfter(await scene.source.show(window))).toBe('b');
    await scene.source.look();
    await scene.pass(4999);
    await scene.source.look();
    scene.source.checkFreshness();
    await scene.pass(0);
    expect(scene.reads).toHaveLength(2);
    await scene.pass(1);
    scene.source.checkFreshness();
    await scene.pass(0);
    expect(scene.reads).toHaveLength(3);
    await scene.pass(500);
    await scene.source.look();
    scene.source.checkFreshness();
    await scene.pass(0);
    expect(scene.reads).toHaveLength(3);
  });

  it('is read again 5 s after the last read even while one moves about in it', async () => {
    const scene = await shownScene();
    for (const first of [0, 60, 20, 80]) {
      await scene.pass(1000);
      await scene.source.show(windowFrom(first, 5));
      await scene.source.look();
    }
    const known = scene.reads.length;
    await scene.pass(1000);
    scene.source.checkFreshness();
    await scene.pass(0);
    expect(scene.reads.length - known).toBe(1);
  });
});

describe('a source that cannot be read', () => {
  it('keeps its held answers while it is busy, and is tried again', async () => {
    const scene = await shownScene();
    scene.problem = 'busy';
    scene.change('b');
    await settled();
    expect(readAfter(await scene.source.show(window))).toBe('a');
    expect(scene.source.problem?.code).toBe('busy');
    expect(scene.source.overtakenAt).toBe(1000);
    expect(await scene.source.show(windowFrom(80, 5))).toMatchObject({ code: 'busy' });
    scene.problem = null;
    await scene.pass(500);
    expect(scene.source.problem).toBeNull();
    expect(readAfter(await scene.source.show(windowFrom(80, 5)))).toBe('b');
  });

  it('drops its held answers where the file is damaged, until it changes', async () => {
    const scene = await shownScene();
    scene.problem = 'damaged';
    scene.change('b');
    await settled();
    expect(await scene.source.show(window)).toMatchObject({ code: 'damaged' });
    await scene.pass(60_000);
    expect(await scene.source.show(window)).toMatchObject({ code: 'damaged' });
    expect(scene.reads).toHaveLength(2);
    scene.problem = null;
    scene.change('c');
    await settled();
    expect(readAfter(await scene.source.show(window))).toBe('c');
  });

  it.each(['no-link', 'no-access', 'no-server', 'no-entry', 'silent'] as const)(
    'keeps its last answer through the problem %s',
    async (code) => {
      const scene = await shownScene();
      scene.problem = code;
      scene.change('b');
      await settled();
      expect(readAfter(await scene.source.show(window))).toBe('a');
      expect(scene.source.problem?.code).toBe(code);
      scene.problem = null;
      scene.change('c');
      await settled();
      expect(readAfter(await scene.source.show(window))).toBe('c');
    },
  );

  it('is not waited for after 2 s of silence, and is back when it answers', async () => {
    const scene = new PacedScene();
    scene.picture = {
      marks: { tally: { counts: { ...noCounts, gone: 0, silent: 0, stalled: 0 }, backtests: 0 }, but: 0 },
    };
    await scene.source.show({ ...window, marks: { but: ['7'] } });
    await scene.source.show(window);
    const reads = scene.reads.length;
    scene.takes = 20_000;
    const asked = scene.source.show(windowFrom(80, 5));
    await scene.pass(1999);
    expect(scene.source.problem).toBeNull();
    await scene.pass(1);
    expect(await asked).toMatchObject({ code: 'silent' });
    expect([scene.source.problem?.code, scene.news]).toEqual(['silent', 1]);
    expect(await scene.source.show(windowFrom(60, 5))).toMatchObject({ code: 'silent' });
    expect(readAfter(await scene.source.show(window))).toBe('a');
    scene.source.readNow();
    expect(readAfter(await scene.source.show(window))).toBe('a');
    const besides = told(await scene.source.show({ ...window, pipeline: true, marks: { but: [] } }));
    const parts = [besides.window.jobs[0]?.name, besides.marks, besides.pipeline];
    expect(parts).toEqual(['a', undefined, undefined]);
    expect(scene.reads).toHaveLength(reads + 1);
    await scene.pass(18_000);
    expect([scene.source.problem, scene.news]).toEqual([null, 2]);
  });

  it('is waited for up to 5 s while it gives signs of life', async () => {
    const heard = { at: 0 };
    const scene: PacedScene = new PacedScene(() => scene.time - heard.at);
    await scene.source.show(window);
    scene.takes = 20_000;
    void scene.source.show(windowFrom(80, 5));
    for (let ms = 0; ms < 2000; ms += 500) {
      heard.at = scene.time;
      await scene.pass(500);
    }
    scene.source.noteLife();
    await scene.pass(1900);
    expect(scene.source.problem).toBeNull();
    heard.at = scene.time;
    await scene.pass(1100);
    expect(scene.source.problem?.code).toBe('silent');
  });

  it('may take 20 s to be counted for the first time as long as it gives signs of life', async () => {
    const scene = new PacedScene();
    scene.takes = 20_000;
    const begun = scene.source.begin();
    for (let ms = 0; ms < 19_000; ms += 1000) {
      scene.source.noteLife();
      await scene.pass(1000);
    }
    expect(scene.source.hasAnswered).toBe(false);
    await scene.pass(1000);
    await begun;
    expect([scene.source.hasAnswered, scene.source.problem]).toEqual([true, null]);
  });

  it('is out of date since the first change that it missed, however often it is tried again', async () => {
    const scene = await shownScene();
    scene.problem = 'busy';
    scene.change('b');
    await scene.pass(3000);
    expect(scene.reads.length).toBeGreaterThan(4);
    expect(scene.source.overtakenAt).toBe(1000);
  });
});

describe('a source whose clock is set back by an hour', () => {
  it('reads its held answers again', async () => {
    const scene = await shownScene();
    scene.ahead = -3_600_000;
    scene.source.checkFreshness();
    await scene.pass(0);
    expect(scene.reads).toHaveLength(2);
  });
});

describe('a source that was asked many things', () => {
  it('holds its last six answers about places, and no more', async () => {
    const { source, reads } = new PacedScene();
    const ask = (position: number, atHand = 0) =>
      source.ask({ ...windowFrom(0, 0), places: { at: [position] }, pace: { atHand } });
    for (let position = 0; position < 7; position += 1) await ask(position);
    for (let position = 1; position < 7; position += 1) await ask(position, 5);
    expect(reads).toHaveLength(7);
    await ask(0);
    expect(reads).toHaveLength(8);
  });
});

/** What may be under way in a source, or come, when it is closed. */
const doings: Readonly<Record<string, (scene: PacedScene) => void>> = {
  'a change': (scene) => scene.change(`${scene.reads.length}`),
  'a change unseen': (scene) => {
    scene.look += '+';
  },
  'a question': ({ source, reads }) => void source.show(windowFrom(3 * (reads.length % 30), 3)),
  'a look': ({ source }) => void source.look().catch(() => {}),
  'a written job': ({ source }) => source.readNow(),
  freshening: ({ source }) => source.checkFreshness(),
  'a busy database': (scene) => {
    scene.problem = 'busy';
  },
  'a sound database': (scene) => {
    scene.problem = null;
  },
};

describe('a source that is closed', () => {
  it('leaves no timer and reads nothing more, whatever was under way and whatever comes afterwards', async () => {
    const some = fc.array(fc.constantFrom(...Object.keys(doings)), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(some, some, some, async (first, meanwhile, late) => {
        const scene = new PacedScene();
        const run = async (names: readonly string[]) => {
          for (const name of names) {
            doings[name]?.(scene);
            await settled();
          }
        };
        await scene.source.show(window);
        await run(first);
        let open = () => {};
        scene.gate = new Promise((resolve) => {
          open = resolve;
        });
        await run(meanwhile);
        const closing = scene.source.close();
        const left = scene.alarms.size;
        open();
        await closing;
        const { length } = scene.reads;
        await run(late);
        expect([left, scene.alarms.size, scene.reads.length]).toEqual([0, 0, length]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the processor time of several readings', () => {
  it('is divided among those that work at the same time', () => {
    let spent = 100;
    const shares = new ProcessorShares(() => spent);
    const [one, other] = [shares.share(), shares.share()];
    const endOne = one.begin();
    spent += 10;
    const endOther = other.begin();
    spent += 10;
    endOne();
    spent += 10;
    endOther();
    spent += 100;
    expect([one.spent(), other.spent()]).toEqual([15, 15]);
  });

  it('is counted completely while at least one works', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2), fc.nat(50)), { maxLength: 60 }), (steps) => {
        let [spent, used] = [0, 0];
        const shares = new ProcessorShares(() => spent);
        const all = [0, 1, 2].map(() => ({ share: shares.share(), end: null as (() => void) | null }));
        for (const [index, ms] of steps) {
          const one = all[index];
          if (one === undefined) continue;
          if (one.end === null) one.end = one.share.begin();
          else {
            one.end();
            one.end = null;
          }
          spent += ms;
          if (all.some(({ end }) => end !== null)) used += ms;
        }
        const sum = all.reduce((total, { share }) => total + share.spent(), 0);
        expect(sum).toBeCloseTo(used, 6);
      }),
    );
  });
});
