import { describe, expect, it } from '@jest/globals';
import { after } from '../../lib/clock.js';
import { NativeWriter } from '../support/native-writer.js';
import { never, sceneForEach, until } from './scene.js';

const scene = sceneForEach();

/** Opens the database in WAL mode, in a process of its own. */
async function open(): Promise<NativeWriter> {
  const writer = await NativeWriter.start(scene.path('queue.db'));
  await writer.exec('PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS line (text TEXT)');
  return writer;
}
const commit = (writer: NativeWriter, times = 1) =>
  writer.exec("INSERT INTO line VALUES ('one more');".repeat(times));
const watch = (options: Parameters<typeof scene.watch>[1] = {}) =>
  scene.watch(scene.path('queue.db'), options);

describe('a burst of commits', () => {
  it('is reported to its end through events alone, with fewer looks than commits', async () => {
    const writer = await open();
    const watched = await watch({ pollMs: never });
    for (let burst = 0; burst < 5; burst++) {
      await commit(writer, 100);
      await watched.reported();
    }
    // Far fewer looks than commits: events are coalesced.
    expect(watched.looks).toBeLessThan(250);
  });
});

describe('a high rate of commits', () => {
  it('is polled, reported to its end, and followed by events again', async () => {
    const writer = await open();
    let speed = 1;
    const watched = await watch({ after: (ms, then) => after(ms / speed, then) });
    expect(watched.watcher.atFullSpeed).toBe(false);
    for (let round = 0; round < 2; round++) {
      for (let count = 0; !watched.watcher.atFullSpeed && count < 10_000; count++) await commit(writer);
      expect(watched.watcher.atFullSpeed).toBe(true);
      const before = watched.looks;
      for (let count = 0; count < 200; count++) await commit(writer);
      // By events there would be two for each; it is polled less than a hundred times before this test is given up.
      expect(watched.looks - before).toBeLessThan(100);
      await watched.reported();
      // It ends after some looks, and so sooner where they come sooner.
      speed = 10;
      await until(() => !watched.watcher.atFullSpeed, 'the end of the high rate');
      speed = 1;
      await commit(writer);
      await watched.reported();
    }
  });
});

describe('a WAL that comes and goes', () => {
  it('is noticed through events alone', async () => {
    let writer = await open();
    const watched = await watch({ pollMs: never });
    for (let count = 0; count < 3; count++) {
      await writer.close();
      await watched.reported();
      writer = await open();
      await commit(writer);
      await watched.reported();
    }
  });
});
