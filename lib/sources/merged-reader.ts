import { stepOf } from '../model/filter.js';
import { given } from '../model/given.js';
import { unanswered } from '../model/panels/questions.js';
import type { Picture, PicturedDatabase, PictureRequest } from '../model/picture.js';
import type { Problem } from '../model/problem.js';
import type { JobSort } from '../model/sort.js';
import type { ReadResult, SnapshotReader } from '../snapshot/port.js';
import { FirstCounts } from './first-counts.js';
import { type LastKnown, type MergedParts, MergedRead } from './merged-read.js';
import type { KnownRun } from './merged-run.js';
import { isIn, type ListRequest } from './own-request.js';
import { PacedSource, pacingFor, type SeveralPacing } from './paced-source.js';
import { countsAlone, type Source } from './source.js';
import { withChosen } from './sums/answers.js';
import { type PictureSums, pictureSums } from './sums/picture-sums.js';

/**
 * The parts of a picture of several databases while some have yet to be counted: nothing about all of them together,
 * but a single job's details, which come from its own database.
 */
function uncounted(request: PictureRequest, { detail }: PictureSums): Omit<PictureSums, 'types'> {
  return {
    ...{ counts: null, totals: null, troubles: null },
    ...(detail !== undefined && { detail }),
    ...unanswered(request),
  };
}

/** If the first row of a panel changes while it is read, the reading is repeated this often. */
const mostTries = 4;
/** In a list by duration, running jobs are compared as of one instant, which is kept for this long, ms. */
const sortedForMs = 5000;

/**
 * Reads several databases as one: its pictures have the jobs of all, or of the one that the filter names, in the list's
 * order. Each database is read at an instant of its own, and at its own pace: a picture is made of the newest answer of
 * each. One that can't be read appears in the picture with its problem and its last counts. One that hasn't been
 * counted yet isn't listed, and until it is, the picture has no sums.
 */
export class MergedReader implements SnapshotReader {
  readonly #sources: readonly PacedSource[];
  readonly #clock: () => number;
  /** Null if the databases aren't watched: then each reading looks whether anything has changed. */
  readonly #first: FirstCounts | null;
  /** The last picture of each, by name. */
  readonly #last = new Map<string, Picture>();
  /** The list that was read last, and what is known of it. */
  #known: { readonly list: string; readonly sort: string; readonly run: KnownRun } | null = null;
  #sorted: { readonly sort: JobSort | undefined; readonly at: number } | null = null;

  /** Jobs that are otherwise equal are in the order of their sources. `clock` gives ms since the epoch. */
  constructor(sources: readonly Source[], clock: () => number, pacing: SeveralPacing | null = null) {
    this.#clock = clock;
    const paceOf = pacingFor(
      pacing,
      () => this.#sources,
      () => this.#first?.wake(),
    );
    this.#sources = sources.map((source) => new PacedSource(source, clock, paceOf(source)));
    this.#first = pacing && new FirstCounts(this.#sources, pacing.clock);
  }

  /** Something was committed to the database with this name. */
  changed(name: string): void {
    this.#named(name)?.changed();
  }

  /** Something was committed to the database with this name that is read later: {@link changed} follows. */
  overtaken(name: string): void {
    this.#named(name)?.overtaken();
  }

  /** Something outside of the database with this name has changed, so that it has to be read again. */
  readSoon(name: string): void {
    this.#named(name)?.readSoon();
  }

  /** Somebody has just written to the database with this name: the next caller sees that. */
  readNow(name: string): void {
    this.#named(name)?.readNow();
  }

  /** The database with this name is being read, which takes long. */
  noteLife(name: string): void {
    this.#named(name)?.noteLife();
  }

  /** A look at the database with this name; see SnapshotReader.look. */
  async lookAt(name: string): Promise<string> {
    return (await this.#named(name)?.look()) ?? '';
  }

  async read(request: PictureRequest): Promise<ReadResult> {
    if (this.#first === null) {
      await Promise.all(this.#sources.map((source) => source.refresh()));
      return this.#merged(request, this.#sources);
    }
    await this.#first.some();
    return this.#first.picture(() =>
      this.#merged(
        request,
        this.#sources.filter((source) => source.hasAnswered),
      ),
    );
  }

