import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { localPart } from '../../../lib/snapshot/files/table-cell.js';
import { LeafPage } from '../../../lib/snapshot/index/decode/leaf-page.js';
import { NotWalkable } from '../../../lib/snapshot/index/pages/table-tree.js';
import { type LeafBytes, type LeafRow, leafBytes } from './leaf-bytes.js';

const others = Uint8Array.of(1, 2, 3);

/** A payload in which each byte tells where it stands. */
const payload = (length: number) => Array.from({ length }, (_, at) => (at * 7 + (at >> 8)) & 0xff);

/** Goes to a page; overflow pages that are not there, or too many of them, are an error. */
function load(page: LeafPage, { page: bytes, overflow }: LeafBytes): number {
  let asked = 0;
  return page.load(bytes, (number) => {
    const found = overflow.get(number);
    if (found === undefined || ++asked > 1000) throw new Error(`no page ${number}`);
    return found;
  });
}

/** A page with these rows, on its first row. */
function opened(rows: readonly LeafRow[], pageSize = 512): LeafPage {
  const page = new LeafPage(pageSize, others);
  load(page, leafBytes(rows, pageSize));
  page.open(0);
  return page;
}

const shown = ({ bytes, base }: LeafPage, length: number) => [...bytes.subarray(base, base + length)];

const id = fc.oneof(
  fc.nat(300),
  fc.maxSafeInteger(),
  fc.constantFrom(-1, -128, -251, -(2 ** 53) + 1, 2 ** 53 - 1, 0, 127, 128, 2 ** 49 - 1, 2 ** 49),
);

