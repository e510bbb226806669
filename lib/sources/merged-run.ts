import { databaseOf, type Job, type JobId, localId } from '../model/job.js';
import type { JobWindow, KeyAnchor } from '../model/picture.js';
import { compareKeys, type JobSort, type ListKey, type Places } from '../model/sort.js';

/** A known key and its place. If two lists have the same key, the earlier list's job comes first. */
export interface KnownPlace {
  readonly list: number;
  readonly position: number;
  readonly key: ListKey;
}

/** Which of two jobs comes first in the merged list, from their keys, lists and positions. */
export function comparePlaces(sort: JobSort, one: KnownPlace, other: KnownPlace): number {
  return compareKeys(sort, one.key, other.key) || one.list - other.list || one.position - other.position;
}

/** One list's jobs around a place, with the place and the keys of the jobs on both sides. */
export interface Part {
  readonly window: JobWindow;
  readonly places: Places;
}

/** A job of the merged list. */
interface Entry extends KnownPlace {
  readonly job: Job;
}

/** Consecutive jobs of the merged list, which several lists' jobs around the same place are sure to be. */
export interface Run {
  /** How many jobs come before them. */
  readonly first: number;
  readonly entries: readonly Entry[];
  /** How many jobs all lists have. */
  readonly size: number;
  /** How many jobs come before the place. */
  readonly at: number;
}

/**
 * The jobs of several lists around the same place in the merged order, as far as no list can have others between them:
 * a position in the merged list is the sum of the positions in all.
 */
export function mergedRun(sort: JobSort, parts: readonly (Part | null)[]): Run {
  const compare = (one: KnownPlace, other: KnownPlace) => comparePlaces(sort, one, other);
  const edges = (side: 'before' | 'after') =>
    parts
      .flatMap((part, list) => {
        const key = part?.places[side] ?? null;
        if (part === null || key === null) return [];
        const { first, jobs } = part.window;
        return [{ list, key, position: side === 'before' ? first - 1 : first + jobs.length }];
      })
      .sort(compare);
  const [last, next] = [edges('before').at(-1), edges('after')[0]];
  const all = parts
    .flatMap((part, list) => {
      const { first = 0, jobs = [], keys = [] } = part?.window ?? {};
      return jobs.flatMap((job, index) => {
        const key = keys[index];
        return key === undefined ? [] : [{ list, position: first + index, key, job }];
      });
    })
    .sort(compare);
  const from = last === undefined ? 0 : all.filter((entry) => compare(entry, last) < 0).length;
  const entries = all.slice(from).filter((entry) => next === undefined || compare(entry, next) < 0);
  const sum = (of: (part: Part) => number) =>
    parts.reduce((total, part) => total + (part === null ? 0 : of(part)), 0);
  return {
    entries,
    first: sum(({ window }) => window.first) + from,
    size: sum(({ window }) => window.matching),
    at: sum(({ places }) => places.anchor),
  };
}

/** A place in the merged list: just before the job of a database with this id, or where a job with its key would be. */
export interface MergedPlace {
  readonly key: ListKey;
  /** The job's database, and its id there; null: that of no job. */
  readonly job: { readonly name: string; readonly id: JobId } | null;
}

/** The place before all jobs of at least this rank. */
export function placeOfRank(rank: number): MergedPlace {
  return { key: { rank, value: null, time: null, turn: null }, job: null };
}

/** Before all jobs, and after all: no job has such a rank. */
export const [beginning, ending] = [placeOfRank(-1000), placeOfRank(1000)];

/** The place in one of several lists: of jobs with the same key, those of the lists before come first. */
export function anchorIn({ key, job }: MergedPlace, names: readonly string[], list: number): KeyAnchor {
  const own = job === null ? -1 : names.indexOf(job.name);
  return {
    kind: 'key',
    place: { key, isAfter: list < own },
    id: list === own ? (job?.id ?? null) : null,
  };
}

/** What is known of a list from the last time that it was read. */
export interface KnownRun extends Run {
  /** The databases whose lists these are, by their numbers. */
  readonly names: readonly string[];
  readonly place: MergedPlace;
}

/** Where a window belongs: `by` jobs after a place that probably has `at` jobs before it; null: nobody knows. */
export interface Aim {
  readonly place: MergedPlace;
  readonly at: number | null;
  readonly by: number;
}

/** The place just before a job of the list. */
export function placeOf({ names }: KnownRun, { list, key, job }: Entry): MergedPlace {
  return { key, job: { name: names[list] ?? '', id: localId(job.id) } };
}

/** Whether a place is that of the job with this id. */
export function isOf({ job }: MergedPlace, id: JobId): boolean {
  return job !== null && job.id === localId(id) && job.name === databaseOf(id);
}

/** Whether all jobs of a window around a position are known. */
export function covers({ first, entries, size }: Run, index: number, before: number, after: number): boolean {
  return first <= Math.max(0, index - before) && Math.min(size, index + after) <= first + entries.length;
}

/** Windows up to this far from a known place are asked for from there. */
const nearby = 250;

/**
 * The window of `before` and `after` jobs around a position, from the place that was asked about last if all of it is
 * known, else from the nearest known one; null if there is none near.
 */
