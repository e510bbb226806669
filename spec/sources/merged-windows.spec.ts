import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { everyJob } from '../../lib/model/filter.js';
import { type JobId, qualifiedId } from '../../lib/model/job.js';
import type { Anchor, KeyAnchor, Picture, PictureRequest } from '../../lib/model/picture.js';
import { compareKeys, defaultSort, type ListKey } from '../../lib/model/sort.js';
import { type LastKnown, MergedRead } from '../../lib/sources/merged-read.js';
import {
  anchorIn,
  comparePlaces,
  type KnownPlace,
  mergedRun,
  type Part,
} from '../../lib/sources/merged-run.js';
import type { PacedSource } from '../../lib/sources/paced-source.js';
import { jobWith } from '../support/job-with.js';

/** A job of one database's list, which stands in its order. */
interface Listed {
  readonly id: JobId;
  readonly key: ListKey;
}

type List = readonly Listed[];

/** Keys of which many are the same, or few. */
const anyKey = (different: number): fc.Arbitrary<ListKey> =>
  fc.nat(different - 1).map((value) => ({ rank: value % 3, value, time: value % 2, turn: null }));

const inOrder = (jobs: List): List =>
  jobs.toSorted((one, other) => compareKeys(defaultSort, one.key, other.key));

const anyLists = fc.constantFrom(2, 30, 100_000).chain((different) =>
  fc.array(
    fc
      .array(anyKey(different), { maxLength: 400, size: 'max' })
      .map((keys) => inOrder(keys.map((key, id) => ({ id: String(id + 1), key })))),
    { minLength: 1, maxLength: 4 },
  ),
);

/** How many jobs of a list come before an anchor; of a job that is gone, before where it would be. */
function positionOf(list: List, anchor: Anchor | KeyAnchor): number {
  const own = 'id' in anchor ? list.findIndex(({ id }) => id === anchor.id) : -1;
  if (own >= 0) return own;
  if ('index' in anchor) return Math.min(anchor.index, list.length);
  if (anchor.kind !== 'key') throw new Error(`no single list is asked for: ${anchor.kind}`);
  const { key, isAfter } = anchor.place;
  return list.filter((job) => compareKeys(defaultSort, job.key, key) < (isAfter ? 1 : 0)).length;
}

/** A list's jobs around an anchor. */
function partOf(
  list: List,
  anchor: Anchor | KeyAnchor,
  before: number,
  after: number,
  at: readonly number[] = [],
) {
  const position = positionOf(list, anchor);
  const first = Math.max(0, position - before);
  const part = list.slice(first, position + after);
  const keyAt = (index: number) => list[index]?.key ?? null;
  return {
    window: {
      ...{ first, matching: list.length, keys: part.map(({ key }) => key) },
      jobs: part.map(({ id }) => jobWith({ id })),
    },
    places: {
      ...{ anchor: position, keys: at.map(keyAt) },
      ...{ before: keyAt(first - 1), after: keyAt(first + part.length) },
    },
  } satisfies Part;
}

/** All jobs of all lists in their merged order. */
const merged = (lists: readonly List[]) =>
  lists
    .flatMap((list, number) =>
      list.map(({ id, key }, position): KnownPlace & { readonly id: JobId } => ({
        list: number,
        position,
        key,
        id,
      })),
    )
    .sort((one, other) => comparePlaces(defaultSort, one, other));

const names = ['alpha', 'beta', 'gamma', 'delta'];
const nameOf = (list: number) => names[list] ?? '';

describe('the jobs that several lists have around the same place', () => {
  it('follow one another in the merged list, and none is missing as far as each list was asked', () => {
    fc.assert(
      fc.property(
        anyLists,
        fc.nat(1600),
        fc.boolean(),
        fc.array(fc.tuple(fc.nat(40), fc.nat(40)), { minLength: 4, maxLength: 4 }),
        (lists, at, isOfJob, extents) => {
          const all = merged(lists);
          const chosen = all[at % Math.max(1, all.length)];
          if (chosen === undefined) return;
          const { key, list, id } = chosen;
          const place = { key, job: isOfJob ? { name: nameOf(list), id } : null };
          const parts = lists.map((each, number) =>
            partOf(each, anchorIn(place, names, number), ...(extents[number] ?? [0, 0])),
          );
          const run = mergedRun(defaultSort, parts);
          const position = isOfJob
            ? all.indexOf(chosen)
            : all.filter((other) => compareKeys(defaultSort, other.key, key) < 0).length;
          expect(run).toMatchObject({ at: position, size: all.length });
          const found = run.entries.map((entry) => ({ list: entry.list, position: entry.position }));
          const expected = all.slice(run.first, run.first + found.length);
          expect(found).toEqual(expected.map((each) => ({ list: each.list, position: each.position })));
          // A list that was asked for fewer jobs may have others behind them.
          const asked = extents.slice(0, lists.length);
          const [before, after] = [0, 1].map((side) => Math.min(...asked.map((each) => each[side] ?? 0)));
          expect(run.first).toBeLessThanOrEqual(Math.max(0, position - (before ?? 0)));
          expect(run.first + found.length).toBeGreaterThanOrEqual(
            Math.min(all.length, position + (after ?? 0)),
          );
        },
      ),
      { numRuns: 300, endOnFailure: true },
    );
  });
});

