import { describe, expect, it } from '@jest/globals';
import { LogFeed } from '../../lib/app/log-feed.js';
import type { JobsEvent } from '../../lib/machine/state/event.js';
import type { Notice } from '../../lib/machine/state/write-order.js';
import type { LogMatches, LogReading, LogRequest, LogSearch, LogSearchResult } from '../../lib/model/log.js';
import type { SaveResult } from '../../lib/snapshot/port.js';
import { busy } from '../machine/queue-in-memory.js';

interface Timer {
  readonly at: number;
  readonly action: () => void;
}

const search: LogSearch = { jobId: '7', text: 'error', from: 0, direction: 'forward' };
const nothing: LogReading = { kind: 'none', looked: [] };

/** A feed whose reader answers when the spec says so, at times that the spec sets. */
class World {
  time = 0;
  readonly timers = new Set<Timer>();
  readonly reads: ((reading: LogReading) => void)[] = [];
  readonly searches: { readonly signal: AbortSignal; readonly answer: (result: LogSearchResult) => void }[] =
    [];
  readonly counts: {
    readonly at: number;
    readonly signal: AbortSignal;
    readonly answer: (result: LogMatches) => void;
  }[] = [];
  readonly events: JobsEvent[] = [];
  readonly done: string[] = [];
  readonly notes: unknown[] = [];
  request: LogRequest | null = { jobId: '7', place: { kind: 'end' }, before: 1, after: 1 };
  saving: (path: string, signal: AbortSignal) => Promise<SaveResult> = async (path) => ({
    kind: 'saved',
    path,
    bytes: 1,
  });
  onEvent = () => {};

  readonly feed = new LogFeed(
    {
      reader: {
        read: () => new Promise((resolve) => this.reads.push(resolve)),
        search: (_, signal) =>
          new Promise((resolve) => {
            this.searches.push({ signal, answer: resolve });
            signal.addEventListener('abort', () => resolve({ kind: 'stopped' }));
          }),
        matches: (_, at, signal) =>
          new Promise((resolve) => {
            this.counts.push({ at, signal, answer: resolve });
            signal.addEventListener('abort', () => resolve({ kind: 'stopped' }));
          }),
        save: (_, path, signal) => this.saving(path, signal),
        close: async () => {
          this.done.push('closed');
          for (const answer of this.reads) answer(nothing);
        },
      },
      savePath: (jobId) => `/saved/${jobId}.log`,
      scratchPath: (jobId) => `/scratch/${jobId}.log`,
      discard: (path) => this.done.push(`discarded ${path}`),
    },
    {
      now: () => this.time,
      after: (milliseconds, action) => {
        const timer = { at: this.time + milliseconds, action };
        this.timers.add(timer);
        return () => this.timers.delete(timer);
      },
    },
    {
      request: () => this.request,
      handle: (event) => {
        this.events.push(event);
        this.onEvent();
      },
      showFile: async (path): Promise<Omit<Notice, 'at'>> => {
        this.done.push(`shown ${path}`);
        return { tone: 'done', text: 'Back' };
      },
    },
    { note: (event, details) => this.notes.push({ event, ...details }) },
  );

  /** Answers the read under way, which took so long. */
  async answer(took: number): Promise<void> {
    this.time += took;
    this.reads.at(-1)?.(nothing);
    await settled();
  }

  async runTimers(): Promise<void> {
    for (const timer of [...this.timers]) {
      this.timers.delete(timer);
      this.time = Math.max(this.time, timer.at);
      timer.action();
    }
    await settled();
  }
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('the log feed', () => {
  it('reads nothing while no log is open', () => {
    const world = new World();
    world.request = null;
    world.feed.read();
    expect(world.reads).toHaveLength(0);
  });

  it('has one read in flight, and makes of many requests meanwhile one more', async () => {
    const world = new World();
    for (let request = 0; request < 5; request += 1) world.feed.read('at-once');
    expect(world.reads).toHaveLength(1);
    await world.answer(0);
    expect(world.events).toEqual([{ type: 'log', reading: nothing, request: world.request }]);
    expect(world.reads).toHaveLength(2);
    await world.answer(0);
    expect(world.reads).toHaveLength(2);
  });

  it('reads a changing log no more than a quarter of the time', async () => {
    const world = new World();
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

  it('lets no operator wait for the end of a pause', async () => {
    const world = new World();
    world.feed.read();
    await world.answer(1000);
    expect(world.timers.size).toBe(1);
    world.feed.read('at-once');
    await settled();
    expect(world.reads).toHaveLength(2);
    expect(world.timers.size).toBe(0);
  });

  it('goes on at once where the answer leads to another request', async () => {
    const world = new World();
    world.feed.read();
    world.onEvent = () => world.feed.read('at-once');
    await world.answer(1000);
    expect(world.reads).toHaveLength(2);
    expect(world.timers.size).toBe(0);
  });

  it('answers the last search only', async () => {
    const world = new World();
    world.feed.search(search);
    const other = { ...search, text: 'errors' };
    world.feed.search(other);
    expect(world.searches[0]?.signal.aborted).toBe(true);
    world.searches[1]?.answer({ kind: 'found', start: 12, wrapped: false });
    await settled();
    const result = { kind: 'found', start: 12, wrapped: false };
    expect(world.events).toEqual([{ type: 'log-found', search: other, result, at: 0 }]);
  });

  it('has no answer to a search that was ended', async () => {
    const world = new World();
    world.feed.search(search);
    world.feed.stopSearch();
    await settled();
    expect(world.events).toEqual([]);
  });

  it('counts the matches of the last search only', async () => {
    const world = new World();
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

  it('names the file that it saved', async () => {
    const world = new World();
    expect(await world.feed.save('7')).toEqual({
      tone: 'done',
      text: 'Log saved to',
      path: '/saved/7.log',
    });
    world.saving = async () => ({ kind: 'none' });
    expect(await world.feed.save('7')).toMatchObject({ tone: 'nothing' });
    world.saving = async () => ({ kind: 'problem', problem: busy });
    expect(await world.feed.save('7')).toEqual({ tone: 'failed', text: `${busy.sentence} ${busy.advice}` });
  });

  it('notes everything that the system said of what it could not do', async () => {
    const world = new World();
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

  it('leaves no scratch file behind, whatever came of it', async () => {
    const world = new World();
    expect(await world.feed.edit('7')).toEqual({ tone: 'done', text: 'Back' });
    expect(world.done).toEqual(['shown /scratch/7.log', 'discarded /scratch/7.log']);
    world.done.length = 0;
    world.saving = async () => ({ kind: 'problem', problem: busy });
    expect(await world.feed.edit('7')).toMatchObject({ tone: 'failed' });
    expect(world.done).toEqual(['discarded /scratch/7.log']);
  });

  it('shows no editor where the viewer was closed meanwhile, whatever else is read of that log', async () => {
    const world = new World();
    world.request = { jobId: '7', place: { kind: 'end' }, before: 10, after: 0, purpose: 'tail' };
    expect(await world.feed.edit('7')).toEqual({ tone: 'nothing', text: 'Saving was stopped' });
    expect(world.done).toEqual(['discarded /scratch/7.log']);
  });

  it('ends reads, pauses, searches and savings when it closes', async () => {
    const world = new World();
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

    const paused = new World();
    paused.feed.read();
    await paused.answer(1000);
    await paused.feed.close();
    expect(paused.timers.size).toBe(0);
  });
});
