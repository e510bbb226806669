import type { Job } from '../model/job.js';
import type { JobWindow } from '../model/picture.js';
import type { JobSort, ListKey } from '../model/sort.js';
import { comparePlaces } from './list-splits.js';

/** A list's part of the merged window, and the keys of the jobs just before and after it; null where there is none. */
export interface WindowPart {
  readonly window: JobWindow;
  readonly before: ListKey | null;
  readonly after: ListKey | null;
}

interface Entry {
  readonly list: number;
  readonly position: number;
  readonly key: ListKey;
  readonly job: Job | null;
}

/** The jobs of several lists' windows in the merged order. */
export function mergedWindow(sort: JobSort, parts: readonly (WindowPart | null)[]): JobWindow {
  const heads = parts.map((part, list) => ({ entries: entriesOf(part, list), at: 0 }));
  const jobs: Job[] = [];
  const total = heads.reduce((sum, { entries }) => sum + entries.length, 0);
  while (jobs.length < total) {
    let first: { readonly head: (typeof heads)[number]; readonly entry: Entry } | null = null;
    for (const head of heads) {
      const entry = head.entries[head.at];
      if (entry === undefined || (first !== null && comparePlaces(sort, first.entry, entry) < 0)) continue;
      first = { head, entry };
    }
    if (first === null || first.entry.job === null) break;
    first.head.at += 1;
    jobs.push(first.entry.job);
  }
  return {
    first: parts.reduce((sum, part) => sum + (part?.window.first ?? 0), 0),
    jobs,
    matching: parts.reduce((sum, part) => sum + (part?.window.matching ?? 0), 0),
  };
}

/**
 * Whether the windows are exactly a run of the merged list: no job before one of them comes after the beginning of
 * another, and none after one of them before the end of another.
 */
export function isRun(sort: JobSort, parts: readonly (WindowPart | null)[]): boolean {
  const entries = parts.flatMap(entriesOf);
  const compare = (one: Entry, other: Entry) => comparePlaces(sort, one, other);
  const before = parts.flatMap((part, list) => edgeOf(part?.before, list, (part?.window.first ?? 0) - 1));
  const after = parts.flatMap((part, list) =>
    edgeOf(part?.after, list, (part?.window.first ?? 0) + (part?.window.jobs.length ?? 0)),
  );
  const [lastBefore] = before.toSorted((one, other) => compare(other, one));
  const [firstAfter] = after.toSorted(compare);
  return (
    (lastBefore === undefined || [...entries, ...after].every((entry) => compare(lastBefore, entry) < 0)) &&
    (firstAfter === undefined || [...entries, ...before].every((entry) => compare(entry, firstAfter) < 0))
  );
}

function edgeOf(key: ListKey | null | undefined, list: number, position: number): readonly Entry[] {
  return key === null || key === undefined ? [] : [{ list, position, key, job: null }];
}

function entriesOf(part: WindowPart | null, list: number): readonly Entry[] {
  if (part === null) return [];
  const { first, jobs, keys = [] } = part.window;
  return jobs.flatMap((job, index) => {
    const key = keys[index];
    return key === undefined ? [] : [{ list, position: first + index, key, job }];
  });
}
