import { describe, expect, it } from '@jest/globals';
import type { WalkedPages } from '../../../lib/snapshot/attempt/page-source.js';
import { IndexMemory } from '../../../lib/snapshot/index/queue/index-memory.js';
import type { Leaf } from '../../../lib/snapshot/index/queue/queue-index.js';
import { RowMemory } from '../../../lib/snapshot/index/queue/row-memory.js';
import { KnownRows } from '../../../lib/snapshot/index/side-reads.js';
import type { Queryable } from '../../../lib/snapshot/port.js';

const jobsOnLeaf = 5;

/** An index of leaves on pages from 10 on, with five jobs each, and somebody who tells rows and is asked about them. */
class Scene {
  readonly queue = new IndexMemory();
  readonly memory = new RowMemory();
  /** Ids that SQL was asked about, attempt by attempt. */
  readonly asked: number[][] = [];
  /** Pages besides the leaves that rows are read from. */
  beside: readonly number[] = [];
  #changed = new Set<number>();

  constructor(leaves: number) {
    const pages = Array.from({ length: leaves }, (_, at) => 10 + at);
    this.queue.index.order = Uint32Array.from(pages);
    this.replace(...pages);
  }

  replace(...pages: readonly number[]): void {
    const { index } = this.queue;
    const leaves = pages.map((page): Leaf => {
      index.room.scratch(jobsOnLeaf);
      const from = index.room.keep(jobsOnLeaf);
      for (let at = 0; at < jobsOnLeaf; at += 1) index.columns.ids[from + at] = page * 100 + at;
      return { page, one: 0, other: 0, from, count: jobsOnLeaf, chain: null, isOpen: false };
    });
    index.replace(leaves, [], new Map());
  }

  change(page: number): void {
    this.#changed.add(page);
  }

  /** Reads the rows of jobs in an attempt that ends so. */
  read(ids: readonly number[], end: 'kept' | 'proved' | 'rejected' = 'kept'): readonly (string | null)[] {
    const kept: (() => void)[] = [];
    const proved: (() => void)[] = [];
    const asked: number[] = [];
    this.asked.push(asked);
    const attempt = {
      changed: () => this.#changed,
      whenReusable: (keep: () => void) => void kept.push(keep),
      whenProved: (then: () => void) => void proved.push(then),
    } as unknown as WalkedPages;
    const traced: NonNullable<Queryable['traced']> = (_, parameters) => {
      const numbers = (JSON.parse(String(parameters[':ids'])) as unknown[]).filter(
        (id) => typeof id === 'number',
      );
      asked.push(...numbers);
      return { rows: numbers.map((id) => ({ id: String(id), retries: 0 })), pages: [...this.beside] };
    };
    const database: Queryable = { traced, all: (sql, parameters) => [...traced(sql, parameters ?? {}).rows] };
    const { queue, memory } = this;
    const rows = new KnownRows({ attempt, database, queue, memory }).of('', ids.map(String));
    if (end === 'kept') for (const keep of kept) keep();
    if (end !== 'rejected') for (const then of proved) then();
    this.#changed = new Set();
    return ids.map((id) => (rows.has(String(id)) ? String(id) : null));
  }
}

describe('a row that a query has for each job', () => {
  it('is queried once, and again only if its leaf has changed', () => {
    const scene = new Scene(40);
    const ids = Array.from({ length: 40 }, (_, at) => (10 + at) * 100);
    expect(scene.read(ids)).toEqual(ids.map(String));
    scene.read(ids);
    scene.replace(12);
    scene.read(ids);
    scene.read([...ids, 1203]);
    expect(scene.asked.map(({ length }) => length)).toEqual([40, 0, 1, 1]);
    expect(scene.asked.slice(2)).toEqual([[1200], [1203]]);
  });

  it('is queried again if another page changes that it was read from', () => {
    const scene = new Scene(3);
    scene.beside = [99];
    scene.read([1000, 1100]);
    scene.beside = [];
    scene.read([1000, 1100, 1001]);
    scene.change(98);
    scene.read([1000, 1100, 1001]);
    scene.change(99);
    scene.read([1000, 1100, 1001]);
    expect(scene.asked.map(({ length }) => length)).toEqual([2, 1, 0, 2]);
  });

  it.each([
    { end: 'rejected', asked: [1, 1] },
    { end: 'proved', asked: [1, 1] },
    { end: 'kept', asked: [1, 0] },
  ] as const)(
    'that was read from another page in an attempt that is $end is queried $asked times',
    ({ end, asked }) => {
      const scene = new Scene(3);
      scene.beside = [99];
      scene.read([1000], end);
      scene.read([1000]);
      expect(scene.asked.map(({ length }) => length)).toEqual(asked);
    },
  );

  it.each(['proved', 'kept'] as const)(
    'that was read from its leaf alone in an attempt that is %s is kept',
    (end) => {
      const scene = new Scene(3);
      scene.read([1000], end);
      scene.read([1000]);
      expect(scene.asked.map(({ length }) => length)).toEqual([1, 0]);
    },
  );

  it('of a job that no leaf of the index has is queried, too', () => {
    const scene = new Scene(1);
    expect(scene.read([1000, 7])).toEqual(['1000', '7']);
  });
});
