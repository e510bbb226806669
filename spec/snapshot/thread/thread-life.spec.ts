import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ReaderThread } from '../../../lib/snapshot/thread/reader-thread.js';
import { ThreadLife } from '../../../lib/snapshot/thread/thread-life.js';
import { setupFor } from './readers.js';

/** A thread that neither answers nor ends, as one that waits for a dead disk. */
class DeafWorker extends EventEmitter {
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly messages: { readonly kind: string }[] = [];
  terminations = 0;

  postMessage(message: { readonly kind: string }): void {
    this.messages.push(message);
  }

  terminate(): Promise<number> {
    this.terminations += 1;
    return new Promise(() => {});
  }
}

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

describe('a thread that can’t be terminated', () => {
  it('is waited for at most 300 ms, its open calls are answered as closed, and its news are not passed on', async () => {
    const worker = new DeafWorker();
    const [deaths, news]: [string[], unknown[]] = [[], []];
    const life = new ThreadLife(() => worker, setupFor('/nowhere/jobs.sqlite3'), {
      onNews: (message) => news.push(message),
      onDeath: (detail) => deaths.push(detail),
    });
    const look = life.call('look', null);
    let isClosed = false;
    worker.emit('message', { kind: 'sizes' });
    expect(life.close()).toBe(life.close());
    void life.close().then(() => {
      isClosed = true;
    });
    worker.emit('message', { kind: 'sizes' });
    await jest.advanceTimersByTimeAsync(300);
    expect(isClosed).toBe(true);
    expect([worker.terminations, news.length]).toEqual([1, 1]);
    expect(await look).toEqual({ kind: 'closed' });
    expect({ ended: life.hasEnded, deaths: deaths.length }).toEqual({ ended: true, deaths: 0 });
  });
});

describe('a thread that can’t be started', () => {
  it('is a problem that says why, and a change that leads to another try', async () => {
    let starts = 0;
    const start = () => {
      starts += 1;
      throw Object.assign(new Error('EAGAIN'), { code: 'ERR_WORKER_INIT_FAILED' });
    };
    const readers = new ReaderThread(start, setupFor('/nowhere/jobs.sqlite3'));
    const deaths: string[] = [];
    readers.listen({ onDeath: (detail) => deaths.push(detail) });
    const looked = await readers.snapshots.look();
    expect(await readers.measured({} as never)).toMatchObject({
      kind: 'problem',
      problem: {
        code: 'failed',
        sentence: 'The thread that reads could not be started: too many processes and threads are running.',
        advice: 'End some of them, or raise that limit (ulimit -u).',
        detail: 'Error: EAGAIN',
      },
    });
    expect({ starts, deaths }).toEqual({ starts: 2, deaths: ['Error: EAGAIN'] });
    expect(await readers.snapshots.look()).not.toBe(looked);
    await readers.close();
  });
});

describe('a call of a thread', () => {
  const started = () => {
    const worker = new DeafWorker();
    const listener = { onNews: () => {}, onDeath: () => {} };
    return { worker, life: new ThreadLife(() => worker, setupFor('/nowhere/jobs.sqlite3'), listener) };
  };
  const kinds = ({ messages }: DeafWorker) => messages.map(({ kind }) => kind).slice(-2);

  it('is aborted at once if its signal was aborted before', () => {
    const { worker, life } = started();
    void life.call('look', null, AbortSignal.abort());
    expect(kinds(worker)).toEqual(['call', 'abort']);
  });

  it('is aborted when its signal is aborted', () => {
    const { worker, life } = started();
    const wish = new AbortController();
    void life.call('look', null, wish.signal);
    expect(kinds(worker).at(-1)).toBe('call');
    wish.abort();
    expect(kinds(worker)).toEqual(['call', 'abort']);
  });
});
