import { stepOf } from '../model/filter.js';
import { given } from '../model/given.js';
import { databaseOf, type Job, type JobId, localId, qualifiedId } from '../model/job.js';
import type { Found, KeyAnchor, Picture, PictureRequest } from '../model/picture.js';
import type { Problem } from '../model/problem.js';
import { defaultSort, type JobSort, type ListKey } from '../model/sort.js';
import {
  type Aim,
  aimAt,
  anchorIn,
  beginning,
  covers,
  distantPlace,
  ending,
  extentsOf,
  isOf,
  type KnownRun,
  type MergedPlace,
  mergedRun,
  type Part,
  placeOf,
  placeOfRank,
  type Run,
} from './merged-run.js';
import { type ListRequest, ownRequest } from './own-request.js';
import type { PacedSource } from './paced-source.js';
import { firstFound, type ListFound, type SearchAnchor } from './search.js';
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

/**
 * The pictures of all sources that could be read, by name, with database names in their jobs' ids, and the window of
 * the merged list.
 */
export interface MergedParts {
  readonly pictures: ReadonlyMap<string, Picture>;
  readonly problems: ReadonlyMap<string, Problem>;
  readonly window: Picture['window'];
  readonly found: Found | undefined;
}

/** What is known from the last reading: of the same list or, with `isOther`, of another one in the same order. */
export interface LastKnown {
  readonly run: KnownRun;
  readonly isOther: boolean;
}

/** Where a window belongs; a job has the key that it had last. If it is gone: at `index` or, without, at its key. */
type Goal =
  | { readonly kind: 'index'; readonly index: number; readonly rank?: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'job'; readonly id: JobId; readonly key: ListKey; readonly index: number | null };

/** Jobs of the merged list around a position. */
interface Around {
  readonly run: KnownRun;
  readonly index: number;
  /** The picture of each source that could be read, by its name. */
  readonly pictures: ReadonlyMap<string, Picture>;
}

/** If jobs move while they are read, all sources are asked this often at most for one window. */
const mostRounds = 4;

/** One reading of several databases, of which some are listed. */
export class MergedRead {
  readonly #problems = new Map<string, Problem>();
  readonly #sources: readonly PacedSource[];
  readonly #names: readonly string[];
  readonly #request: PictureRequest;
  readonly #list: ListRequest;
  readonly #sort: JobSort;
  /** What to ask a source besides the list, by its name. */
  readonly #more: (name: string) => Partial<ListRequest>;
  #known: LastKnown | null;

  constructor(
    listed: readonly PacedSource[],
    request: PictureRequest,
    sortedAt: number,
    more: (name: string) => Partial<ListRequest>,
    known: LastKnown | null,
  ) {
    const { anchor: _, before: __, after: ___, places: ____, ...list } = request;
    this.#sources = listed;
    this.#names = listed.map(({ name }) => name);
    this.#request = request;
    // `sortedAt` only where it matters, so that the same request stays the same from one time to the next.
    const isTimed = request.sort?.by === 'duration' || stepOf(request.filter) !== null;
    this.#list = isTimed ? { ...list, sortedAt } : list;
    this.#sort = request.sort ?? defaultSort;
    this.#more = more;
    this.#known = known;
  }

  /** What is known of the list now. */
  get known(): KnownRun | null {
    return this.#known?.run ?? null;
  }

