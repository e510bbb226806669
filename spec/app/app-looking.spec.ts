import { beforeEach, describe, expect, it } from '@jest/globals';
import { minute, now, pictureOf, sceneJobs } from '../view/scene.js';
import { good, settled, World } from './app-world.js';

describe('the app while nobody looks', () => {
  let world: World;

  beforeEach(async () => {
    world = new World();
    await world.app.start();
    await world.reads[0]?.answer(good);
    await world.reads[1]?.answer(good);
    world.reads.length = 0;
  });

  it('reads the news once the focus is back after a minute, and shows it until Escape', async () => {
    world.app.focus(true);
    world.time = now + minute;
    world.app.focus(false);
    expect(world.kept.at(-1)?.look?.at).toBe(now + minute);
    world.time = now + 2 * minute;
    world.app.focus(true);
    await settled();
    const [read] = world.reads;
    const since = read?.request.since;
    expect(since).toEqual({ at: now + minute - 2000, knownCauses: [] });
    const counts = { complete: 3, failed: 0, cancelled: 0 };
    const told = { at: since?.at ?? 0, counts, newCauses: [], moreNewCauses: 0, unread: 0 };
    await read?.answer({ kind: 'picture', picture: pictureOf(sceneJobs, { asOf: world.time, since: told }) });
    expect(world.screen()).toContain('since 12:01 UTC: 3 done');
    world.app.key('Escape');
    expect(world.screen()).not.toContain('since 12:01');
    expect(world.kept.at(-1)?.look?.at).toBe(now + 2 * minute);
  });

  it('saves the last look when it stops', async () => {
    world.time = now + 30_000;
    world.app.key('j');
    world.time = now + 40_000;
    await world.app.stop();
    expect(world.kept.at(-1)?.look?.at).toBe(now + 40_000);
  });

  it('saves the look of when the focus went, if it is gone when it stops', async () => {
    world.app.focus(false);
    world.time = now + 5 * minute;
    await world.app.stop();
    expect(world.kept.at(-1)?.look?.at).toBe(now);
  });
});
