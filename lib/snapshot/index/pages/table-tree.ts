import type { WalkedPages } from '../../attempt/page-source.js';
import { varintAt } from '../../files/varint.js';

/** Thrown if pages can't be read without SQLite: then SQL has to read them. */
export class NotWalkable extends Error {}

/**
 * Thrown if the numbers of a table's rows don't ascend, as they do in every sound tree: if the pages existed together,
 * the database is damaged, and SQL would show a row in some places and not in others.
 */
export class RowsOutOfOrder extends NotWalkable {}

const interiorTable = 0x05;
const leafTable = 0x0d;
/** Not even a database of the greatest possible size has a deeper tree. */
const deepest = 20;

/** A page above the leaves. */
export interface Branch {
  /** Its child pages, ordered by row. */
  readonly children: Uint32Array;
  /** Whether these are leaves. */
  readonly isBottom: boolean;
}

/** Returns a page's bytes. Throws if the tree is unreadable. */
type PageOf = (number: number) => Uint8Array;

/** The leaves of a table's tree, and the branches that lead to them. */
export interface TreeOutline {
  /** Ordered by row. */
  readonly leaves: Uint32Array;
  readonly branches: ReadonlyMap<number, Branch>;
}

/**
 * Walks the branches of the table that begins on page `root` (SQLite file format, "B-tree Pages"). `known` returns
 * branches that are known to be unchanged. All leaves of a tree have the same depth, so only the first leaf of each
 * lowest branch is read. Throws {@link NotWalkable} if it isn't a table's tree, and {@link RowsOutOfOrder} if a page
 * occurs in it twice: branches that were read at different instants may both have a leaf that moved from one to the
 * other.
 */
export function outlineOf(
  root: number,
  pageOf: PageOf,
  known: (page: number) => Branch | undefined,
  mostPages: number,
): TreeOutline {
  const branches = new Map<number, Branch>();
  const runs: Uint32Array[] = [];
  // By page number; page 0 doesn't exist.
  const taken = new Uint8Array(mostPages + 1).fill(1, 0, 1);
  let leaves = 0;
  visit(root, 0);
  const all = new Uint32Array(leaves);
  let at = 0;
  for (const run of runs) {
    all.set(run, at);
    at += run.length;
  }
  return { leaves: all, branches };

  function visit(page: number, depth: number): void {
    if (depth > deepest) throw new NotWalkable('a tree without an end');
    const branch = known(page) ?? branchAt(page, pageOf);
    if (branch === null) {
      addLeaves(Uint32Array.of(page));
      return;
    }
    take(page);
    branches.set(page, branch);
    if (branch.isBottom) addLeaves(branch.children);
    else for (const child of branch.children) visit(child, depth + 1);
  }

  function addLeaves(run: Uint32Array): void {
    for (const page of run) take(page);
    runs.push(run);
    leaves += run.length;
  }

  function take(page: number): void {
    if (taken[page] === undefined) throw new NotWalkable('a page that does not exist');
    if (taken[page] !== 0) throw new RowsOutOfOrder('a page that is in the tree twice');
    taken[page] = 1;
  }
}

/** What is known of a table's tree from attempts before. */
interface KnownTree extends TreeOutline {
  /** Pages of it that may have changed since; null: all. */
  readonly suspects: ReadonlySet<number> | null;
}

const nothingKnown: KnownTree = { leaves: new Uint32Array(), branches: new Map(), suspects: null };

/**
 * The tree of the table that begins on page `root` in an attempt: the known leaves and branches themselves, as long as no
 * page above the leaves may have changed. Throws what {@link outlineOf} throws.
 */
export function outlineIn(
  attempt: Pick<WalkedPages, 'page' | 'length' | 'pageSize'>,
  root: number,
  known = nothingKnown,
): TreeOutline {
  const { leaves, branches, suspects } = known;
  const isSuspect = (page: number) => suspects === null || suspects.has(page);
  if (leaves.length > 0 && ![root, ...branches.keys()].some(isSuspect)) return { leaves, branches };
  return outlineOf(
    root,
    (page) => attempt.page(page),
    (page) => (isSuspect(page) ? undefined : branches.get(page)),
    attempt.length / attempt.pageSize,
  );
}

/** The leaves of a table's tree that these rows are in, or would be; the rows are given in their order. */
export function leavesOfRows(
  { branches }: Pick<TreeOutline, 'branches'>,
  root: number,
  rows: readonly bigint[],
  pageOf: PageOf,
): number[] {
  const leaves: number[] = [];
  visit(root, rows);
  return leaves;

  function visit(page: number, wanted: readonly bigint[]): void {
    const branch = branches.get(page);
    if (branch === undefined) return void leaves.push(page);
    const bytes = pageOf(page);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let rest = wanted;
    for (const [index, child] of branch.children.entries()) {
      if (rest.length === 0) return;
      const cell = (page === 1 ? 112 : 12) + 2 * index;
      const isLast = index === branch.children.length - 1;
      const greatest = isLast ? undefined : varintAt(bytes, view.getUint16(cell) + 4)?.value;
      const end = greatest === undefined ? -1 : rest.findIndex((row) => row > greatest);
      const count = end < 0 ? rest.length : end;
      if (count > 0 && branch.isBottom) leaves.push(child);
      else if (count > 0) visit(child, rest.slice(0, count));
      rest = rest.slice(count);
    }
  }
}

/** Whether two lists have the same pages in the same order. */
export function isSameList(one: Uint32Array, other: Uint32Array): boolean {
  return one.length === other.length && one.every((page, index) => page === other[index]);
}

/** The branch on this page; null if it is a leaf. */
function branchAt(page: number, pageOf: PageOf): Branch | null {
  const bytes = pageOf(page);
  const head = page === 1 ? 100 : 0;
  if (bytes[head] === leafTable) return null;
  if (bytes[head] !== interiorTable) throw new NotWalkable('no page of a table');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const cells = view.getUint16(head + 3);
  if (head + 12 + 2 * cells > bytes.length) throw new NotWalkable('too many cells');
  const children = new Uint32Array(cells + 1);
  for (let index = 0; index < cells; index += 1) {
    const cell = view.getUint16(head + 12 + 2 * index);
    if (cell < head + 12 || cell + 4 > bytes.length) throw new NotWalkable('a cell out of its page');
    children[index] = view.getUint32(cell);
  }
  children[cells] = view.getUint32(head + 8);
  return { children, isBottom: pageOf(children[0] ?? 0)[0] === leafTable };
}
