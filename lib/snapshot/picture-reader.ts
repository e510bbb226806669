import { hostname } from 'node:os';
import { asksForArguments, isArgument } from '../model/filter/column-filter.js';
import type { Picture, PictureRequest } from '../model/picture.js';
import type { Problem } from '../model/problem.js';
import { nodeSystem } from './files/node-system.js';
import type { System } from './files/system.js';
import type { ReadDatabase } from './live-database.js';
import type { PathFolders } from './outputs/absolute-path.js';
import { type Exists, OutputPresence } from './outputs/output-presence.js';
import { allThreads, type OutputDisk, OutputSizes } from './outputs/output-sizes.js';
import { unsizedOutputs, withOutputSizes } from './outputs/with-output-sizes.js';
import type { Queryable, ReadResult, SnapshotReader } from './port.js';
import { type Counting, readPicture } from './queries/read-picture.js';
import { ProcessTable } from './workers/process-table.js';
import { WorkerWatch, type WorkerWatchOptions } from './workers/worker-watch.js';

/** The options of a reader, besides the database. */
export interface PictureReaderOptions {
  /** Ms since the epoch. */
  readonly clock: () => number;
  /** Where to find outputs whose size the database doesn't record. */
  readonly folders: PathFolders;
  /**
   * Called when such a size has become known, when an output of the last job whose details were requested has
   * appeared or disappeared, or when a worker turns out to be gone or silent, so that a new read can show it.
   */
  readonly onSizes?: () => void;
  /** Measures outputs; default: the real disk. */
  readonly disk?: OutputDisk;
  /** Where workers run whose processes can be checked; default: on this host. */
  readonly workers?: Pick<WorkerWatchOptions, 'host' | 'processes'>;
  /** Clocks; default: the real system's. */
  readonly system?: System;
  /** When the database was last written, ms since the epoch; null or absent: unknown. */
  readonly lastWritten?: () => number | null;
  /** Checks whether an output exists; default: on the real disk. */
  readonly exists?: Exists;
  /** The problem that a database with views has, which is not read then; absent: it is read. */
  readonly viewsProblem?: Problem;
}

/** A search that is to continue in the next read stops after this many ms. */
const searchPatienceMs = 100;

/**
 * Without remembered results, which are queried job by job: that takes time, and only pays if there is another read.
 */
const inOneGo = ({ remembered: _, ...database }: Queryable): Queryable => database;

/** Whether a picture depends on what jobs were given. */
function readsArguments({ args, sort, filter, rows, awaited }: PictureRequest): boolean {
  const filters = [filter, rows, awaited?.filter].filter((each) => each !== undefined);
  return args !== undefined || isArgument(sort?.by ?? '') || filters.some(asksForArguments);
}

/** Pictures of a database, supplemented by what only the disk can say about outputs. */
export class PictureReader implements SnapshotReader {
  readonly #database: ReadDatabase;
  readonly #sizes: OutputSizes;
  readonly #presence: OutputPresence;
  readonly #workers: WorkerWatch;
  /**
   * Only the first picture may come before the jobs are counted: after that there is a complete one to show. A database that
   * reads its jobs for long shows those that come first again meanwhile.
   */
  #mayComeLater: Counting['mayComeLater'] = true;

  readonly #options: PictureReaderOptions;

  /** The reader closes the database. */
  constructor(database: ReadDatabase, options: PictureReaderOptions) {
    this.#database = database;
    this.#options = options;

    const { folders, clock, onSizes = () => {}, exists } = options;
    this.#sizes = new OutputSizes(folders, clock, options.disk);
    this.#presence = new OutputPresence(folders, clock, onSizes, exists);
    const here = options.workers ?? { host: hostname(), processes: new ProcessTable() };
    this.#workers = new WorkerWatch({ ...here, clock, onNews: onSizes });
  }

  /** See the port. What isn't known about outputs yet is checked afterwards, and announced by `onSizes`. */
  async read(request: PictureRequest): Promise<ReadResult> {
    const system = this.#options.system ?? nodeSystem;
    const searchPace = { steady: () => system.steady(), patience: searchPatienceMs };
    const result = await this.#readRecorded(request, { mayComeLater: this.#mayComeLater, searchPace });
    if (result.kind === 'problem') return result;
    this.#mayComeLater = 'if partial';
    const { picture } = result;
    if (this.#workers.end()) this.#options.onSizes?.();
    void this.#sizes.measure(unsizedOutputs(picture)).then((news) => {
      if (news) this.#options.onSizes?.();
    });
    return { kind: 'picture', picture: this.#withPresence(this.#sized(picture)) };
  }

  /** Like {@link read}, but measures every size first: for a single picture. */
  async readMeasured(request: PictureRequest): Promise<ReadResult> {
    const read = () => this.#readRecorded(request, { mayComeLater: false }, inOneGo);
    let result = await read();
    // A process that was found to have ended is taken into account from the next read on.
    if (this.#workers.end()) result = await read();
    if (result.kind === 'problem') return result;
    await this.#sizes.measure(unsizedOutputs(result.picture), allThreads);
    return { kind: 'picture', picture: this.#sized(result.picture) };
  }

  look(): Promise<string> {
    return this.#database.look();
  }

  /** Stops checking outputs, without waiting for it, and reading. */
  close(): Promise<void> {
    this.#presence.close();
    this.#workers.close();
    this.#sizes.close();
    return this.#database.close();
  }

  async #readRecorded(
    request: PictureRequest,
    counting: Omit<Counting, 'walkQueue'>,
    adapted: (database: Queryable) => Queryable = (database) => database,
  ): Promise<ReadResult> {
    const database = this.#database;
    const options = this.#options;
    const workers = this.#workers;
    workers.begin(options.lastWritten?.() ?? null);
    const result = await database.read(
      (tables, walkQueue) => {
        const problem = tables.hasViews ? options.viewsProblem : undefined;
        if (problem !== undefined) return { kind: 'problem', problem } as const;
        const all = { walkQueue, ...counting };
        return readPicture(adapted(tables), request, options.clock(), database.path, all, workers);
      },
      readsArguments(request),
      counting.mayComeLater === false,
    );
    if (result.kind === 'problem') return result;
    const { value, asOf, rightSince, limits } = result;
    if (value.kind === 'problem') return value;
    const more = { ...(rightSince !== undefined && { rightSince }), ...(limits && { limits }) };
    return { kind: 'picture', picture: { ...value.picture, asOf, ...more } };
  }

  /**
   * The total is completed only if every complete job is in the window: otherwise it would change as jobs are
   * scrolled into view.
   */
  #sized(picture: Picture): Picture {
    const sized = withOutputSizes(picture, (path) => this.#sizes.known(path));
    const atHand = picture.window.jobs.filter((job) => job.status === 'complete').length;
    return atHand === picture.counts?.complete ? sized : { ...sized, totals: picture.totals };
  }

  #withPresence(picture: Picture): Picture {
    const { detail } = picture;
    const paths = detail ? [detail.job.outputPath, ...detail.artifacts.list.map(({ path }) => path)] : [];
    const [outputExists = null, ...artifactsExist] = this.#presence.check(paths);
    return detail ? { ...picture, detail: { ...detail, outputExists, artifactsExist } } : picture;
  }
}