  /** Reads the window around the anchor, and everything else. */
  async window(): Promise<MergedParts> {
    const { anchor } = this.#request;
    const before = whole(this.#request.before);
    const after = whole(this.#request.after);
    const searched = anchor.kind === 'match' || anchor.kind === 'new' ? await this.#search(anchor) : null;
    const goal = searched?.goal ?? (await this.#goalOf(anchor));
    const { run, index, pictures } = await this.#around(goal, before, after, (source, request) =>
      source.show({ ...ownRequest(this.#list, source.name), ...this.#more(source.name), ...request }),
    );
    const first = Math.min(run.size, Math.max(run.first, index - before));
    const shown = run.entries.slice(first - run.first, Math.max(0, index + after - run.first));
    const jobs = shown.map(({ job }) => job);
    return {
      pictures: new Map([...pictures].map(([name, picture]) => [name, withBeyond(picture, new Set(jobs))])),
      problems: this.#problems,
      window: { first, jobs, matching: run.size },
      found: searched === null ? undefined : { ...searched.found, index: searched.isFound ? index : null },
    };
  }

  /** Reads the jobs around a place in the merged list, of each source as far as they may be there. */
  async #around(
    wanted: Goal,
    before: number,
    after: number,
    read: (source: PacedSource, request: WindowRequest) => Promise<Picture | Problem>,
  ): Promise<Around> {
    // Without its own job there would be no telling whether the window is there.
    const least = Math.max(1, after);
    let goal = wanted;
    for (let rounds = 1; ; rounds += 1) {
      const aim = await this.#aimOf(goal, before, least);
      const shares = rounds === 1 && this.#known?.isOther === false ? this.#known.run : null;
      const pictures = new Map<string, Picture>();
      const parts = await Promise.all(
        this.#sources.map(async (source, list): Promise<Part | null> => {
          const [early, late] = extentsOf(aim, before, least, shares, source.name);
          const anchor = anchorIn(aim.place, this.#names, list);
          const places = { at: [] };
          const own = await this.#unlessProblem(source, () =>
            read(source, { anchor, before: early, after: late, places }),
          );
          if (own?.places === undefined) return null;
          const picture = namedPicture(own, source.name);
          pictures.set(source.name, picture);
          return { window: picture.window, places: own.places };
        }),
      );
      const run = { ...mergedRun(this.#sort, parts), names: this.#names, place: aim.place };
      this.#known = { run, isOther: false };
      const isLast = rounds === mostRounds;
      const at = positionOf(run, goal);
      if (goal.kind === 'job' && at === null) {
        const key = keyIn(parts, goal.id);
        const isGone = key === null && isOf(aim.place, goal.id);
        if (isGone || isLast) goal = { kind: 'index', index: goal.index ?? run.at };
        else {
          if (key !== null) goal = { ...goal, key };
          continue;
        }
      }
      const index = at ?? positionIn(run, goal);
      if (isLast || covers(run, index, before, least)) return { run, index, pictures };
    }
  }
  /** Where to ask for the window, by what is known. */
  async #aimOf(goal: Goal, before: number, after: number): Promise<Aim> {
    const known = this.#known?.isOther === false ? this.#known.run : null;
    const last: Aim = { place: ending, at: known?.size ?? 0, by: -1 };
    if (goal.kind === 'last') return last;
    if (goal.kind === 'job') {
      const position = known && positionOf(known, goal);
      const place = { key: goal.key, job: { name: databaseOf(goal.id) ?? '', id: localId(goal.id) } };
      return (
        (known !== null && position !== null && aimAt(known, position, before, after)) || {
          place,
          ...{ at: null, by: 0 },
        }
      );
    }
    if (known !== null && goal.index >= Math.max(1, known.size)) return last;
    const aim = aimAt(known, goal.index, before, after);
    if (aim !== null) return aim;
    const place = goal.rank === undefined ? await this.#distant(goal.index) : placeOfRank(goal.rank);
    return place === null ? last : { place, at: goal.index, by: 0 };
  }

  /** The place at a position of which nothing is known; null if the list ends before it. */
  async #distant(index: number): Promise<MergedPlace | null> {
    const ask = (at: readonly (readonly number[])[]) =>
      Promise.all(
        this.#sources.map(async (source, list) => {
          const picture = await this.#ask(source, { ...none, places: { at: at[list] ?? [] } });
          return picture?.places === undefined
            ? null
            : { size: picture.window.matching, keys: picture.places.keys };
        }),
      );
    const found = await distantPlace(this.#sort, index, ask, this.#sources.length);
    const source = this.#sources[found?.list ?? -1];
    if (found === null || source === undefined) return null;
    return await this.#placeOf(source, { kind: 'index', index: found.position });
  }

  /** The place of one of a source's jobs; null if it isn't in the list. */
  async #placeOf(
    source: PacedSource,
    anchor: Extract<PictureRequest['anchor'], { kind: 'index' | 'job' }>,
  ): Promise<MergedPlace | null> {
    const picture = await this.#ask(source, { ...none, anchor, after: 1 });
    const [job, key] = [picture?.window.jobs[0], picture?.window.keys?.[0]];
    if (job === undefined || key === undefined || (anchor.kind === 'job' && job.id !== anchor.id))
      return null;
    return { key, job: { name: source.name, id: job.id } };
  }

