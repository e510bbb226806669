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
  terminations = 0;

  postMessage(): void {}

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

describe('a thread that can not be ended', () => {
  it('is waited for no longer than 300 ms, and what was asked of it is answered by that', async () => {
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
