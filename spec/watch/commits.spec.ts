import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { never, Scene } from './scene.js';

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.begin();
});

afterEach(async () => {
  await scene.end();
});

/** Milliseconds from the start of a commit in another process to its report, the median of some. */
async function medianDelay(watched: { reported(): Promise<void> }, commits: number): Promise<number> {
  const delays: number[] = [];
  for (let count = 0; count < commits; count++) {
    const start = performance.now();
    await scene.order({ type: 'commit', text: `line ${count}` });
    await watched.reported();
    delays.push(performance.now() - start);
  }
  return delays.sort((a, b) => a - b)[Math.floor(commits / 2)] ?? Number.NaN;
}

describe.each(['wal', 'delete'] as const)('a commit in %s mode', (journalMode) => {
  it('is noticed through events alone', async () => {
    await scene.order({ type: 'open', path: scene.path('queue.db'), journalMode });
    const watched = await scene.watch(scene.path('queue.db'), { pollMilliseconds: never });
    expect(await medianDelay(watched, 15)).toBeLessThan(150);
    expect(watched.notices).toEqual([]);
  });

  it('is noticed by the clock alone', async () => {
    await scene.order({ type: 'open', path: scene.path('queue.db'), journalMode });
    const watched = await scene.watch(scene.path('queue.db'), { events: false });
    expect(await medianDelay(watched, 5)).toBeLessThan(600);
  });
});

describe('a burst of commits', () => {
  it('is seen to its end through events alone', async () => {
    await scene.order({ type: 'open', path: scene.path('queue.db'), journalMode: 'wal' });
    const watched = await scene.watch(scene.path('queue.db'), { pollMilliseconds: never });
    for (let burst = 0; burst < 5; burst++) {
      for (let count = 0; count < 100; count++)
        await scene.order({ type: 'commit', text: `${burst} ${count}` });
      await watched.reported();
    }
    // Far fewer looks than commits: events are coalesced.
    expect(watched.looks).toBeLessThan(250);
  });
});

describe('a WAL that comes and goes', () => {
  it('is noticed through events alone', async () => {
    await scene.order({ type: 'open', path: scene.path('queue.db'), journalMode: 'wal' });
    const watched = await scene.watch(scene.path('queue.db'), { pollMilliseconds: never });
    for (let count = 0; count < 3; count++) {
      await scene.order({ type: 'close' });
      await watched.reported();
      await scene.order({ type: 'open', path: scene.path('queue.db'), journalMode: 'wal' });
      await scene.order({ type: 'commit', text: `opening ${count}` });
      await watched.reported();
    }
  });
});
