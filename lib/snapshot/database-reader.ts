import type { Picture, PictureRequest } from '../model/picture.js';
import { LiveDatabase } from './live-database.js';
import { type OutputDisk, type OutputPlaces, OutputSizes } from './output-sizes.js';
import type { ReadResult, SnapshotReader } from './port.js';
import { readPicture } from './read-picture.js';
import { unsizedOutputs, withOutputSizes } from './with-output-sizes.js';

/** What a reader is given besides the database's path. */
export interface DatabaseReaderOptions {
  /** Ms since the epoch. */
  readonly clock: () => number;
  /** Where outputs are found whose size the database doesn't record. */
  readonly places: OutputPlaces;
  /** Called when such a size has become known, so that a new read shows it. */
  readonly onSizes?: () => void;
  /** Measures outputs; the real disk where it is left out. */
  readonly disk?: OutputDisk;
}

/** Pictures of a live database, with the sizes of outputs that it doesn't record. */
export class DatabaseReader implements SnapshotReader {
  private readonly database: LiveDatabase;
  private readonly sizes: OutputSizes;

  constructor(
    private readonly path: string,
    private readonly options: DatabaseReaderOptions,
  ) {
    this.database = new LiveDatabase(path, options.clock);
    this.sizes = new OutputSizes(options.places, options.clock, options.disk);
  }

  /** As the port says; sizes that aren't known yet are measured behind it, and announced. */
  async read(request: PictureRequest): Promise<ReadResult> {
    const result = await this.readRecorded(request);
    if (result.kind === 'problem') return result;
    const { picture } = result;
    void this.sizes.measure(unsizedOutputs(picture)).then((news) => {
      if (news) this.options.onSizes?.();
    });
    return { kind: 'picture', picture: this.sized(picture) };
  }

  /** The same, with every size measured first: for one picture that nobody will look at twice. */
  async readMeasured(request: PictureRequest): Promise<ReadResult> {
    const result = await this.readRecorded(request);
    if (result.kind === 'problem') return result;
    await this.sizes.measure(unsizedOutputs(result.picture));
    return { kind: 'picture', picture: this.sized(result.picture) };
  }

  look(): Promise<string> {
    return this.database.look();
  }

  /** Ends the measuring without waiting for it, and the reading. */
  close(): Promise<void> {
    this.sizes.close();
    return this.database.close();
  }

  private async readRecorded(request: PictureRequest): Promise<ReadResult> {
    const { path, database, options } = this;
    const reading = await database.read((tables) => readPicture(tables, request, options.clock(), path));
    if (reading.kind === 'problem') return reading;
    const { value, asOf } = reading;
    return value.kind === 'problem' ? value : { kind: 'picture', picture: { ...value.picture, asOf } };
  }

  /** The total takes part only where every complete job is at hand: otherwise it would change with what is scrolled into view. */
  private sized(picture: Picture): Picture {
    const sized = withOutputSizes(picture, (path) => this.sizes.known(path));
    const atHand = picture.window.jobs.filter((job) => job.status === 'complete').length;
    return atHand === picture.counts.complete ? sized : { ...sized, totals: picture.totals };
  }
}
