import { isAbsolute } from 'node:path';
import { readOutputUri } from '../../model/output-uri.js';
import { bothForms } from '../../schema/id-lists.js';
import type { LiveDatabase } from '../live-database.js';
import { type OutputPlaces, outputPlace } from '../outputs/output-place.js';
import { asked } from '../tables/asked.js';
import { textOf } from '../tables/column-value.js';
import { readShape } from '../tables/database-shape.js';
import type { LogBytes } from './log-bytes.js';
import { LogFile } from './log-file.js';
import type { LogResult } from './log-source.js';

/** Where the records and the files are. */
export interface RecordedLogsWorld {
  readonly database: LiveDatabase;
  readonly places: OutputPlaces;
  /** Ms since the epoch. */
  readonly clock: () => number;
}

/** The log files that the database lists for a job as artifacts of kind `log` (version D). */
export class RecordedLogs {
  readonly #files = new Map<string, LogFile>();

  readonly #world: RecordedLogsWorld;
  readonly #jobId: string;

  constructor(world: RecordedLogsWorld, jobId: string) {
    this.#world = world;
    this.#jobId = jobId;
  }

  /**
   * Runs `work` on the newest of them that can be read, else on `last`. If none can be read, returns why the first
   * existing one couldn't; if none exists, the places that were searched.
   */
  async read<T>(work: (bytes: LogBytes) => T, last: LogFile | null): Promise<LogResult<T>> {
    const recorded = await this.#world.database.read((tables) => {
      const shape = readShape(tables);
      if (!shape.tables.has('cf_job_artifacts')) return [];
      const parameters = { ':ids': bothForms([this.#jobId]) };
      const rows = asked(tables, shape.statement('recorded_logs'), parameters);
      return rows.map((row) => textOf(row, 'uri') ?? '');
    });
    if (recorded.kind === 'problem') return recorded;
    const looked: string[] = [];
    let failed: LogResult<T> | null = null;
    const places = recorded.value.map((uri) => this.#placeOf(uri));
    for (const { file, said } of last === null ? places : [...places, { file: last, said: last.path }]) {
      const read = file?.read(work);
      if (read?.kind === 'value') return read;
      if (read?.kind === 'problem') failed ??= read;
      looked.push(said);
    }
    const [recordedPlace] = places;
    return failed ?? { kind: 'none', looked, ...(recordedPlace && { recorded: recordedPlace.said }) };
  }

  /** Its file, or null for a place that isn't on this host, and the words for that place. */
  #placeOf(uri: string): { readonly file: LogFile | null; readonly said: string } {
    const { path } = readOutputUri(uri);
    const place = path === null ? null : outputPlace(path, this.#world.places);
    if (path === null || place === null) return { file: null, said: uri };
    const isRelative = !isAbsolute(path) && !/^~(?:\/|$)/.test(path);
    const said = isRelative ? `${path}, relative to the current folder, ${this.#world.places.base}` : place;
    return { file: this.#fileAt(place), said };
  }

  #fileAt(path: string): LogFile {
    const file = this.#files.get(path) ?? new LogFile(path, this.#world.clock);
    this.#files.set(path, file);
    return file;
  }
}
