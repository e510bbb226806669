import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MirrorPages, mirrorFile, PageSink } from '../../../lib/snapshot/mirror/mirror-pages.js';

const pageSize = 4096;
/** Memory is taken in pieces of a megabyte: what happens at their ends must be tried often. */
const piece = 1 << 20;
const pages = (3 * piece) / pageSize;
/** What is written, from one place in it or another: the bytes tell where they should be. */
const pattern = Uint8Array.from({ length: piece + 1000 }, (_, at) => (at * 7 + (at >> 8) * 31) % 251);

/** Pages with a first one that tells the size. */
function pagesOf(count: number): MirrorPages {
  return new MirrorPages(pageSize, firstOf(count));
}

function firstOf(count: number): Uint8Array {
  const first = new Uint8Array(pageSize);
  new DataView(first.buffer).setUint32(28, count);
  return first;
}

const position = fc.oneof(
  fc.integer({ min: pageSize, max: 3 * piece - 1 }),
  fc.integer({ min: -3, max: 3 }).map((by) => piece + by),
  fc.integer({ min: -3, max: 3 }).map((by) => 2 * piece + by * pageSize),
);
const length = fc.oneof(
  fc.integer({ min: 1, max: 9 }),
  fc.constantFrom(pageSize, pageSize + 1, piece, piece + 5),
);
const write = fc.record({ position, length, value: fc.integer({ min: 1, max: 255 }) });

describe('the memory of a mirror’s pages', () => {
  it('returns what was written, by page, by range, and as a file, and lists the written pages', () => {
    fc.assert(
      fc.property(
        fc.array(write, { maxLength: 5 }),
        fc.array(fc.record({ position, length }), { maxLength: 4 }),
        (writes, reads) => {
          const mirrored = pagesOf(pages);
          const sink = new PageSink(mirrored);
          const reference = new Uint8Array(3 * piece);
          reference.set(firstOf(pages));
          const written = new Set([1]);
          for (const { position: at, length: size, value } of writes) {
            const bytes = pattern.slice(value, value + Math.min(size, reference.length - at));
            sink.set(bytes, at);
            reference.set(bytes, at);
            const last = Math.floor((at + bytes.length - 1) / pageSize);
            for (let each = Math.floor(at / pageSize); each <= last; each += 1) written.add(each + 1);
          }
          expect([...mirrored.takeWritten()].sort()).toEqual([...written].sort());
          expect(mirrored.takeWritten().size).toBe(0);
          const wrong: string[] = [];
          const isSame = (bytes: Uint8Array, at: number, size: number) =>
            Buffer.compare(bytes, reference.subarray(at, at + size)) === 0;
          for (const number of [1, pages, ...written])
            if (!isSame(mirrored.page(number), (number - 1) * pageSize, pageSize))
              wrong.push(`page ${number}`);
          const file = mirrorFile(mirrored);
          for (const { position: at, length: size } of reads) {
            if (!isSame(sink.subarray(at, at + size).subarray(0, reference.length - at), at, size))
              wrong.push(`bytes from ${at}`);
            // A file ends where the last page does.
            if (!isSame(file.read(at, size), at, size)) wrong.push(`the file from ${at}`);
          }
          expect(wrong).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('has the size that page 1 states, as a file too', () => {
    const mirrored = pagesOf(5);
    const file = mirrorFile(mirrored);
    expect([mirrored.length, file.size()]).toEqual([5 * pageSize, 5 * pageSize]);
    expect(file.read(4 * pageSize, 2 * pageSize).length).toBe(pageSize);
    for (const beyond of [0, 3, pageSize]) expect(file.read(5 * pageSize + beyond, 10).length).toBe(0);
    mirrored.write(firstOf(7), 0);
    expect([mirrored.length, file.size()]).toEqual([7 * pageSize, 7 * pageSize]);
    expect(file.read(6 * pageSize, 10).length).toBe(10);
  });
});
