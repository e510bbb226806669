import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Frame } from '../../lib/view/frame.js';
import { minute, now, pictureOf, sceneJobs } from '../view/scene.js';
import { good, settled, World } from './app-world.js';

describe('the app at its start', () => {
  it('shows the progress of the first read', async () => {
    const world = new World();
    await world.app.start();
    expect(world.screen()).toContain('Reading the database…');
    world.app.noteProgress({ bytesRead: 340e6, databaseBytes: 1.1e9 });
    expect(world.screen()).toContain('Counting the jobs…');
    expect(world.screen()).toContain('Read 340 MB of 1.1 GB');
    const stopping = world.app.stop();
    await world.reads[0]?.answer(good);
    await stopping;
  });
});

describe('the app', () => {
  let world: World;

  beforeEach(async () => {
    world = await World.started();
  });

  it.each([1, 2, 3])('hears of an act elsewhere in tick %d after a picture', (tick) => {
    for (let past = 1; past < tick; past += 1) world.tick(1000);
    world.acts.push({ action: 'cancel', takenBack: false, changed: 2, jobs: 2, ids: [], at: now });
    world.tick(1000);
    expect(world.app.state.feed[0]?.words).toEqual(['cancelled 2 jobs']);
  });

  it('takes a click for one on what the terminal has, and a double click for one that opens', () => {
    const click = (id: string) => {
      const { rect } = shown.list?.targets?.find(({ key }) => key === id) ?? {};
      world.app.mouse({ what: 'click', column: rect?.left ?? 0, row: rect?.top ?? 0 });
      return world.app.state;
    };
    const shown = world.frames.at(-1) as Frame;
    world.drawn();
    world.time += 1000;
    expect(click('2').selection.id).toBe('2');
    world.app.mouse({ what: 'wheel-up', column: 0, row: 0 });
    expect(world.app.state.selection.id).toBe('3');
    // The dialog, whose rows have numbers, is not on the terminal yet.
    world.app.key('s');
    expect(click('2')).toMatchObject({ mode: 'SORT_DIALOG', sortDraft: { by: 'time' } });
    world.app.key('Escape');
    world.drawn();
    click('2');
    world.drawn();
    expect(click('2').mode).toBe('DETAIL_PANEL');
    world.app.key('Escape');
    world.drawn();
    expect(click('1').selection.id).toBe('2');
    world.time += 1000;
    expect(click('1').selection.id).toBe('1');
  });

  it('takes a double click on a count for one', () => {
    world.drawn();
    const line = world
      .screen()
      .split('\n')
      .findIndex((each) => each.includes('1 failed'));
    const column = world.screen().split('\n')[line]?.indexOf('1 failed') ?? 0;
    const clicked = (time: number) => {
      world.time += time;
      world.app.mouse({ what: 'click', column, row: line });
      world.drawn();
      return world.app.state.filter.statuses;
    };
    expect([clicked(1000), clicked(100)]).toEqual([['failed'], ['failed']]);
    expect(clicked(1000)).toHaveLength(5);
  });

  it('shows the jobs that were read', () => {
    expect(world.screen()).toContain('✗ PARSE    fix_parser v1.2');
  });

  it('reads nothing when nothing changed, however often the clock ticks', async () => {
    for (let tick = 0; tick < 5; tick += 1) {
      world.tick(1000);
      await settled();
    }
    expect(world.reads).toEqual([]);
  });

  it('ticks every five seconds if nothing on the screen counts seconds, else every second', async () => {
    const tick = (milliseconds: number) => {
      const timer = world.timerOf(milliseconds);
      expect(timer).toBeDefined();
      timer?.action();
    };
    world.isStill = true;
    for (let count = 0; count < 5; count += 1) tick(1000);
    expect(world.timerOf(1000)).toBeUndefined();
    tick(5000);
    world.isStill = false;
    tick(5000);
    expect(world.timerOf(5000)).toBeUndefined();
    tick(1000);
    world.isStill = true;
    for (let count = 0; count < 5; count += 1) tick(1000);
    expect(world.timerOf(5000)).toBeDefined();
    world.isStill = false;
    world.app.key('?');
    expect(world.timerOf(5000)).toBeUndefined();
    expect(world.timerOf(1000)).toBeDefined();
  });

  it('checks every 30 s whether it may write, if it may not, whether it ticks every second or every five', async () => {
    world.app.key('q');
    world = new World();
    world.writability = { kind: 'unable', reason: 'read-only' };
    await world.app.start();
    await world.reads[0]?.answer(good);
    const atStart = world.probes;
    let seconds = 0;
    for (let tick = 0; tick < 60; tick += 1) {
      world.isStill = tick % 13 > 1;
      const timer = world.timerOf(1000) ?? world.timerOf(5000);
      seconds += (timer?.milliseconds ?? 0) / 1000;
      timer?.action();
      await settled();
      expect([seconds, world.probes - atStart]).toEqual([seconds, Math.floor(seconds / 30)]);
    }
    expect(seconds).toBeGreaterThan(90);
  });

  it('shows a watch without events at once, and from then on', () => {
    world.degraded('No events for the folder');
    expect(world.screen()).toContain('│  No events for the folder  ');
    world.app.key('j');
    expect(world.screen()).toContain('│  No events for the folder  ');
  });

  it('shows and logs that the view cannot be saved', async () => {
    world.app.key('P');
    await settled();
    expect(world.screen()).toContain('It is forgotten');
    expect(world.notes).toEqual(['memory.failed {"sentence":"It is forgotten"}']);
  });

  it('suspends, redraws and quits by its keys', async () => {
    world.app.key('Ctrl-z');
    world.app.key('Ctrl-l');
    expect(world.done).toEqual(['suspended', 'redrawn']);
    world.app.key('q');
    await world.app.finished;
  });

  it('draws at the size of the terminal', () => {
    world.app.resize({ columns: 100, rows: 30 });
    expect(world.frames.at(-1)?.size).toEqual({ columns: 100, rows: 30 });
  });

  it('waits for the read under way when it stops, but not for the pace', async () => {
    world.changedAtLast();
    world.changed();
    let isStopped = false;
    const stopping = world.app.stop().then(() => {
      isStopped = true;
    });
    await settled();
    expect(isStopped).toBe(false);
    await world.reads[0]?.answer(good);
    await stopping;
    expect(world.reads).toHaveLength(1);
  });

  it('shows nothing more after it has stopped', async () => {
    world.changedAtLast();
    const stopping = world.app.stop();
    const shown = world.frames.length;
    await world.reads[0]?.answer(good);
    await stopping;
    world.app.key('j');
    world.changed();
    expect(world.frames).toHaveLength(shown);
  });
});

describe('a question that the app asks', () => {
  it('is answered 300 ms after the terminal has it, not by a key that came before', async () => {
    const world = await World.started();
    const answers = () => {
      world.app.key('y');
      return world.app.state.writing.length;
    };
    world.app.key('j');
    world.app.key('c');
    expect([answers(), world.timerOf(300)]).toEqual([0, undefined]);
    world.drawn();
    const answerable = world.timerOf(300);
    world.drawn();
    // The next frame leaves the time as it was.
    expect([answers(), answerable, world.timerOf(300)]).toEqual([0, expect.anything(), answerable]);
    // A key that was waiting to be read when the time was up.
    world.tick(300);
    expect([answers(), world.timerOf(300)]).toEqual([0, undefined]);
    await settled();
    expect(world.screen()).toContain('[y] Yes');
    expect(answers()).toBe(1);
  });
});

describe('the app while nobody looks', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.started();
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
