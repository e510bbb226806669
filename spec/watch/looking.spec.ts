import { utimes, writeFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import type { After } from '../../lib/clock.js';
import { DatabaseWatcher, LookLoop } from '../../lib/watch/database-watcher.js';
import { settled } from '../support/hand-clock.js';
import { never, sceneForEach, until } from './scene.js';

/** A look that is answered by hand. */
class SlowLook {
  calls = 0;
  #answers: ((text: string) => void)[] = [];

  readonly look = (): Promise<string> => {
    this.calls++;
    return new Promise((resolve) => this.#answers.push(resolve));
  };

  get underWay(): number {
    return this.#answers.length;
  }

  answer(text: string): void {
    this.#answers.shift()?.(text);
  }
}

const nowhere = { path: '/nowhere/queue.db', look: async () => 'text', onChange: () => {} };

describe('a loop of looks', () => {
  it('has one look under way, and looks once more after many requests meanwhile', async () => {
    const slow = new SlowLook();
    const loop = new LookLoop({ look: slow.look, onChange: () => {} });
    const first = loop.look();
    void loop.look();
    void loop.look();
    expect(slow.underWay).toBe(1);
    slow.answer('a');
    await settled();
    expect(slow.underWay).toBe(1);
    slow.answer('a');
    await first;
    expect(slow.calls).toBe(2);
  });

  it('reports each difference from the look before, and not the first look', async () => {
    const texts = ['a', 'a', 'b', 'b', 'a'];
    const changes: number[] = [];
    let looks = 0;
    const loop = new LookLoop({
      look: async () => texts[looks++] ?? '',
      onChange: () => changes.push(looks),
    });
    for (const _text of texts) await loop.look();
    expect(changes).toEqual([3, 5]);
  });

  it('reports nothing after it was closed, which waits for the look under way', async () => {
    const slow = new SlowLook();
    let changes = 0;
    const loop = new LookLoop({ look: slow.look, onChange: () => changes++ });
    const first = loop.look();
    slow.answer('a');
    await first;
    const second = loop.look();
    void loop.look();
    let ended = false;
    const end = loop.close().then(() => {
      ended = true;
    });
    await settled();
    expect(ended).toBe(false);
    slow.answer('b');
    await Promise.all([second, end]);
    await loop.look();
    expect({ changes, calls: slow.calls }).toEqual({ changes: 0, calls: 2 });
  });
});

describe('the polling of a watcher', () => {
  /** Timers that go off when the spec says so. */
  function handTimers() {
    const waiting = new Set<() => void>();
    const after: After = (_milliseconds, callback) => {
      waiting.add(callback);
      return () => waiting.delete(callback);
    };
    const goOff = async () => {
      for (const callback of [...waiting]) {
        waiting.delete(callback);
        callback();
      }
      await settled();
    };
    return { waiting, after, goOff };
  }

  it('goes on only when a look has ended, and stops with the watcher', async () => {
    const { waiting, after, goOff } = handTimers();
    const slow = new SlowLook();
    const watcher = new DatabaseWatcher({ ...nowhere, look: slow.look, events: false, after });
    const started = watcher.start();
    await settled();
    expect(waiting.size).toBe(0);
    slow.answer('a');
    await started;
    for (let count = 0; count < 3; count++) {
      expect(waiting.size).toBe(1);
      await goOff();
      expect([waiting.size, slow.underWay]).toEqual([0, 1]);
      slow.answer('a');
      await settled();
    }
    await watcher.close();
    expect(waiting.size).toBe(0);
  });

  it('stops if the watcher is closed in the middle of a look', async () => {
    const { waiting, after } = handTimers();
    const slow = new SlowLook();
    let changes = 0;
    const onChange = () => changes++;
    const watcher = new DatabaseWatcher({ ...nowhere, look: slow.look, onChange, events: false, after });
    const started = watcher.start();
    await settled();
    slow.answer('a');
    await started;
    const checked = watcher.check();
    const closed = watcher.close();
    slow.answer('b');
    await Promise.all([checked, closed]);
    await watcher.check();
    expect([changes, waiting.size, slow.calls]).toEqual([0, 0, 2]);
  });

  it('does not begin if the watcher is closed before it has started', async () => {
    const { waiting, after } = handTimers();
    const watcher = new DatabaseWatcher({ ...nowhere, after });
    const started = watcher.start();
    await Promise.all([watcher.close(), started]);
    await watcher.close();
    expect(waiting.size).toBe(0);
  });
});

describe('a watcher over real files', () => {
  const scene = sceneForEach();

  it('reports nothing when an event changes nothing, and nothing for other files', async () => {
    await writeFile(scene.path('queue.db'), 'text');
    const watched = await scene.watch(scene.path('queue.db'), { pollMs: never });
    const seen = watched.looks;
    await writeFile(scene.path('other.db'), 'text');
    await writeFile(scene.path('queue.db-shm'), 'text');
    // A touch sends an event: at least one look at once and one when all is settled.
    await until(async () => {
      await utimes(scene.path('queue.db'), new Date(), new Date());
      return watched.looks >= seen + 2;
    }, 'two looks');
    expect(watched.changes).toBe(0);
    await writeFile(scene.path('queue.db'), 'other text');
    await watched.reported();
    expect(watched.changes).toBeGreaterThan(0);
  });

  it('leaves no watch behind, at whatever moment it is closed', async () => {
    await writeFile(scene.path('queue.db'), 'text');
    for (let moments = 0; moments < 40; moments++) {
      const watcher = new DatabaseWatcher({ ...nowhere, path: scene.path('queue.db') });
      const started = watcher.start();
      for (let moment = 0; moment < moments; moment++) await settled();
      await watcher.close();
      await started;
    }
    // What is under way in chokidar may still be ending.
    await until(() => !process.getActiveResourcesInfo().includes('FSEventWrap'), 'the end of every watch');
  });
});
