import { isAbsolute } from 'node:path';
import { readOutputUri } from '../../model/output.js';
import { bothForms } from '../../schema/id-lists.js';
import type { System } from '../files/system.js';
import type { LiveDatabase } from '../live-database.js';
import { absolutePath, type PathFolders } from '../outputs/absolute-path.js';
import { rememberedRows, textOf } from '../tables/column-value.js';
import { readShape } from '../tables/database-shape.js';
import type { Encoding } from './locate-log.js';
import type { LogBytes, LogResult, LogSource } from './log-bytes.js';
import { LogFile, logPath } from './log-file.js';
import { StoredLog } from './stored-log.js';
import { type Packing, packingOf, UnpackedLog, type UnpackingOptions } from './unpacked-log.js';

/** Where the records and the files are. */
export interface RecordedLogsWorld {
  readonly database: LiveDatabase;
  /** Where to find files that the database records by a relative path. */
  readonly folders: PathFolders;
  /** Ms since the epoch. */
  readonly clock: () => number;
  /** The system that the files are on; absent: this one. */
  readonly system?: System;
}

/** The log files that the database lists for a job as artifacts of kind `log` (version D). */
class RecordedLogs {
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
    for (const { file, where } of last === null ? files : [...files, { file: last, where: last.path }]) {
      const read = file?.read(work);
      if (read?.kind === 'value') return read;
      if (read?.kind === 'problem') failed ??= read;
      looked.push(where);
    }
    const [first] = files;
    return failed ?? { kind: 'none', looked, ...(first && { recorded: first.where }) };
  }

  /** Its file, null if that isn't on this host, and the words for where it is. */
  #fileOf(uri: string): { readonly file: LogFile | null; readonly where: string } {
    const { path } = readOutputUri(uri);
    const found = path === null ? null : absolutePath(path, this.#world.folders);
    if (path === null || found === null) return { file: null, where: uri };
    const isRelative = !isAbsolute(path) && !/^~(?:\/|$)/.test(path);
    const where = isRelative ? `${path}, relative to the current folder, ${this.#world.folders.base}` : found;
    return { file: this.#fileAt(found), where };
  }

  #fileAt(path: string): LogFile {
    const file = this.#files.get(path) ?? new LogFile(path, this.#world.clock, this.#world.system);
    this.#files.set(path, file);
    return file;
  }
}

/** Where a job's log may be. */
export interface LogSources extends UnpackingOptions, RecordedLogsWorld {
  /** The folder of logs that the database doesn't hold, as `JOB.log`; null if there is none. */
  readonly logFolder: string | null;
  /** Ends all reading. */
  readonly ending: AbortSignal;
}

/** A log, which its owner closes. */
export interface OpenLog extends LogSource {
  /** Frees its resources. */
  close(): Promise<void>;
}

/** Reads a log as it is stored. */
type ReadRaw = <T>(work: (bytes: LogBytes, encoding: Encoding) => T) => Promise<LogResult<T>>;

/** What was read of a log that can be shown as it is, or how it is packed. */
type Looked<T> = { readonly packing: Packing } | { readonly packing: null; readonly value: T };

/**
 * One job's log: from the database, else from the file that it records or the job's file in the folder of logs,
 * unpacked.
 */
export class JobLog implements OpenLog {
  readonly #stored: StoredLog;
  readonly #recorded: RecordedLogs;
  readonly #file: LogFile | null;
  readonly #unpacked: UnpackedLog;

  readonly #sources: LogSources;

  constructor(jobId: string, sources: LogSources) {
    this.#sources = sources;

    this.#stored = new StoredLog(sources.database, jobId, sources.ending);
    this.#recorded = new RecordedLogs(sources, jobId);
    const path = sources.logFolder === null ? null : logPath(sources.logFolder, jobId);
    this.#file = path === null ? null : new LogFile(path, sources.clock, sources.system);
    this.#unpacked = new UnpackedLog(sources);
  }

  read<T>(work: (bytes: LogBytes) => T): Promise<LogResult<T>> {
    return readUnpacked((raw) => this.#readRaw(raw), this.#unpacked, this.#sources.database.path, work);
  }

  /** Frees its resources. */
  close(): Promise<void> {
    return this.#unpacked.close();
  }

  async #readRaw<T>(work: (bytes: LogBytes, encoding: Encoding) => T): Promise<LogResult<T>> {
    const stored = await this.#stored.read(work);
    if (stored.kind === 'value') return { ...stored, state: stored.edition, origin: { kind: 'database' } };
    if (stored.kind === 'problem') return stored;
    const read = await this.#recorded.read((bytes) => work(bytes, 'utf-8'), this.#file);
    if (read.kind !== 'none') return read;
    return { ...read, looked: [`cf_job_logs in ${this.#sources.database.path}`, ...read.looked] };
  }
}

/**
 * Reads a log that may be packed; if it is, `work` gets the unpacked bytes. `name` stands for its path if it isn't in a
 * file.
 */
export async function readUnpacked<T>(
  readRaw: ReadRaw,
  unpacking: UnpackedLog,
  name: string,
  work: (bytes: LogBytes) => T,
): Promise<LogResult<T>> {
  const raw = await readRaw((bytes, encoding): Looked<T> => {
    const packing = packingOf(bytes.read(0, Math.min(2, bytes.size)), encoding);
    return packing === null ? { packing, value: work(bytes) } : { packing };
  });
  if (raw.kind !== 'value') return raw;
  const { state, origin } = raw;
  if (raw.value.packing === null) return { ...raw, value: raw.value.value };
  const unpacked = await unpacking.of({
    state,
    packing: raw.value.packing,
    source: { read: (work) => readRaw(work) },
    path: origin.kind === 'file' ? origin.path : name,
  });
  if ('problem' in unpacked) return { kind: 'problem', problem: unpacked.problem };
  const edition = `unpacked ${unpacked.state}`;
  return { kind: 'value', value: work(unpacked.bytes), asOf: unpacked.asOf, edition, state: edition, origin };
}
