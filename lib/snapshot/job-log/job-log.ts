import type { LiveDatabase } from '../live-database.js';
import type { PathFolders } from '../outputs/absolute-path.js';
import type { Encoding } from './locate-log.js';
import type { LogBytes } from './log-bytes.js';
import { LogFile, logPath } from './log-file.js';
import type { LogResult, LogSource } from './log-source.js';
import { RecordedLogs } from './recorded-logs.js';
import { StoredLog } from './stored-log.js';
import { type Packing, packingOf } from './unpack.js';
import { UnpackedLog, type UnpackingOptions } from './unpacked-log.js';

/** Where a job's log may be. */
export interface LogSources extends UnpackingOptions {
  readonly database: LiveDatabase;
  /** The folder with a log file for each job; null if there is none. */
  readonly logFolder: string | null;
  /** Where to find files that the database records by a relative path. */
  readonly folders: PathFolders;
  /** Ms since the epoch. */
  readonly clock: () => number;
  /** Ends all reading. */
  readonly ending: AbortSignal;
}

/** A log that is to be closed. */
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
    this.#file = path === null ? null : new LogFile(path, sources.clock);
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
