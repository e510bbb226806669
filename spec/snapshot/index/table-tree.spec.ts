import { describe, expect, it } from '@jest/globals';
import {
  type Branch,
  leavesOfRows,
  NotWalkable,
  outlineOf,
} from '../../../lib/snapshot/index/pages/table-tree.js';

const pageSize = 512;

/** A page above others (SQLite file format, "B-tree Pages"): the last of them stands in its head. */
function branch(children: readonly number[], head = 0): Uint8Array {
  const page = new Uint8Array(pageSize);
  const view = new DataView(page.buffer);
  page[head] = 5;
  view.setUint16(head + 3, children.length - 1);
  view.setUint32(head + 8, children.at(-1) ?? 0);
  children.slice(0, -1).forEach((child, index) => {
    const cell = pageSize - 5 * (index + 1);
    view.setUint16(head + 12 + 2 * index, cell);
    view.setUint32(cell, child);
    page[cell + 4] = index + 1;
  });
  return page;
}

const leaf = Uint8Array.from({ length: pageSize }, (_, at) => (at === 0 ? 13 : 0));
const none: (page: number) => Branch | undefined = () => undefined;

/** The outline of the table on page `root`; all pages that aren't named are leaves. */
function outline(branches: Readonly<Record<number, Uint8Array>>, root = 2, known = none, most = 100) {
  return outlineOf(root, (number) => branches[number] ?? leaf, known, most);
}

describe('the outline of a table', () => {
  it('has the leaves in the order of their rows, and the branches', () => {
    const { leaves, branches } = outline({
      ...{ 2: branch([9, 3, 7]), 9: branch([5, 4]), 3: branch([11]), 7: branch([8, 6, 10]) },
    });
    expect([...leaves]).toEqual([5, 4, 11, 8, 6, 10]);
    expect([...branches].map(([page, { children, isBottom }]) => [page, [...children], isBottom])).toEqual([
      [2, [9, 3, 7], false],
      [9, [5, 4], true],
      [3, [11], true],
      [7, [8, 6, 10], true],
    ]);
  });

  it('may be a single leaf, or begin on page 1', () => {
    expect([...outline({}).leaves]).toEqual([2]);
    expect([...outline({ 1: branch([3, 2], 100) }, 1).leaves]).toEqual([3, 2]);
  });

  it('leads to the leaves that rows are in', () => {
    // Of the children of each branch, the first has the rows up to 1, the second those up to 2.
    const branches = { 2: branch([9, 3, 7]), 9: branch([5, 4]), 3: branch([11]), 7: branch([8, 6, 10]) };
    const leavesOf = (rows: readonly bigint[]) =>
      leavesOfRows(outline(branches), 2, rows, (page) => branches[page as keyof typeof branches] ?? leaf);
    expect(leavesOf([-5n, 0n, 2n, 3n, 4n])).toEqual([5, 11, 10]);
    expect(leavesOf([])).toEqual([]);
    expect(leavesOfRows(outline({}), 2, [1n], () => leaf)).toEqual([2]);
  });

  it('reuses branches that are known', () => {
    const asked: number[] = [];
    const known = { children: Uint32Array.of(4, 3), isBottom: true };
    const { leaves } = outline({ 2: branch([9, 8]), 9: branch([5]), 8: branch([6]) }, 2, (page) => {
      asked.push(page);
      return page === 9 ? known : undefined;
    });
    expect([...leaves]).toEqual([4, 3, 6]);
    expect(asked).toEqual([2, 9, 8]);
  });

  it('may be as long as the database', () => {
    const pages = { 2: branch([3, 4, 5]) };
    expect([...outline(pages, 2, none, 5).leaves]).toEqual([3, 4, 5]);
    expect(() => outline(pages, 2, none, 4)).toThrow(NotWalkable);
  });
});

describe('a table with', () => {
  const changed = (...bytes: readonly (readonly [at: number, byte: number])[]) => {
    const page = branch([3, 4]);
    for (const [at, byte] of bytes) page[at] = byte;
    return page;
  };

  const pointers = Array.from({ length: pageSize - 12 }, (_, at) => [at + 12, at % 2 === 0 ? 1 : 0] as const);

  it.each<[string, Readonly<Record<number, Uint8Array>>]>([
    ['a page that leads to itself', { 2: branch([2]) }],
    ['two pages that lead to each other', { 2: branch([3]), 3: branch([2]) }],
    ['a branch that is there twice', { 2: branch([3, 3]), 3: branch([5]) }],
    ['a leaf that is there twice', { 2: branch([3, 4]), 3: branch([5, 6]), 4: branch([6, 7]) }],
    ['a branch that is among the leaves', { 2: branch([3, 4]), 3: branch([5, 4]), 4: branch([6]) }],
    ['a page 0', { 2: branch([3, 0]) }],
    [
      'a tree deeper than any',
      Object.fromEntries(Array.from({ length: 30 }, (_, at) => [at + 2, branch([at + 3])])),
    ],
    ['a page of an index', { 2: changed([0, 2]) }],
    ['a page above one of an index', { 2: branch([3]), 3: changed([0, 2]) }],
    ['a page above a leaf of an index', { 2: branch([3]), 3: changed([0, 10]) }],
    // Each of their pointers is sound.
    ['more cells than there is room for', { 2: changed([3, 0], [4, 251], ...pointers) }],
    ['a cell among the pointers', { 2: changed([12, 0], [13, 11]) }],
    // What stands there would be page 1.
    ['a cell in the head', { 2: changed([12, 0], [13, 1]) }],
    ['a cell too near to the end', { 2: changed([12, 1], [13, 0xfd]) }],
  ])('%s', (_, pages) => {
    expect(() => outline(pages)).toThrow(NotWalkable);
  });
});
