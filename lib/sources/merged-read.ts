import { stepOf } from '../model/filter.js';
import { given } from '../model/given.js';
import { databaseOf, type Job, type JobId, localId, qualifiedId } from '../model/job.js';
import type { Anchor, Found, JobWindow, Picture, PictureRequest } from '../model/picture.js';
import type { Problem } from '../model/problem.js';
import { defaultSort, type JobSort, type ListKey, type PlacesRequest } from '../model/sort.js';
import {
  comparePlaces,
  type KnownPlace,
  type ListAnswer,
  type ListedJob,
  MergedLists,
} from './merged-lists.js';
import { type ListRequest, ownRequest } from './own-request.js';
import type { PacedSource } from './paced-source.js';
import { firstFound, type ListFound, ownSearch, type SearchAnchor, type SearchStart } from './search.js';
import { qualifiedAnswers } from './sums/answers.js';

/** If an answer is given again, its jobs stay the same objects, so that the view still knows their heights. */
const named = new WeakMap<Job, Job>();

/** A picture of one database in which every job's id says which database that is. */
function namedPicture(picture: Picture, name: string): Picture {
  const idOf = (id: JobId) => qualifiedId(name, id);
  const withId = <T extends { readonly id: JobId }>(row: T): T => ({ ...row, id: idOf(row.id) });
  const jobOf = (job: Job): Job => ({ ...withId(job), database: name });
  const knownJobOf = (job: Job): Job => {
    const known = named.get(job) ?? jobOf(job);
    named.set(job, known);
    return known;
  };
  const { window, detail, clearing, rows, targets, marks, monitoring } = picture;
  return {
    ...picture,
    ...qualifiedAnswers(picture, { idOf, withId, jobOf }),
    window: { ...window, jobs: window.jobs.map(knownJobOf) },
    ...(detail && { detail: { ...detail, job: jobOf(detail.job) } }),
    ...(clearing && { clearing: { ...clearing, except: clearing.except.map(idOf) } }),
    ...(picture.lately && { lately: picture.lately.map(knownJobOf) }),
    ...(picture.troubled && { troubled: picture.troubled.map(withId) }),
    ...(rows && { rows: rows.map(withId) }),
    ...(targets && { targets: targets.map(withId) }),
    ...(marks?.rows && { marks: { ...marks, rows: marks.rows.map(withId) } }),
    ...(monitoring && {
      monitoring: {
        ...monitoring,
        throughput: monitoring.throughput.map((sample) => ({ ...sample, jobId: idOf(sample.jobId) })),
      },
    }),
  };
}

/** A list's part of the merged window, and the keys of the jobs just before and after it; null where there is none. */
interface WindowPart {
  readonly window: JobWindow;
  readonly before: ListKey | null;
  readonly after: ListKey | null;
}

interface Entry extends KnownPlace {
  readonly job: Job | null;
}

