import { beforeEach, describe, expect, it } from '@jest/globals';
import { busy } from '../machine/queue-in-memory.js';
import { FeedWorld, nothing, search, settled } from './feed-world.js';

describe('the log feed', () => {
  let world: FeedWorld;
  beforeEach(() => {
    world = new FeedWorld();
  });

  it('reads nothing while no log is open', () => {
    world.request = null;
    world.feed.read();
    expect(world.reads).toHaveLength(0);
  });

  it('has one read under way, and reads once more after many requests meanwhile', async () => {
    for (let request = 0; request < 5; request += 1) world.feed.read('at-once');
    expect(world.reads).toHaveLength(1);
    await world.answer(0);
    expect(world.events).toEqual([{ type: 'log', reading: nothing, request: world.request }]);
    expect(world.reads).toHaveLength(2);
    await world.answer(0);
    expect(world.reads).toHaveLength(2);
  });

  it('reads a changing log no more than a quarter of the time', async () => {
    world.feed.read();
    for (let round = 0; round < 20; round += 1) {
      // It changes all the time, under the read and in the pause.
      world.feed.read();
      await world.answer(100);
      world.feed.read();
      expect(world.reads).toHaveLength(round + 1);
      await world.runTimers();
    }
    expect(world.time).toBe(20 * 400);
    expect(world.reads).toHaveLength(21);
  });

  it('ends a pause when the operator waits for a read', async () => {
    world.feed.read();
    await world.answer(1000);
    expect(world.timers.size).toBe(1);
    world.feed.read('at-once');
    await settled();
    expect(world.reads).toHaveLength(2);
    expect(world.timers.size).toBe(0);
  });

  it('reads again at once if an answer leads to another request', async () => {
    world.feed.read();
    world.onEvent = () => world.feed.read('at-once');
    await world.answer(1000);
    expect(world.reads).toHaveLength(2);
    expect(world.timers.size).toBe(0);
  });

  it('passes on the result of the last search only', async () => {
    world.feed.search(search);
    const other = { ...search, text: 'errors' };
    world.feed.search(other);
    expect(world.searches[0]?.signal.aborted).toBe(true);
    world.searches[1]?.answer({ kind: 'found', start: 12, wrapped: false });
    await settled();
    const result = { kind: 'found', start: 12, wrapped: false };
    expect(world.events).toEqual([{ type: 'log-found', search: other, result, at: 0 }]);
  });

  it('passes on no result of a search that was stopped', async () => {
    world.feed.search(search);
    world.feed.stopSearch();
    await settled();
    expect(world.events).toEqual([]);
  });

  it('counts the matches of the last search only', async () => {
    world.feed.count(search, 12);
    world.feed.count(search, 40);
    expect(world.counts.map(({ at, signal }) => [at, signal.aborted])).toEqual([
      [12, true],
      [40, false],
    ]);
    const result = { kind: 'counted', total: 9, before: 2, size: 100 } as const;
    world.counts[1]?.answer(result);
    await settled();
    expect(world.events).toEqual([{ type: 'log-counted', search, at: 40, result }]);
    world.feed.count(search, 50);
    world.feed.search(search);
    expect(world.counts[2]?.signal.aborted).toBe(true);
    world.feed.stopSearch();
    await world.feed.close();
    world.feed.count(search, 60);
    expect(world.counts).toHaveLength(3);
  });

  it('names the file that it saved, or the problem', async () => {
    expect(await world.feed.save('7')).toEqual({ tone: 'done', text: 'Log saved to', path: '/saved/7.log' });
    world.saving = async () => ({ kind: 'none' });
    expect(await world.feed.save('7')).toMatchObject({ tone: 'nothing' });
    world.saving = async () => ({ kind: 'problem', problem: busy });
    expect(await world.feed.save('7')).toEqual({ tone: 'failed', text: `${busy.sentence} ${busy.advice}` });
  });

  it('logs the problem of each read, search and save', async () => {
    const problem = { ...busy, code: 'failed', detail: 'EIO: i/o error' } as const;
    world.feed.read();
    world.reads.at(-1)?.({ kind: 'problem', problem });
    world.feed.search(search);
    world.searches.at(-1)?.answer({ kind: 'problem', problem });
    await settled();
    world.saving = async () => ({ kind: 'problem', problem });
    await world.feed.save('8');
    const noted = { event: 'log.failed', code: 'failed', file: problem.file, detail: 'EIO: i/o error' };
    expect(world.notes).toEqual([
      { ...noted, what: 'read', job: '7' },
      { ...noted, what: 'search', job: '7' },
      { ...noted, what: 'save', job: '8' },
    ]);
    await world.feed.close();
  });

  it('discards the scratch file of an editor, also after a problem', async () => {
    expect(await world.feed.edit('7')).toEqual({ tone: 'done', text: 'Back' });
    expect(world.done).toEqual(['shown /scratch/7.log', 'discarded /scratch/7.log']);
    world.done.length = 0;
    world.saving = async () => ({ kind: 'problem', problem: busy });
    expect(await world.feed.edit('7')).toMatchObject({ tone: 'failed' });
    expect(world.done).toEqual(['discarded /scratch/7.log']);
  });

  it('starts no editor if the viewer was closed meanwhile', async () => {
    world.request = { jobId: '7', place: { kind: 'end' }, before: 10, after: 0, purpose: 'tail' };
    expect(await world.feed.edit('7')).toEqual({ tone: 'nothing', text: 'Saving was stopped' });
    expect(world.done).toEqual(['discarded /scratch/7.log']);
  });

  it('ends reads, pauses, searches and saves when it closes', async () => {
    world.saving = (_, signal) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve({ kind: 'stopped' })));
    world.feed.read();
    world.feed.search(search);
    const saved = world.feed.save('7');
    await world.feed.close();
    expect(await saved).toMatchObject({ text: 'Saving was stopped' });
    expect(world.events).toEqual([]);
    world.feed.read('at-once');
    world.feed.search(search);
    expect([world.reads.length, world.searches.length]).toEqual([1, 1]);
  });
});
