import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Leaf, QueueIndex } from '../../../../lib/snapshot/index/queue/queue-index.js';
import { known, SearchMemory } from '../../../../lib/snapshot/index/sieve/search-memory.js';
import { DatabaseShape } from '../../../../lib/snapshot/tables/database-shape.js';
import { plainJob as job, leafIn } from '../queue-in-leaves.js';

const shape = new DatabaseShape(new Map(), new Set());

let index: QueueIndex;
let memory: SearchMemory;

beforeEach(() => {
  index = new QueueIndex();
  memory = new SearchMemory();
});

/** Has the index take in leaves with these jobs, by their pages, in the order of their ids. */
function take(leaves: Readonly<Record<number, readonly number[]>>, gone: readonly number[] = []): void {
  const made = Object.entries(leaves).map(([page, ids]) =>
    leafIn(
      index,
      Number(page),
      ids.map((id) => [id, job]),
      new Map(),
    ),
  );
  index.replace(made, gone, new Map());
  const all = [...index.pages()].flatMap((page) => index.leaf(page) ?? []);
  const firstOf = ({ from }: Leaf) => index.columns.ids[from] ?? 0;
  all.sort((one, other) => firstOf(one) - firstOf(other));
  index.order = Uint32Array.from(all, ({ page }) => page);
}

const begin = (text = 'text') => memory.begin(text, shape, index);

/** Finds the text in one job of a leaf, and in no other; `beside`: what else was read for that. */
function look(page: number, holding: number, beside: readonly number[] | null = null): void {
  const leaf = index.leaf(page);
  const slot = index.slotOf(holding);
  if (leaf === undefined || slot === null) throw new Error('no such job');
  memory.leaves.open(leaf);
  memory.held[slot] = (memory.held[slot] ?? 0) | known.rowHolds;
  memory.close(leaf, beside);
}

/** What is known of jobs, by id: whether they hold the text; undefined: their rows have to be looked at. */
function told(...ids: readonly number[]): readonly (boolean | undefined)[] {
  return ids.map((id) => {
    const slot = index.slotOf(id);
    if (slot === null) throw new Error(`no job ${id}`);
    return ((memory.held[slot] ?? 0) & known.row) === 0 ? undefined : memory.holds(slot);
  });
}

describe('a remembered result of a search', () => {
  beforeEach(() => {
    take({ 10: [1, 2], 20: [3, 4], 30: [5, 6] });
    begin();
    look(10, 1);
    look(20, 3, [91, 92]);
  });

  const all = () => told(1, 2, 3, 4, 5, 6);
  const found = [true, false, true, false, undefined, undefined];
  const foundOnLeaves = [true, false, undefined, undefined, undefined, undefined];

  it('is valid in its own attempt, and in the next only if the attempt was proved', () => {
    expect(all()).toEqual(found);
    begin();
    expect(all()).toEqual([undefined, undefined, undefined, undefined, undefined, undefined]);
  });

  it('is kept if it is known which pages change', () => {
    memory.leaves.keep();
    memory.forget(new Set([10, 20, 93]));
    begin();
    expect(all()).toEqual(found);
  });

  it.each([
    ['one of them', new Set([92])],
    ['any page', null],
  ])('from pages beside a leaf is forgotten if %s may have changed', (_, changed) => {
    memory.leaves.keep();
    memory.forget(changed);
    begin();
    expect(all()).toEqual(foundOnLeaves);
  });

  it('from pages beside a leaf is forgotten at once if their changes can’t be noticed', () => {
    memory.leaves.keepLeaves();
    begin();
    expect(all()).toEqual(foundOnLeaves);
  });

  it('is forgotten with its leaf, and other leaves’ results stay', () => {
    memory.leaves.keep();
    take({ 20: [3, 4], 40: [7, 8] }, [10]);
    begin();
    expect(told(3, 4, 5, 7, 8)).toEqual([undefined, undefined, undefined, undefined, undefined]);
    look(20, 4);
    memory.leaves.keep();
    take({ 40: [7, 8] });
    begin();
    expect(told(3, 4, 5, 7, 8)).toEqual([false, true, undefined, undefined, undefined]);
  });

  it('is kept if a page changes from which the former leaf in its slots was read', () => {
    memory.leaves.keep();
    const { from } = index.leaf(20) as Leaf;
    take({ 20: [3, 4] });
    take({ 40: [7, 8] });
    expect(index.leaf(40)?.from).toBe(from);
    begin();
    look(40, 8);
    memory.leaves.keep();
    memory.forget(new Set([91]));
    expect(told(7, 8)).toEqual([false, true]);
  });

  it('is forgotten when another text is searched for', () => {
    memory.leaves.keep();
    begin('another');
    expect(all()).toEqual([undefined, undefined, undefined, undefined, undefined, undefined]);
  });
});

describe('a match in another table', () => {
  const held = (...ids: readonly number[]) => ids.map((id) => memory.holds(index.slotOf(id) ?? -1));

  beforeEach(() => {
    take({ 10: [1, 2], 20: [3, 4] });
    begin();
    memory.addElsewhere([2, 3, 99]);
  });

  it('counts for a job whose own row has not been searched', () => {
    expect(held(1, 2, 3, 4)).toEqual([false, true, true, false]);
    expect(told(2)).toEqual([undefined]);
  });

  it('counts until the other tables are searched again', () => {
    look(10, 1);
    memory.clearElsewhere();
    memory.addElsewhere([4]);
    expect(held(1, 2, 3, 4)).toEqual([true, false, false, true]);
    expect(told(1, 2)).toEqual([true, false]);
  });

  it('stays when the job’s own row is forgotten, and when the job moves to another leaf', () => {
    look(10, 2, [91]);
    memory.leaves.keep();
    memory.forget(null);
    expect([held(2), told(2)]).toEqual([[true], [undefined]]);
    take({ 10: [1], 30: [2, 3, 99] }, [20]);
    begin();
    expect(held(1, 2, 3, 99)).toEqual([false, true, true, true]);
  });
});

describe('a leaf with rows in overflow pages', () => {
  it('is known as long as it is unchanged', () => {
    take({ 10: [1], 20: [2] });
    begin();
    const leaf = (page: number) => index.leaf(page) as Leaf;
    memory.noteOverflow(leaf(10));
    const before = leaf(10);
    expect([leaf(10), leaf(20)].map((each) => memory.isOverflowing(each))).toEqual([true, false]);
    take({ 10: [1] });
    begin();
    expect([before, leaf(10)].map((each) => memory.isOverflowing(each))).toEqual([false, false]);
  });
});

it('a slot leads to the page that its job is on', () => {
  const many = Array.from({ length: 21 }, (_, id) => id + 100);
  take({ 10: [1], 20: many, 30: [900] });
  begin();
  take({ 30: [900, 901], 40: [1] }, [10]);
  begin();
  const pages = [1, 100, 120, 900, 901].map((id) => memory.leaves.pageOf(index.slotOf(id) ?? -1));
  expect(pages).toEqual([40, 20, 20, 30, 30]);
});