  async #goalOf(anchor: PictureRequest['anchor']): Promise<Goal> {
    if (anchor.kind === 'key') throw new Error('a place in one list is none in several');
    if (anchor.kind === 'index' || anchor.kind === 'last') return anchor;
    const { id, index } = 'from' in anchor ? anchor.from : anchor;
    if (id === null) return { kind: 'index', index };
    const entry = this.#known?.run.entries.find(({ job }) => job.id === id);
    const source = this.#sources.find(({ name }) => name === databaseOf(id));
    const isListed = source !== undefined;
    const key =
      entry?.key ??
      (isListed ? (await this.#placeOf(source, { kind: 'job', id: localId(id), index: 0 }))?.key : undefined);
    return isListed && key !== undefined ? { kind: 'job', id, key, index } : { kind: 'index', index };
  }

  /** What a search finds, and where the window belongs: around the job that was found, or else where it began. */
  async #search(anchor: SearchAnchor): Promise<{
    readonly goal: Goal;
    readonly found: Omit<Found, 'index'>;
    readonly isFound: boolean;
  }> {
    const from = await this.#goalOf(anchor);
    const start = anchor.kind === 'new' ? beginning : await this.#startOf(from);
    const results = await Promise.all(
      this.#sources.map((source, list) => this.#searchIn(source, anchor, anchorIn(start, this.#names, list))),
    );
    const { candidate, found } = firstFound(this.#sort, anchor, results);
    if (candidate === null) return { goal: from, found, isFound: false };
    const name = this.#names[candidate.list] ?? '';
    const goal = {
      kind: 'job',
      id: qualifiedId(name, candidate.id),
      key: candidate.key,
      index: null,
    } as const;
    return { goal, found, isFound: true };
  }

  /** The job from which a search begins. */
  async #startOf(from: Goal): Promise<MergedPlace> {
    if (from.kind === 'job')
      return { key: from.key, job: { name: databaseOf(from.id) ?? '', id: localId(from.id) } };
    const known = this.#known?.isOther === false ? this.#known.run : null;
    const { run, index } =
      known !== null && covers(known, positionIn(known, from), 0, 1)
        ? { run: known, index: positionIn(known, from) }
        : await this.#around(from, 0, 1, (source, request) =>
            source.ask({ ...this.#ofList(source.name), ...request }),
          );
    const entry = run.entries[index - run.first];
    return entry === undefined ? beginning : placeOf(run, entry);
  }

  async #searchIn(
    source: PacedSource,
    anchor: SearchAnchor,
    { place, id }: KeyAnchor,
  ): Promise<ListFound | null> {
    const from = { id, index: 0, place };
    const own: SearchAnchor =
      anchor.kind === 'new'
        ? {
            ...anchor,
            from,
            seen: anchor.seen.filter((each) => databaseOf(each) === source.name).map(localId),
          }
        : { ...anchor, from };
    const picture = await this.#ask(source, { ...none, anchor: own, after: 1 });
    if (picture?.found === undefined || picture.places === undefined) return null;
    const { first, jobs, keys = [] } = picture.window;
    const { index, matches } = picture.found;
    // If there is no new job, or all of them were seen, the window doesn't have one of them.
    const hasFailed =
      index !== null
        ? jobs[0]?.status === 'failed'
        : matches > 0 && anchor.kind === 'new' && (await this.#hasNewFailures(source, own));
    const [job, key] = index === first ? [jobs[0], keys[0]] : [];
    return {
      found: picture.found,
      from: picture.places.anchor,
      job: job === undefined || key === undefined ? null : { id: job.id, key, isStart: job.id === id },
      hasFailed,
    };
  }

  async #hasNewFailures(source: PacedSource, anchor: SearchAnchor): Promise<boolean> {
    const { filter } = this.#ofList(source.name);
    const failed = {
      ...filter,
      statuses: (['failed'] as const).filter((each) => filter.statuses?.includes(each) ?? true),
    };
    const picture = await this.#ask(source, { ...none, anchor, filter: failed });
    return (picture?.found?.matches ?? 0) > 0;
  }

  /** What identifies a list, in the terms of its database. */
  #ofList(name: string): ListRequest {
    const { filter, sort, sortedAt } = ownRequest(this.#list, name);
    return { filter, ...given({ sort, sortedAt }), failures: 0 };
  }

  /** A source's answer about its list alone; null if there is none. */
  #ask(source: PacedSource, request: WindowRequest & Partial<ListRequest>): Promise<Picture | null> {
    return this.#unlessProblem(source, () => source.ask({ ...this.#ofList(source.name), ...request }));
  }

  /** A source's answer; null if there is none, and then the problems have the reason. */
  async #unlessProblem(
    { name }: PacedSource,
    answer: () => Promise<Picture | Problem>,
  ): Promise<Picture | null> {
    if (this.#problems.has(name)) return null;
    const result = await answer();
    if ('counts' in result) return result;
    this.#problems.set(name, result);
    return null;
  }
}

/** Where in a list its window is. */
type WindowRequest = Required<Pick<PictureRequest, 'anchor' | 'before' | 'after' | 'places'>>;

/** No jobs of a list. */
const none: WindowRequest = {
  anchor: { kind: 'index', index: 0 },
  before: 0,
  after: 0,
  places: { at: [] },
};

/** The position of a goal's job; null if it isn't in the run, or if the goal is none. */
function positionOf({ first, entries }: Run, goal: Goal): number | null {
  const at = goal.kind === 'job' ? entries.findIndex(({ job }) => job.id === goal.id) : -1;
  return at < 0 ? null : first + at;
}

/** The position that a goal means other than by its job. */
function positionIn({ size }: Run, goal: Goal): number {
  const last = Math.max(0, size - 1);
  return goal.kind === 'last' ? last : Math.min(whole(goal.index ?? 0), last);
}

/** The key that a job has in its own list's part; null if it isn't there. */
function keyIn(parts: readonly (Part | null)[], id: JobId): ListKey | null {
  for (const part of parts) {
    const at = part?.window.jobs.findIndex((job) => job.id === id) ?? -1;
    if (at >= 0) return part?.window.keys?.[at] ?? null;
  }
  return null;
}

/** Jobs that a source brought beyond the window are among those that changes are likely to be about. */
function withBeyond(picture: Picture, shown: ReadonlySet<Job>): Picture {
  const { lately, window } = picture;
  return lately === undefined
    ? picture
    : { ...picture, lately: [...lately, ...window.jobs.filter((job) => !shown.has(job))] };
}

function whole(count: number): number {
  return Number.isNaN(count) ? 0 : Math.max(0, Math.trunc(count));
}