export function aimAt(known: KnownRun | null, index: number, before: number, after: number): Aim | null {
  const aims = [{ place: beginning, at: 0, by: index }];
  if (known !== null) {
    const { first, entries, size, place, at } = known;
    if (covers(known, index, before, after)) return { place, at, by: index - at };
    const nearest = Math.max(first, Math.min(index, first + entries.length - 1));
    const entry = entries[nearest - first];
    if (entry !== undefined) aims.unshift({ place: placeOf(known, entry), at: nearest, by: index - nearest });
    aims.push({ place: ending, at: size, by: index - size });
  }
  const [aim] = aims.sort((one, other) => Math.abs(one.by) - Math.abs(other.by));
  return aim !== undefined && Math.abs(aim.by) <= nearby ? aim : null;
}

/**
 * How many jobs before and after the aim's place to ask a list for: as many as it has in the window, as far as that is
 * known, and otherwise as many as it may have.
 */
export function extentsOf(
  { at, by }: Aim,
  before: number,
  after: number,
  known: KnownRun | null,
  name: string,
): readonly [before: number, after: number] {
  const list = known?.names.indexOf(name) ?? -1;
  const [from, to] = [by - before, Math.min(by + after, Number.MAX_SAFE_INTEGER)];
  const inAll = (low: number, high: number) => Math.max(0, high - low);
  const inList = (low: number, high: number) => {
    if (known === null || at === null || list < 0) return inAll(low, high);
    const { first, entries, size } = known;
    const [begin, end] = [Math.max(0, at + low), Math.min(size, at + high)];
    const held = entries.slice(Math.max(0, begin - first), Math.max(0, end - first));
    return held.filter((entry) => entry.list === list).length + inAll(begin, end) - held.length;
  };
  return [inList(from, 0), inList(0, to)];
}

/** How many jobs a list has, and the keys at the positions that were asked about; null if it can't be read. */
export type KeysAt = { readonly size: number; readonly keys: readonly (ListKey | null)[] } | null;

/** How many of a list's jobs are among the first ones of all, at least and at most. */
interface Span {
  readonly low: number;
  readonly high: number;
}

/** This many keys of a list are asked for at a time. */
const sampled = 64;
/** Each round leaves about a fiftieth of the jobs that were in question before. */
const mostRounds = 8;

/**
 * The job at a position in the merged list of which nothing is known yet, by its list and its position there; null if
 * there is none. `ask` asks all lists at once for the keys at some positions.
 */
export async function distantPlace(
  sort: JobSort,
  index: number,
  ask: (at: readonly (readonly number[])[]) => Promise<readonly KeysAt[]>,
  lists: number,
): Promise<{ readonly list: number; readonly position: number } | null> {
  const sizes = (await ask(Array.from({ length: lists }, () => []))).map((answer) => answer?.size ?? 0);
  let spans: readonly Span[] = sizes.map((size) => ({ low: 0, high: Math.min(size, index) }));
  for (let rounds = 0; rounds < mostRounds && openIn(spans) > 0; rounds += 1) {
    const at = spans.map(positionsIn);
    const places = placesOf(at, await ask(at));
    spans = narrowed(sort, spans, places, index);
  }
  const at = spans.map(({ low }) => [low]);
  const answers = await ask(at);
  const [next] = placesOf(at, answers).sort((one, other) => comparePlaces(sort, one, other));
  return next ?? null;
}

/** The keys that are known from an answer. */
function placesOf(at: readonly (readonly number[])[], answers: readonly KeysAt[]): KnownPlace[] {
  return at.flatMap((positions, list) =>
    positions.flatMap((position, each) => {
      const key = answers[list]?.keys[each] ?? null;
      return key === null ? [] : [{ list, position, key }];
    }),
  );
}

/** How many jobs may be among the first ones or not. */
function openIn(spans: readonly Span[]): number {
  return spans.reduce((sum, { low, high }) => sum + high - low, 0);
}

/** Positions at even distances. */
function positionsIn({ low, high }: Span): readonly number[] {
  const count = Math.min(sampled, high - low);
  return Array.from({ length: count }, (_, at) => low + Math.floor(((at + 0.5) * (high - low)) / count));
}

function narrowed(
  sort: JobSort,
  spans: readonly Span[],
  places: readonly KnownPlace[],
  index: number,
): readonly Span[] {
  const sorted = places.toSorted((one, other) => comparePlaces(sort, one, other));
  // How many jobs of each list come before the place under consideration, at least and at most.
  const least = spans.map(({ low }) => low);
  const next = spans.map(({ high }, list) => [
    ...sorted.filter((place) => place.list === list).map(({ position }) => position),
    high,
  ]);
  const result = spans.map((span) => ({ ...span }));
  const sum = (counts: readonly number[], list: number) =>
    counts.reduce((total, count, each) => total + (each === list ? 0 : count), 0);
  for (const { list, position } of sorted) {
    const most = next.map(([first = 0]) => first);
    const own = result[list];
    if (own === undefined) continue;
    if (position + sum(most, list) < index) own.low = Math.max(own.low, position + 1);
    if (position + sum(least, list) >= index) own.high = Math.min(own.high, position);
    least[list] = position + 1;
    next[list]?.shift();
  }
  return result.map(({ low, high }) => ({ low, high: Math.max(low, high) }));
}
