import { hostname } from 'node:os';
import type { Picture, PictureRequest, ReadProgress } from '../model/picture.js';
import { lastWrittenAt } from './files/last-written.js';
import { nodeSystem } from './files/node-system.js';
import type { System } from './files/system.js';
import { LiveDatabase } from './live-database.js';
import type { OutputPlaces } from './outputs/output-place.js';
import { type Exists, OutputPresence } from './outputs/output-presence.js';
import { allThreads, type OutputDisk, OutputSizes } from './outputs/output-sizes.js';
import { unsizedOutputs, withOutputSizes } from './outputs/with-output-sizes.js';
import type { ReadResult, SnapshotReader } from './port.js';
import { type Counting, readPicture } from './queries/read-picture.js';
import { ProcessTable } from './workers/process-table.js';
import { WorkerWatch, type WorkerWatchOptions } from './workers/worker-watch.js';

/** What a reader is given besides the database's path. */
export interface DatabaseReaderOptions {
  /** Ms since the epoch. */
  readonly clock: () => number;
  /** Where outputs are found whose size the database doesn't record. */
  readonly places: OutputPlaces;
  /**
   * Called when such a size has become known, when an output of the job whose details were asked for last has
   * appeared or disappeared, or when a worker is gone or silent, so that a new read shows it.
   */
  readonly onSizes?: () => void;
  /** Called now and then while a read takes its time. */
  readonly onProgress?: (progress: ReadProgress) => void;
  /** Measures outputs; the real disk where it is left out. */
  readonly disk?: OutputDisk;
  /** Where workers run whose processes can be looked at; on this host where it is left out. */
  readonly workers?: Pick<WorkerWatchOptions, 'host' | 'processes'>;
  /** Where the database's files are; on the real system where it is left out. */
  readonly system?: System;
  /** Looks whether an output exists; on the real disk where it is left out. */
  readonly exists?: Exists;
}

/** A search that goes on in the next read does so after this many ms. */
const searchPatienceMs = 100;

/** Pictures of a live database, with what only the disk says of outputs. */
export class DatabaseReader implements SnapshotReader {
  /** The database itself: for what else reads it, and closes nothing. */
  readonly database: LiveDatabase;
  readonly #sizes: OutputSizes;
  readonly #presence: OutputPresence;
  readonly #workers: WorkerWatch;
  /** Only the first picture may come before the jobs are counted: from then on there is a whole one to be shown. */
  #mayCountLater = true;

  readonly #path: string;
  readonly #options: DatabaseReaderOptions;

  constructor(path: string, options: DatabaseReaderOptions) {
    this.#path = path;
    this.#options = options;

    this.database = new LiveDatabase(path, options.clock, options.onProgress, options.system);
    const { places, clock, onSizes = () => {}, exists } = options;
    this.#sizes = new OutputSizes(places, clock, options.disk);
    this.#presence = new OutputPresence(places, clock, onSizes, exists);
    const here = options.workers ?? { host: hostname(), processes: new ProcessTable() };
    this.#workers = new WorkerWatch({ ...here, clock, onNews: onSizes });
  }

  /** As the port says; what isn't known of outputs yet is looked up behind it, and announced. */
  async read(request: PictureRequest): Promise<ReadResult> {
    const system = this.#options.system ?? nodeSystem;
    const searchPace = { steady: () => system.steady(), patience: searchPatienceMs };
    const result = await this.#readRecorded(request, { mayComeLater: this.#mayCountLater, searchPace });
    if (result.kind === 'problem') return result;
    this.#mayCountLater = false;
    const { picture } = result;
    if (this.#workers.end()) this.#options.onSizes?.();
    void this.#sizes.measure(unsizedOutputs(picture)).then((news) => {
      if (news) this.#options.onSizes?.();
    });
    return { kind: 'picture', picture: this.#withPresence(this.#sized(picture)) };
  }

  /** The same, with every size measured first: for one picture that nobody will look at twice. */
  async readMeasured(request: PictureRequest): Promise<ReadResult> {
    let result = await this.#readRecorded(request, { mayComeLater: false });
    // A process that was found gone counts from the next read on.
    if (this.#workers.end()) result = await this.#readRecorded(request, { mayComeLater: false });
    if (result.kind === 'problem') return result;
    await this.#sizes.measure(unsizedOutputs(result.picture), allThreads);
    return { kind: 'picture', picture: this.#sized(result.picture) };
  }

  look(): Promise<string> {
    return this.database.look();
  }

  /** Ends the looking at outputs without waiting for it, and the reading. */
  close(): Promise<void> {
    this.#presence.close();
    this.#workers.close();
    this.#sizes.close();
    return this.database.close();
  }

  async #readRecorded(request: PictureRequest, counting: Omit<Counting, 'walkQueue'>): Promise<ReadResult> {
    const { database } = this;
    const path = this.#path;
    const options = this.#options;
    const workers = this.#workers;
    workers.begin(lastWrittenAt(path, options.system));
    const reading = await database.read((tables, walkQueue) =>
      readPicture(tables, request, options.clock(), path, { walkQueue, ...counting }, workers),
    );
    if (reading.kind === 'problem') return reading;
    const { value, asOf } = reading;
    return value.kind === 'problem' ? value : { kind: 'picture', picture: { ...value.picture, asOf } };
  }

  /** The total takes part only where every complete job is at hand: otherwise it would change with what is scrolled into view. */
  #sized(picture: Picture): Picture {
    const sized = withOutputSizes(picture, (path) => this.#sizes.known(path));
    const atHand = picture.window.jobs.filter((job) => job.status === 'complete').length;
    return atHand === picture.counts?.complete ? sized : { ...sized, totals: picture.totals };
  }

  #withPresence(picture: Picture): Picture {
    const { detail } = picture;
    const paths = detail ? [detail.job.outputPath, ...detail.artifacts.list.map(({ path }) => path)] : [];
    const [outputExists = null, ...artifactsExist] = this.#presence.ask(paths);
    return detail ? { ...picture, detail: { ...detail, outputExists, artifactsExist } } : picture;
  }
}