describe('a row of a leaf page', () => {
  it('has the bytes that were written, as far as they are reached for', () => {
    const length = fc.oneof(fc.nat(60), fc.constantFrom(476, 477, 478, 508, 980, 2000), fc.nat(4000));
    const rows = fc.array(fc.tuple(id, length, fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 5 });
    const page = new LeafPage(504, others);
    fc.assert(
      fc.property(rows, (wanted) => {
        // As many as there is room for.
        let room = 504 - 8;
        const fitting = wanted.filter(([, bytes]) => {
          room -= localPart(bytes, 504) + 18;
          return room >= 0;
        });
        const bytes = leafBytes(
          fitting.map(([number, size]) => ({ id: number, payload: payload(size) })),
          512,
          504,
        );
        expect(load(page, bytes)).toBe(fitting.length);
        expect(page.chain).toEqual([]);
        const all = [...bytes.overflow.keys()];
        fitting.forEach(([number, size, part], index) => {
          expect([page.open(index), page.length]).toEqual([number, size]);
          const chained = page.chain.length;
          const reached = Math.floor(size * part);
          expect(page.reach(page.base + reached)).toBe(true);
          expect(shown(page, reached)).toEqual(payload(reached));
          expect(page.reach(page.base + size)).toBe(true);
          expect(shown(page, size)).toEqual(payload(size));
          expect(page.isCut).toBe(false);
          expect(page.chain.slice(chained)).toEqual(all.splice(0, page.chain.length - chained));
        });
        expect(all).toEqual([]);
      }),
    );
  });

  it('is cut as long as some of its overflow pages were not fetched', () => {
    const page = opened([{ id: 1, payload: payload(2000) }]);
    expect([page.isCut, page.chain]).toEqual([true, []]);
    page.reach(page.base + 600);
    expect([page.isCut, page.chain]).toEqual([true, [2]]);
    page.reach(page.base + 2000);
    expect(page.isCut).toBe(false);
  });

  it('is not reached beyond 64 KB, and no page is fetched for that', () => {
    const page = opened([{ id: 1, payload: payload(70_000) }]);
    expect(page.reach(page.base + 65_537)).toBe(false);
    expect(page.chain).toEqual([]);
    expect(page.reach(page.base + 65_536)).toBe(true);
    expect(shown(page, 65_536)).toEqual(payload(65_536));
    expect(page.isCut).toBe(true);
  });

  it('is refused if it is reached for beyond its end, whatever its last page points to', () => {
    const page = new LeafPage(512, others);
    const bytes = leafBytes([{ id: 1, payload: payload(1000) }], 512);
    for (const next of [0, 2]) {
      const last = bytes.overflow.get(bytes.overflow.size + 1) as Uint8Array;
      new DataView(last.buffer).setUint32(0, next);
      load(page, bytes);
      page.open(0);
      expect(() => page.reach(page.base + 1001)).toThrow(NotWalkable);
    }
    expect(() => opened([{ id: 1, payload: [1] }]).reach(70_000)).toThrow(NotWalkable);
  });

  it('is refused if it breaks off or an overflow page is too short', () => {
    const page = new LeafPage(512, others);
    const bytes = leafBytes([{ id: 1, payload: payload(2000) }], 512);
    const first = bytes.overflow.get(2) as Uint8Array;
    new DataView(first.buffer).setUint32(0, 0);
    load(page, bytes);
    page.open(0);
    expect(() => page.reach(page.base + 2000)).toThrow(NotWalkable);
    page.load(bytes.page, () => first.subarray(0, 511));
    page.open(0);
    expect(() => page.reach(page.base + 600)).toThrow(NotWalkable);
  });

  it.each([2n ** 53n, -(2n ** 53n), 2n ** 63n - 1n, -(2n ** 63n)])(
    'is refused if its number is %d',
    (number) => {
      expect(() => opened([{ id: number, payload: [1] }])).toThrow(NotWalkable);
    },
  );

  it('is refused if its length is beyond any row’s', () => {
    for (const bytes of [
      [0x88, 0x80, 0x80, 0x80, 0x00],
      [0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
    ]) {
      const { page: leaf } = leafBytes([{ id: 1, payload: payload(100) }], 512);
      leaf.set(bytes, new DataView(leaf.buffer).getUint16(8));
      const page = new LeafPage(512, others);
      load(page, { page: leaf, overflow: new Map() });
      expect(() => page.open(0)).toThrow(NotWalkable);
    }
  });
});

describe('a page', () => {
  const one = leafBytes([{ id: 5, payload: payload(20) }], 512).page;
  const changed = (...changes: readonly (readonly [at: number, byte: number])[]) => {
    const page = Uint8Array.from(one);
    for (const [at, byte] of changes) page[at] = byte;
    return page;
  };
  const loaded = (bytes: Uint8Array) => {
    const page = new LeafPage(512, others);
    load(page, { page: bytes, overflow: new Map() });
    return page;
  };

  it('is refused if it is no leaf, too short, too long, or claims more rows than it has room for', () => {
    expect(loaded(one).open(0)).toBe(5);
    expect(() => loaded(changed([0, 5]))).toThrow(NotWalkable);
    expect(() => loaded(one.subarray(0, 511))).toThrow(NotWalkable);
    const long = new Uint8Array(65_537);
    long.set(one);
    expect(() => loaded(long)).toThrow(NotWalkable);
    expect(() => loaded(changed([4, 252]))).not.toThrow();
    expect(() => loaded(changed([4, 253]))).toThrow(NotWalkable);
  });

  it('is refused if a row begins among the cell pointers or too near to the end', () => {
    for (const [high, low] of [
      [0, 0],
      [0, 9],
      [1, 253],
      [2, 0],
    ] as const) {
      // What stands there would be a row of two bytes.
      const page = loaded(changed([8, high], [9, low], [509, 0], [510, 1]));
      expect(() => page.open(0)).toThrow(NotWalkable);
    }
  });

  it('is refused if a row goes on behind its end', () => {
    // 100 bytes behind a row that begins 22 before the end; and one with a chain, whose pointer would stand there.
    const within = changed([490, 100]);
    expect(() => loaded(within).open(0)).toThrow(NotWalkable);
    const { page: large } = leafBytes([{ id: 5, payload: payload(600) }], 512);
    const begin = new DataView(large.buffer).getUint16(8);
    for (const step of [1, 4]) {
      const moved = Uint8Array.from(large);
      moved.copyWithin(begin + step, begin, 512 - step);
      new DataView(moved.buffer).setUint16(8, begin + step);
      expect(() => loaded(moved).open(0)).toThrow(NotWalkable);
    }
  });
});
