import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
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
  it('is waited for at most 300 ms, and its open calls are answered as closed', async () => {
    const worker = new DeafWorker();
    const deaths: string[] = [];
    const life = new ThreadLife(worker as unknown as Worker, setupFor('/nowhere/jobs.sqlite3'), {
      onNews: () => {},
      onDeath: (detail) => deaths.push(detail),
    });
    const look = life.call('look', null);
    let isClosed = false;
    void life.close().then(() => {
      isClosed = true;
    });
    await jest.advanceTimersByTimeAsync(300);
    expect(isClosed).toBe(true);
    expect(worker.terminations).toBe(1);
    expect(await look).toEqual({ kind: 'closed' });
    expect({ ended: life.hasEnded, deaths: deaths.length }).toEqual({ ended: true, deaths: 0 });
  });
});

describe('a call of a thread', () => {
  const started = () => {
    const worker = new DeafWorker();
    const listener = { onNews: () => {}, onDeath: () => {} };
    return {
      worker,
      life: new ThreadLife(worker as unknown as Worker, setupFor('/nowhere/jobs.sqlite3'), listener),
    };
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