/** The jobs of several lists' windows in the merged order. */
function mergedWindow(sort: JobSort, parts: readonly (WindowPart | null)[]): JobWindow {
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
function isRun(sort: JobSort, parts: readonly (WindowPart | null)[]): boolean {
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

/** Where the window's jobs were in each list when it was last read. */
export type KnownSplits = readonly (readonly [first: number, end: number])[];

/**
 * The pictures of all sources that could be read, by name, with database names in their jobs' ids, and the window of
 * the merged list.
 */
export interface MergedParts {
  readonly pictures: ReadonlyMap<string, Picture>;
  readonly problems: ReadonlyMap<string, Problem>;
  readonly window: Picture['window'];
  readonly found: Found | undefined;
  readonly splits: KnownSplits;
}

/** One reading of several databases, of which some are listed. */
export class MergedRead {
  readonly problems = new Map<string, Problem>();
  readonly #sources: readonly PacedSource[];
  readonly #request: PictureRequest;
  readonly #list: ListRequest;
  readonly #sort: JobSort;
  /** What to ask a source besides the list, by its name. */
  readonly #more: (name: string) => Partial<ListRequest>;

  constructor(
    listed: readonly PacedSource[],
    request: PictureRequest,
    sortedAt: number,
    more: (name: string) => Partial<ListRequest>,
  ) {
    const { anchor: _, before: __, after: ___, places: ____, ...list } = request;
    this.#sources = listed;
    this.#request = request;
    // `sortedAt` only where it matters, so that the same request stays the same from one time to the next.
    const isTimed = request.sort?.by === 'duration' || stepOf(request.filter) !== null;
    this.#list = isTimed ? { ...list, sortedAt } : list;
    this.#sort = request.sort ?? defaultSort;
    this.#more = more;
  }

  /** Reads the window around the anchor; `near` is where it was in the last reading of the same list, if known. */
  async window(near: KnownSplits | null): Promise<MergedParts & { readonly isExact: boolean }> {
    const { before, after } = this.#request;
    const lists = new MergedLists(this.#sort, this.#sources.length, (list, places) =>
      this.#ask(list, places),
    );
    const { index, found } = await this.#find(lists, near);
    const first = Math.max(0, index - whole(before));
    const end = Math.min(lists.size, index + whole(after));
    const [from = [], to = []] = await lists.splits([first, Math.max(first, end)]);
    const splits = this.#sources.map((_, list): [number, number] => [from[list] ?? 0, to[list] ?? 0]);
    return { ...(await this.#final(splits)), found, splits };
  }

  /** Reads all jobs of all lists. */
  async all(): Promise<MergedParts> {
    const everything = this.#sources.map((): [number, number] => [0, Number.MAX_SAFE_INTEGER]);
    return { ...(await this.#final(everything)), found: undefined, splits: [] };
  }

  async #find(
    lists: MergedLists,
    near: KnownSplits | null,
  ): Promise<{ readonly index: number; readonly found?: Found }> {
    const { anchor } = this.#request;
    const about = Math.ceil((this.#request.after + 1) / this.#sources.length);
    const positions = this.#sources.map((_, list) => {
      const [first, end] = near?.[list] ?? [0, Math.min(about, 1000)];
      return [first, end];
    });
    const job = this.#listedJob(anchor);
    const place = await lists.begin(positions, job);
    const last = Math.max(0, lists.size - 1);
    const before = place === null || job === null ? null : await lists.before(job.list, place);
    const known = before?.reduce((sum, count) => sum + count, 0);
    if (anchor.kind === 'last') return { index: last };
    if (anchor.kind === 'index' || anchor.kind === 'job')
      return { index: known ?? Math.min(whole(anchor.index), last) };
    const from = known ?? Math.min(whole(anchor.from.index), last);
    const start = before !== null && job !== null ? { before, list: job.list } : await startAt(lists, from);
    return this.#search(lists, anchor, start, from);
  }

  /** The job where the window is to be, or where a search begins. */
  #listedJob(anchor: Anchor): ListedJob | null {
    const id = 'id' in anchor ? anchor.id : 'from' in anchor ? anchor.from.id : null;
    if (id === null) return null;
    const list = this.#sources.findIndex(({ name }) => name === databaseOf(id));
    return list < 0 ? null : { list, id: localId(id) };
  }

  async #search(
    lists: MergedLists,
    anchor: SearchAnchor,
    start: SearchStart,
    from: number,
  ): Promise<{ readonly index: number; readonly found: Found }> {
    const results = await Promise.all(
      this.#sources.map((source, list) =>
        this.#searchIn(source, ownSearch(anchor, start, list, lists.sizeOf(list))),
      ),
    );
    const { candidate, found } = firstFound(this.#sort, anchor, start, results);
    if (candidate === null) return { index: from, found: { ...found, index: null } };
    const before = await lists.before(candidate.list, candidate);
    const index = before.reduce((sum, count) => sum + count, 0);
    return { index, found: { ...found, index } };
  }

  async #searchIn(source: PacedSource, anchor: SearchAnchor): Promise<ListFound | null> {
    const own =
      anchor.kind === 'new'
        ? { ...anchor, seen: anchor.seen.filter((id) => databaseOf(id) === source.name).map(localId) }
        : anchor;
    const picture = await this.#read(source, {
      ...this.#ofList(source.name),
      anchor: own,
      before: 0,
      after: 1,
      places: { at: [], of: [] },
    });
    if (picture?.found === undefined) return null;
    const { jobs, keys = [] } = picture.window;
    const { index, matches } = picture.found;
    const isThere = index === picture.window.first;
    // If there is no new job, or all of them were seen, the window doesn't have one of them.
    const hasFailed =
      index !== null
        ? jobs[0]?.status === 'failed'
        : matches > 0 && anchor.kind === 'new' && (await this.#hasNewFailures(source, anchor));
    return { found: picture.found, key: (isThere ? keys[0] : undefined) ?? null, hasFailed };
  }

  async #hasNewFailures(source: PacedSource, anchor: SearchAnchor): Promise<boolean> {
    const list = this.#ofList(source.name);
    const { statuses } = list.filter;
    const failed = {
      ...list.filter,
      statuses: (['failed'] as const).filter((each) => statuses?.includes(each) ?? true),
    };
    const picture = await this.#read(source, { ...list, filter: failed, anchor, before: 0, after: 0 });
    return (picture?.found?.matches ?? 0) > 0;
  }

  async #ask(list: number, places: PlacesRequest): Promise<ListAnswer> {
    const source = this.#sources[list];
    if (source === undefined) return null;
    const nothing = { anchor: { kind: 'index', index: 0 }, before: 0, after: 0 } as const;
    const picture = await this.#read(source, { ...this.#ofList(source.name), ...nothing, places });
    return picture?.places === undefined ? null : { size: picture.window.matching, places: picture.places };
  }

  /** What identifies a list, in the terms of its database. */
  #ofList(name: string): ListRequest {
    const { filter, sort, sortedAt } = ownRequest(this.#list, name);
    return { filter, ...given({ sort, sortedAt }), failures: 0 };
  }

  /** Reads the parts of the window, and everything else. */
  async #final(
    splits: KnownSplits,
  ): Promise<Omit<MergedParts, 'found' | 'splits'> & { readonly isExact: boolean }> {
    const pictures = new Map<string, Picture>();
    const parts = await Promise.all(
      this.#sources.map(async (source, list): Promise<WindowPart | null> => {
        const [first, end] = splits[list] ?? [0, 0];
        const request: PictureRequest = {
          ...ownRequest(this.#list, source.name),
          ...this.#more(source.name),
          anchor: { kind: 'index', index: first },
          before: 0,
          after: end - first,
          places: { at: [first - 1, end], of: [] },
        };
        const own = await this.#unlessProblem(source, () => source.show(request));
        if (own === null) return null;
        const picture = namedPicture(own, source.name);
        pictures.set(source.name, picture);
        return partOf(picture, first, end);
      }),
    );
    return {
      pictures,
      problems: this.problems,
      window: mergedWindow(this.#sort, parts),
      isExact: isRun(this.#sort, parts),
    };
  }

  /** A source's answer; null if there is none, and then `problems` has the reason. */
  #read(source: PacedSource, request: PictureRequest): Promise<Picture | null> {
    return this.#unlessProblem(source, () => source.ask(request));
  }

  async #unlessProblem(
    { name }: PacedSource,
    answer: () => Promise<Picture | Problem>,
  ): Promise<Picture | null> {
    if (this.problems.has(name)) return null;
    const result = await answer();
    if ('counts' in result) return result;
    this.problems.set(name, result);
    return null;
  }
}

/** Where a search begins whose starting job isn't known, only its position. */
async function startAt(lists: MergedLists, index: number): Promise<SearchStart> {
  const [before = [], after = []] = await lists.splits([index, index + 1]);
  return {
    before,
    list: Math.max(
      0,
      before.findIndex((count, list) => after[list] !== count),
    ),
  };
}

/** A list's part of the window from `first` to `end`, as far as the list still reaches. */
function partOf(picture: Picture, first: number, end: number): WindowPart {
  const { window, places } = picture;
  const { matching } = window;
  const [before = null, after = null] = places?.keys ?? [];
  const isEmpty = end <= first || first >= matching;
  return {
    window: isEmpty ? { first: Math.min(first, matching), jobs: [], keys: [], matching } : window,
    before,
    after,
  };
}

function whole(count: number): number {
  return Number.isNaN(count) ? 0 : Math.max(0, Math.trunc(count));
}