/** A job's new key, a new job with this key, or, without one, that the job is gone. */
const anyChange = fc.tuple(fc.nat(3), fc.nat(400), fc.option(anyKey(30)), fc.boolean());

function changed(
  lists: readonly List[],
  [list, at, key, isNew]: readonly [number, number, ListKey | null, boolean],
) {
  return lists.map((each, number) => {
    if (number !== list % lists.length) return each;
    const old = each[at % Math.max(1, each.length)];
    const rest = isNew ? each : each.filter((job) => job !== old);
    const id = isNew || old === undefined ? String(10_000 + each.length + at) : old.id;
    return key === null || rest.some((job) => job.id === id) ? rest : inOrder([...rest, { id, key }]);
  });
}

/** The list with another key for the job that has this id in the merged list. */
function movedIn(list: List, name: string, id: JobId | null, key: ListKey): List {
  return inOrder(list.map((job) => (qualifiedId(name, job.id) === id ? { ...job, key } : job)));
}

const idsIn = (lists: readonly List[]) => merged(lists).map(({ list, id }) => qualifiedId(nameOf(list), id));

/** Databases with these lists at the time, and the numbers of those that were asked. */
function sourcesOf(count: number, listsNow: () => readonly List[]) {
  const asked: number[] = [];
  const answer =
    (list: number) =>
    async ({ anchor, before, after, places }: PictureRequest) => {
      asked.push(list);
      const part = partOf(listsNow()[list] ?? [], anchor, before, after, places?.at);
      return { counts: null, ...part } as unknown as Picture;
    };
  const sources = Array.from(
    { length: count },
    (_, list) => ({ name: nameOf(list), show: answer(list), ask: answer(list) }) as unknown as PacedSource,
  );
  return { sources, asked };
}

describe('windows of several lists, one after the other', () => {
  it('match those of the merged list at any place, though jobs come, go and move between them', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyLists,
        fc.array(
          fc.record({
            kind: fc.constantFrom('index', 'last', 'job', 'known job'),
            at: fc.nat(1600),
            ...{ before: fc.nat(90), after: fc.nat(90) },
            changes: fc.array(anyChange, { maxLength: 3 }),
            moved: fc.option(anyKey(30)),
          }),
          { minLength: 3, maxLength: 8 },
        ),
        async (begun, steps) => {
          let lists: readonly List[] = begun;
          let known: LastKnown | null = null;
          const { sources } = sourcesOf(begun.length, () => lists);
          for (const { kind, at, before, after, changes, moved } of steps) {
            // The job is one that was there before the changes, and may be moved by them.
            const were = idsIn(lists);
            const ofWindow = known?.run.entries.map(({ job }) => job.id) ?? [];
            const from = kind === 'known job' && ofWindow.length > 0 ? ofWindow : were;
            const id = from[at % Math.max(1, from.length)] ?? null;
            lists = changes.reduce(changed, lists);
            if (moved !== null) lists = lists.map((list, number) => movedIn(list, nameOf(number), id, moved));
            const ids = idsIn(lists);
            const anchor: Anchor =
              kind === 'last'
                ? { kind }
                : kind !== 'index' && id !== null
                  ? { kind: 'job', id, index: at }
                  : { kind: 'index', index: at };
            const request = { filter: everyJob, anchor, before, after, failures: 0 };
            const reading = new MergedRead(sources, request, 0, () => ({}), known);
            const { window } = await reading.window();
            known = reading.known && { run: reading.known, isOther: false };
            const last = Math.max(0, ids.length - 1);
            const own = anchor.kind === 'job' ? ids.indexOf(anchor.id) : -1;
            const index = own >= 0 ? own : anchor.kind === 'last' ? last : Math.min(at, last);
            const first = Math.min(ids.length, Math.max(0, index - before));
            expect(window.matching).toBe(ids.length);
            expect(window.jobs.map((each) => each.id)).toEqual(ids.slice(first, index + after));
            if (window.jobs.length > 0) expect(window.first).toBe(first);
          }
        },
      ),
      { numRuns: 120, endOnFailure: true },
    );
  });

  it('cost two questions of each database where their job is gone', async () => {
    let lists: readonly List[] = [60, 60].map((size) =>
      inOrder(
        Array.from({ length: size }, (_, id) => ({
          id: String(id),
          key: { rank: 0, value: id, time: 0, turn: null },
        })),
      ),
    );
    const { sources, asked } = sourcesOf(2, () => lists);
    const read = async (index: number, known: LastKnown | null) => {
      const id = qualifiedId('beta', '30');
      const request = {
        filter: everyJob,
        anchor: { kind: 'job', id, index } as const,
        ...{ before: 5, after: 5, failures: 0 },
      };
      const reading = new MergedRead(sources, request, 0, () => ({}), known);
      return { window: (await reading.window()).window, run: reading.known };
    };
    const { run } = await read(0, null);
    lists = lists.map((list, number) => list.filter(({ id }) => number === 0 || id !== '30'));
    asked.length = 0;
    const { window } = await read(58, run && { run, isOther: false });
    expect(window).toMatchObject({ first: 53, matching: 119 });
    expect(asked).toEqual([0, 1, 0, 1]);
  });
});