  /** All looks together. */
  async look(): Promise<string> {
    return (await Promise.all(this.#sources.map((source) => source.look()))).join('\n');
  }

  async close(): Promise<void> {
    this.#first?.close();
    await Promise.all(this.#sources.map((source) => source.close()));
  }

  /** `answered` are the sources that have answered at all so far. */
  async #merged(request: PictureRequest, answered: readonly PacedSource[]): Promise<ReadResult> {
    for (const source of this.#sources) source.checkFreshness();
    const listed = answered.filter(({ name }) => isIn(request.filter, name));
    const [parts, others] = await Promise.all([
      this.#readListed(listed, request),
      this.#readOthers(answered.filter((source) => !listed.includes(source))),
    ]);
    const [problem] = [...parts.problems.values()];
    const areCounted = answered.length === this.#sources.length;
    // A database that can't be read is a problem of its own, even if it is the only one listed.
    const isNoneRead = parts.pictures.size === 0 && listed.length + others.size === answered.length;
    if (problem !== undefined && isNoneRead && areCounted) return { kind: 'problem', problem };
    const read = [...parts.pictures.values()];
    const sums = pictureSums(
      listed.flatMap(({ name }) => {
        const last = this.#last.get(name);
        return parts.pictures.get(name) ?? (last === undefined ? [] : lastingPart(last));
      }),
      request,
    );
    const areListedCounted = this.#sources.every(
      (each) => answered.includes(each) || !isIn(request.filter, each.name),
    );
    const rightSince = Math.min(...read.map((each) => each.rightSince ?? Number.POSITIVE_INFINITY));
    const picture: Picture = {
      asOf: Math.min(this.#clock(), ...read.map(({ asOf }) => asOf)),
      ...(rightSince < Number.POSITIVE_INFINITY && { rightSince }),
      ...(areListedCounted ? sums : uncounted(request, sums)),
      window: parts.window,
      failedMatching: areListedCounted
        ? read.reduce((sum, { failedMatching }) => sum + (failedMatching ?? 0), 0)
        : null,
      databases: this.#databases(listed, parts, others),
      ...(parts.found && areListedCounted && { found: parts.found }),
    };
    return { kind: 'picture', picture };
  }

  #named(name: string): PacedSource | undefined {
    return this.#sources.find((source) => source.name === name);
  }

  /** The instant to sort by, kept for a while so that the same request stays the same from one time to the next. */
  #sortedAt({ sort, filter }: PictureRequest): number {
    const now = this.#clock();
    if (sort === undefined && stepOf(filter) === null) return now;
    const known = this.#sorted?.sort === sort ? this.#sorted : null;
    const isNew = known !== null && Math.abs(now - known.at) < sortedForMs;
    this.#sorted = isNew ? known : { sort, at: now };
    return this.#sorted.at;
  }

  async #readListed(listed: readonly PacedSource[], request: PictureRequest): Promise<MergedParts> {
    const list = JSON.stringify([request.filter, request.sort]);
    const sort = JSON.stringify([request.sort]);
    let wanted = request;
    for (let tries = 1; ; tries += 1) {
      const reading = new MergedRead(
        listed,
        wanted,
        this.#sortedAt(request),
        (name) => this.#paceOf(name, request),
        this.#lastKnown(list, sort),
      );
      const parts = await reading.window();
      this.#known = reading.known && { list, sort, run: reading.known };
      const pictures = this.#keep(parts.pictures);
      const chosen = withChosen(wanted, [...pictures.values()]);
      if (tries === mostTries || chosen === wanted) return { ...parts, pictures };
      wanted = chosen;
    }
  }

  #lastKnown(list: string, sort: string): LastKnown | null {
    if (this.#known?.sort !== sort) return null;
    return { run: this.#known.run, isOther: this.#known.list !== list };
  }

  /** Databases that aren't listed are only counted. Returns the problems of those that can't be. */
  async #readOthers(others: readonly PacedSource[]): Promise<ReadonlyMap<string, Problem>> {
    const problems = new Map<string, Problem>();
    await Promise.all(
      others.map(async (source) => {
        const result = await source.show(countsAlone);
        if ('counts' in result) this.#keep(new Map([[source.name, result]]));
        else problems.set(source.name, result);
      }),
    );
    return problems;
  }

  /** Keeps the pictures as the last ones of their databases, and returns them, each with the last known pace. */
  #keep(pictures: ReadonlyMap<string, Picture>): ReadonlyMap<string, Picture> {
    return new Map(
      [...pictures].map(([name, picture]): [string, Picture] => {
        const pace = picture.pace ?? this.#last.get(name)?.pace;
        const whole = pace === undefined ? picture : { ...picture, pace };
        this.#last.set(name, { ...whole, window: { ...whole.window, jobs: [] } });
        return [name, whole];
      }),
    );
  }

  /** Each database is asked for its pace if its own is too old. */
  #paceOf(name: string, { pace }: PictureRequest): Partial<ListRequest> {
    return pace === undefined ? {} : { pace: { atHand: this.#last.get(name)?.pace?.at ?? null } };
  }

  #databases(
    listed: readonly PacedSource[],
    { pictures, problems }: Pick<MergedParts, 'pictures' | 'problems'>,
    others: ReadonlyMap<string, Problem>,
  ): readonly PicturedDatabase[] {
    return this.#sources.map((source) => {
      const { name, path, host, overtakenAt } = source;
      const last = this.#last.get(name);
      return {
        name,
        path,
        ...(host !== null && { host }),
        asOf: last?.asOf ?? null,
        counts: last?.counts ?? null,
        troubles: last?.troubles ?? null,
        isIncluded: last !== undefined && listed.includes(source),
        isListed: pictures.has(name),
        problem: problems.get(name) ?? others.get(name) ?? source.problem,
        ...overtaken(overtakenAt, last?.limits?.goodUntil ?? null),
        ...(last?.limits && { limits: last.limits }),
        ...(last?.queue && { queue: last.queue }),
      };
    });
  }
}

/** Since when a database isn't up to date: something has changed there, or it is a standby that lags. */
function overtaken(at: number | null, goodUntil: number | null): Pick<PicturedDatabase, 'overtakenSince'> {
  const times = [at, goodUntil].filter((time) => time !== null);
  return times.length === 0 ? {} : { overtakenSince: Math.min(...times) };
}

/**
 * What of its last picture stays true of a database that can't be read any more: not the parts that were requested with
 * it.
 */
function lastingPart({
  asOf,
  window,
  counts,
  totals,
  troubles,
  types,
  crossed,
  pace,
  pipeline,
}: Picture): Picture {
  return {
    ...{ asOf, window, counts, totals, troubles, failedMatching: 0 },
    ...given({ types, crossed, pace, pipeline }),
  };
}
