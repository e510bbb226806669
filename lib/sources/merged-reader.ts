import { everyJob } from '../model/filter.js';
import type { Picture, PicturedDatabase, PictureRequest } from '../model/picture.js';
import type { Problem } from '../model/problem.js';
import type { ReadResult, SnapshotReader } from '../snapshot/port.js';
import { type KnownSplits, type MergedParts, MergedRead, readCounted } from './merged-read.js';
import { isIn, type ListRequest } from './own-request.js';
import { type Later, RememberingReader } from './remembering-reader.js';
import type { Source } from './source.js';
import { pictureSums } from './sums/picture-sums.js';

/** A source whose answers are remembered. */
interface RememberedSource extends Source {
  readonly reader: RememberingReader;
}

/** If the lists change while they are read, the reading is repeated this often until they stood together. */
const mostTries = 4;

/**
 * Several databases as one: its pictures have the jobs of all, or of the one that the filter names, in the list's order.
 * Each database is read at an instant of its own; one that can't be read is told in the picture, and keeps its last counts.
 */
export class MergedReader implements SnapshotReader {
  readonly #sources: readonly RememberedSource[];
  readonly #clock: () => number;
  /** The last picture of each, by name. */
  readonly #last = new Map<string, Picture>();
  /** Which list was read last, and where the window's jobs were in each of its parts. */
  #near: { readonly list: string; readonly splits: KnownSplits } | null = null;

  /**
   * The sources' order is that of jobs which nothing else tells apart. `clock` gives ms since the epoch. `onDue` is called
   * when a database that was too busy should be read again; `later` runs something after a number of ms.
   */
  constructor(
    sources: readonly Source[],
    clock: () => number,
    later: Later | null = null,
    onDue: () => void = () => {},
  ) {
    this.#clock = clock;
    this.#sources = sources.map(({ name, path, reader }) => {
      return { name, path, reader: new RememberingReader(reader, clock, later, onDue) };
    });
  }

  /** Something beside the database with this name has changed, so that it is to be read again. */
  renew(name: string): void {
    this.#sources.find((source) => source.name === name)?.reader.renew();
  }

  async read(request: PictureRequest): Promise<ReadResult> {
    await Promise.all(this.#sources.map(({ reader }) => reader.refresh()));
    const listed = this.#sources.filter(({ name }) => isIn(request.filter, name));
    const [parts, others] = await Promise.all([
      this.#readListed(listed, request),
      this.#readOthers(this.#sources.filter((source) => !listed.includes(source))),
    ]);
    const [problem] = [...parts.problems.values()];
    if (problem !== undefined && parts.pictures.size === 0) return { kind: 'problem', problem };
    const sums = pictureSums(
      listed.flatMap(({ name }) => {
        const last = this.#last.get(name);
        return parts.pictures.get(name) ?? (last === undefined ? [] : lastingPart(last));
      }),
      request,
    );
    const read = [...parts.pictures.values()];
    const picture: Picture = {
      asOf: Math.min(this.#clock(), ...read.map(({ asOf }) => asOf)),
      ...sums,
      window: parts.window,
      failedMatching: read.reduce((sum, { failedMatching }) => sum + (failedMatching ?? 0), 0),
      databases: this.#databases(listed, new Map([...parts.problems, ...others])),
      ...(parts.found && { found: parts.found }),
    };
    return { kind: 'picture', picture };
  }

  /** All looks together. */
  async look(): Promise<string> {
    return (await Promise.all(this.#sources.map(({ reader }) => reader.look()))).join('\n');
  }

  async close(): Promise<void> {
    await Promise.all(this.#sources.map(({ reader }) => reader.close()));
  }

  async #readListed(listed: readonly Source[], request: PictureRequest): Promise<MergedParts> {
    const list = JSON.stringify([request.filter, request.sort]);
    let near = this.#near?.list === list ? this.#near.splits : null;
    let wanted = request;
    for (let tries = 1; ; tries += 1) {
      const reading = new MergedRead(listed, wanted, this.#clock(), (name) => this.#paceOf(name, request));
      const isWhole = request.anchor.kind === 'index' && request.after >= Number.MAX_SAFE_INTEGER;
      const { isExact = true, ...parts } = isWhole
        ? { ...(await reading.all()), isExact: true }
        : await reading.window(near);
      near = parts.splits.length > 0 ? parts.splits : near;
      const pictures = this.#keep(parts.pictures);
      const chosen = withChosen(wanted, [...pictures.values()]);
      if (tries === mostTries || (isExact && chosen === wanted)) {
        this.#near = near === null ? null : { list, splits: near };
        return { ...parts, pictures };
      }
      wanted = chosen;
    }
  }

  /** Databases that aren't listed are only counted. Returns the problems of those that can't be. */
  async #readOthers(others: readonly Source[]): Promise<ReadonlyMap<string, Problem>> {
    const problems = new Map<string, Problem>();
    await Promise.all(
      others.map(async (source) => {
        const result = await readCounted(source, countsAlone);
        if ('counts' in result) this.#keep(new Map([[source.name, result]]));
        else problems.set(source.name, result);
      }),
    );
    return problems;
  }

  /** Keeps the pictures as the last ones of their databases, and returns them with the pace of each as it was told last. */
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

  #databases(listed: readonly Source[], problems: ReadonlyMap<string, Problem>): readonly PicturedDatabase[] {
    return this.#sources.map((source) => {
      const { name, path } = source;
      const last = this.#last.get(name);
      return {
        name,
        path,
        asOf: last?.asOf ?? null,
        counts: last?.counts ?? null,
        troubles: last?.troubles ?? null,
        isIncluded: last !== undefined && listed.includes(source),
        problem: problems.get(name) ?? null,
      };
    });
  }
}

/** What a picture of a database that can't be read any more still tells: nothing that was asked with it. */
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
    ...(types && { types }),
    ...(crossed && { crossed }),
    ...(pace && { pace }),
    ...(pipeline && { pipeline }),
  };
}

const countsAlone: PictureRequest = {
  filter: everyJob,
  anchor: { kind: 'index', index: 0 },
  before: 0,
  after: 0,
  failures: 0,
};

/**
 * The request with the row that a panel shows more of, where that is the first row of all: each database would tell more of
 * its own first row. The same request if nothing has to be asked again.
 */
function withChosen(request: PictureRequest, pictures: readonly Picture[]): PictureRequest {
  const { causes, workers, parsers } = pictureSums(pictures, request);
  const chosen = {
    ...(request.causes && { causes: { ...request.causes, sampleOf: causes?.groups[0]?.key ?? null } }),
    ...(request.workers && { workers: { ...request.workers, of: workers?.rows[0]?.name ?? null } }),
    ...(request.parsers && { parsers: { ...request.parsers, of: parsers?.rows[0]?.key ?? null } }),
  };
  const isTold =
    (request.causes?.sampleOf !== null || causes?.groups.length === 0 || causes?.sample !== null) &&
    (request.workers?.of !== null ||
      workers?.jobs?.of === undefined ||
      areJobsTold(pictures, workers.jobs.of)) &&
    (request.parsers?.of !== null || !parsers?.rows[0]?.lastFailure || parsers.lastFailed !== null);
  return isTold ? request : { ...request, ...chosen };
}

function areJobsTold(pictures: readonly Picture[], worker: string): boolean {
  return pictures.every(
    ({ workers }) => workers?.jobs?.of === worker || !workers?.rows.some(({ name }) => name === worker),
  );
}
