import type { NewPages } from './new-pages.js';

/** Where the pointers to the cells begin on an inner page. */
const innerHead = 12;
/** What a cell takes besides its key: the number of a page, and the pointer to the cell. */
const besides = 4 + 2;

/** A page, and what comes last in it or below it. */
export interface Child<T> {
  readonly page: number;
  readonly last: T;
}

/** How an inner page of a b-tree stores the last key below each of its children. */
export interface InnerCells<T> {
  /** The page's type. */
  readonly kind: number;
  /** The longest of them, in bytes. */
  readonly longest: number;
  size(last: T): number;
  put(bytes: Uint8Array, at: number, last: T): void;
}

/**
 * Writes all inner pages above these leaves except the root, whose bytes it returns (SQLite file format, "B-tree
 * Pages"). There must be at least one leaf.
 */
export function rootOver<T>(pages: NewPages, leaves: readonly Child<T>[], cells: InnerCells<T>): Uint8Array {
  const most = Math.floor((pages.pageSize - innerHead) / (besides + cells.longest)) + 1;
  let level = leaves;
  while (level.length > most)
    level = evenly(level, most).map((children) => {
      const { last } = lastOf(children);
      return { page: pages.append(innerPage(pages.pageSize, children, cells)), last };
    });
  return innerPage(pages.pageSize, level, cells);
}

function innerPage<T>(
  pageSize: number,
  children: readonly Child<T>[],
  { kind, size, put }: InnerCells<T>,
): Uint8Array {
  const bytes = new Uint8Array(pageSize);
  const view = new DataView(bytes.buffer);
  let top = pageSize;
  for (const [cell, { page, last }] of children.slice(0, -1).entries()) {
    top -= 4 + size(last);
    view.setUint32(top, page);
    put(bytes, top + 4, last);
    view.setUint16(innerHead + 2 * cell, top);
  }
  bytes[0] = kind;
  view.setUint16(3, children.length - 1);
  view.setUint16(5, top);
  view.setUint32(8, lastOf(children).page);
  return bytes;
}

function lastOf<T>(children: readonly Child<T>[]): Child<T> {
  const last = children.at(-1);
  if (last === undefined) throw new Error('a page that leads nowhere');
  return last;
}

/** Parts of a list of about the same length, none of them longer than `most`. */
function evenly<T>(list: readonly T[], most: number): readonly (readonly T[])[] {
  const parts = Math.ceil(list.length / most);
  return Array.from({ length: parts }, (_, at) =>
    list.slice(Math.floor((at * list.length) / parts), Math.floor(((at + 1) * list.length) / parts)),
  );
}
