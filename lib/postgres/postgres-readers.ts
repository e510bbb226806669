import type { JobFilter } from '../model/filter.js';
import type { SeenRow } from '../model/job.js';
import type { PictureRequest } from '../model/picture.js';
import type { Problem } from '../model/problem.js';
import {
  DatabaseLogReader,
  type DatabaseLogReaderOptions,
  type LogPortion,
} from '../snapshot/job-log/database-log-reader.js';
import type { ReadDatabase } from '../snapshot/live-database.js';
import { type MatchingCountsReader, matchingCountsOf, readFailedRows } from '../snapshot/matching-counts.js';
import { PictureReader } from '../snapshot/picture-reader.js';
import type { ReadResult, SnapshotReader } from '../snapshot/port.js';
import type { Readers, ReadersListener } from '../snapshot/remote-readers.js';
import type { PortionRequest } from '../snapshot/thread/messages.js';

/** Outputs are on the workers' hosts: a file at the same path here is a different one. */
const noDisk = {
  measureOutput: async () => ({ bytes: null, stamps: new Map<string, string>() }),
  isUnchanged: async () => true,
};

/** How logs are found on a server, and where those that are packed are unpacked. */
export type ServerLogs = Pick<DatabaseLogReaderOptions, 'plainText' | 'spoolFolder'> & {
  readonly open: NonNullable<DatabaseLogReaderOptions['open']>;
};

/** A request whose instants are this host's, by a clock that is that far ahead. */
function byServersClock(request: PictureRequest, aheadMs: number): PictureRequest {
  const { anchor, since, sortedAt } = request;
  return {
    ...request,
    ...(anchor.kind === 'new' && { anchor: { ...anchor, since: anchor.since + aheadMs } }),
    ...(since && { since: { ...since, at: since.at + aheadMs } }),
    ...(sortedAt !== undefined && { sortedAt: sortedAt + aheadMs }),
  };
}

/** Readers of a database in PostgreSQL, in this thread. */
export class PostgresReaders implements Readers {
  readonly snapshots: SnapshotReader;
  readonly matchingCounts: MatchingCountsReader;
  readonly logs: DatabaseLogReader;
  readonly #pictures: PictureReader;
  readonly #database: ReadDatabase;
  #listener: ReadersListener = {};

  /** `open` makes the database, which these readers close; it is given the callback for the progress of a long read. */
  constructor(
    open: (onProgress: NonNullable<ReadersListener['onProgress']>) => ReadDatabase,
    clock: () => number,
    logs: ServerLogs,
  ) {
    const database = open((progress) => this.#listener.onProgress?.(progress));
    this.#database = database;
    const close = (): Promise<void> => this.#pictures.close();
    this.#pictures = new PictureReader(database, {
      // The rows have the server's times, so they are compared with the server's time.
      clock: () => clock() + (database.aheadMs ?? 0),
      folders: { base: '/', home: null },
      onSizes: () => this.#listener.onSizes?.(),
      disk: noDisk,
      exists: async () => null,
    });
    this.snapshots = {
      read: (request) => this.#translated(request, (asked) => this.#pictures.read(asked)),
      look: () => database.look(),
      close,
    };
    this.matchingCounts = { ...matchingCountsOf(database), close };
    this.logs = new DatabaseLogReader(database.path, {
      ...{ ...logs, clock, logFolder: null, folders: { base: '/', home: null } },
      onNews: () => this.#listener.onLogNews?.(),
    });
  }

  measured(request: PictureRequest): Promise<ReadResult> {
    return this.#translated(request, (asked) => this.#pictures.readMeasured(asked));
  }

  /** Converts times in the request from this host's clock to the server's, and those in the answer back. */
  async #translated(
    request: PictureRequest,
    read: (request: PictureRequest) => Promise<ReadResult>,
  ): Promise<ReadResult> {
    let { aheadMs = 0 } = this.#database;
    const asked = () => read(aheadMs === 0 ? request : byServersClock(request, aheadMs));
    let result = await asked();
    // The server's clock is known only after the first answer.
    const { aheadMs: now = 0 } = this.#database;
    if (now !== aheadMs) {
      aheadMs = now;
      result = await asked();
    }
    if (aheadMs === 0 || result.kind === 'problem' || !result.picture.since) return result;
    const { since } = result.picture;
    return { kind: 'picture', picture: { ...result.picture, since: { ...since, at: since.at - aheadMs } } };
  }

  /** The failed jobs that pass a filter, as they are now. Never rejects. */
  failedRows(filter: JobFilter): Promise<readonly SeenRow[] | Problem> {
    return readFailedRows(this.#database, filter);
  }

  portion({ jobId, from, most }: PortionRequest): Promise<LogPortion> {
    return this.logs.portion(jobId, from, most);
  }

  /** Nobody asks early over a pipe. */
  readEarly(): void {}

  listen(listener: ReadersListener): void {
    this.#listener = listener;
  }

  async close(): Promise<void> {
    await Promise.all([this.logs.close(), this.#pictures.close()]);
  }
}
