import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { OutputError, writeOut } from '../../lib/commands/write-out.js';

/** A stream that takes one chunk at a time, and the `broken`th not at all. */
class Sink extends Writable {
  readonly chunks: string[] = [];

  readonly #broken: { readonly at: number; readonly code: string } | null;

  constructor(broken: { readonly at: number; readonly code: string } | null = null) {
    super({ decodeStrings: false });
    this.#broken = broken;
  }

  override _write(chunk: string, _: unknown, done: (error?: Error) => void): void {
    if (this.chunks.length === this.#broken?.at) {
      done(Object.assign(new Error('broken'), { code: this.#broken.code }));
      return;
    }
    this.chunks.push(chunk);
    setImmediate(done);
  }
}

/** Pieces without an end, with a count of those that were asked for. */
function endless(): { readonly pieces: Iterable<string>; readonly count: () => number } {
  let count = 0;
  function* pieces() {
    for (;;) {
      count += 1;
      yield 'x'.repeat(1000);
    }
  }
  return { pieces: pieces(), count: () => count };
}

describe('an output that is written in chunks', () => {
  it('has all pieces in order, gathered to larger chunks', async () => {
    const sink = new Sink();
    const pieces = Array.from({ length: 1000 }, (_, index) => `${index} ${'y'.repeat(200)}\n`);
    await writeOut(sink, pieces);
    expect(sink.chunks.join('')).toBe(pieces.join(''));
    expect(sink.chunks.length).toBeGreaterThan(2);
    expect(sink.chunks.length).toBeLessThan(10);
    expect(sink.listenerCount('error')).toBe(0);
  });

  it('takes no more pieces than are read, and ends silently when nobody reads any more', async () => {
    const { pieces, count } = endless();
    const sink = new Sink({ at: 2, code: 'EPIPE' });
    await writeOut(sink, pieces);
    expect(sink.chunks).toHaveLength(2);
    expect(count()).toBeLessThan(250);
  });

  it('rejects with an OutputError at any other error of the stream', async () => {
    const written = writeOut(new Sink({ at: 1, code: 'ENOSPC' }), endless().pieces);
    await expect(written).rejects.toThrow(new OutputError('broken'));
    await expect(written).rejects.toBeInstanceOf(OutputError);
  });

  it('rejects with whatever making the pieces throws', async () => {
    const broken = new Error('no piece');
    const pieces = (function* () {
      yield 'x'.repeat(70_000);
      throw broken;
    })();
    await expect(writeOut(new Sink(), pieces)).rejects.toBe(broken);
  });
});
