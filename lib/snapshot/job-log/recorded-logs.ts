import { isAbsolute } from 'node:path';
import { readOutputUri } from '../../model/output.js';
import { bothForms } from '../../schema/id-lists.js';
import type { LiveDatabase } from '../live-database.js';
import { absolutePath, type PathFolders } from '../outputs/absolute-path.js';
import { textOf } from '../tables/column-value.js';
import { readShape } from '../tables/database-shape.js';
import { rememberedRows } from '../tables/remembered-rows.js';
import type { LogBytes } from './log-bytes.js';
import { LogFile } from './log-file.js';
import type { LogResult } from './log-source.js';

/** Where the records and the files are. */
export interface RecordedLogsWorld {
  readonly database: LiveDatabase;
  readonly folders: PathFolders;
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
   * existing one couldn't; if none exists, where it was looked for.
   */
  async read<T>(work: (bytes: LogBytes) => T, last: LogFile | null): Promise<LogResult<T>> {
    const recorded = await this.#world.database.read((tables) => {
      const shape = readShape(tables);
      if (!shape.tables.has('cf_job_artifacts')) return [];
      const parameters = { ':ids': bothForms([this.#jobId]) };
      const rows = rememberedRows(tables, shape.statement('recorded_logs'), parameters);
      return rows.map((row) => textOf(row, 'uri') ?? '');
    });
    if (recorded.kind === 'problem') return recorded;
    const looked: string[] = [];
    let failed: LogResult<T> | null = null;
    const files = recorded.value.map((uri) => this.#fileOf(uri));
    for (const { file, said } of last === null ? files : [...files, { file: last, said: last.path }]) {
      const read = file?.read(work);
      if (read?.kind === 'value') return read;
      if (read?.kind === 'problem') failed ??= read;
      looked.push(said);
    }
    const [first] = files;
    return failed ?? { kind: 'none', looked, ...(first && { recorded: first.said }) };
  }

  /** Its file, null if that isn't on this host, and the words for where it is. */
  #fileOf(uri: string): { readonly file: LogFile | null; readonly said: string } {
    const { path } = readOutputUri(uri);
    const found = path === null ? null : absolutePath(path, this.#world.folders);
    if (path === null || found === null) return { file: null, said: uri };
    const isRelative = !isAbsolute(path) && !/^~(?:\/|$)/.test(path);
    const said = isRelative ? `${path}, relative to the current folder, ${this.#world.folders.base}` : found;
    return { file: this.#fileAt(found), said };
  }

  #fileAt(path: string): LogFile {
    const file = this.#files.get(path) ?? new LogFile(path, this.#world.clock);
    this.#files.set(path, file);
    return file;
  }
}
