import type { JobFilter } from '../model/filter.js';
import type { PictureRequest } from '../model/picture.js';
import type { Problem } from '../model/problem.js';
import type { SeenRow } from '../model/seen-row.js';
import type { LogPortion } from '../snapshot/job-log/database-log-reader.js';
import type { ReadDatabase } from '../snapshot/live-database.js';
import {
  readFailedRows,
  readFailedRuns,
  readMatchingCounts,
  readRest,
  type StandingReader,
} from '../snapshot/matching-counts.js';
import { PictureReader } from '../snapshot/picture-reader.js';
import type { LogReader, ReadResult, SnapshotReader } from '../snapshot/port.js';
import type { Readers, ReadersListener } from '../snapshot/readers.js';

/** Logs aren't read from a server yet, and which folder they might lie in is only known where a worker runs. */
const noLogs: Problem = {
  code: 'failed',
  sentence: 'Logs of jobs in PostgreSQL cannot be read yet.',
  file: '',
  advice: 'Look for it on the host where the job ran.',
};

/** Outputs lie where the workers ran: what lies at the same path here is something else. */
const noDisk = {
  measureOutput: async () => ({ bytes: null, stamps: new Map<string, string>() }),
  isUnchanged: async () => true,
};

/** A database on a server, whose clock may be another one. */
export interface ServerDatabase extends ReadDatabase {
  /** How far the server's clock is ahead of this host's, ms. */
  readonly aheadMs: number;
}

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
  readonly standings: StandingReader;
  readonly logs: LogReader;
  readonly #pictures: PictureReader;
  readonly #database: ServerDatabase;
  #listener: ReadersListener = {};

  /** `open` makes the database, which these readers close; it is given whom to tell how far a long read is. */
  constructor(
    open: (onProgress: NonNullable<ReadersListener['onProgress']>) => ServerDatabase,
    clock: () => number,
  ) {
    const database = open((progress) => this.#listener.onProgress?.(progress));
    this.#database = database;
    const close = (): Promise<void> => this.#pictures.close();
    this.#pictures = new PictureReader(database, {
      // The rows have the server's times, so whatever is measured against them is, too.
      clock: () => clock() + database.aheadMs,
      places: { base: '/', home: null },
      onSizes: () => this.#listener.onSizes?.(),
      disk: noDisk,
      exists: async () => null,
    });
    this.snapshots = {
      read: (request) => this.#translated(request, (asked) => this.#pictures.read(asked)),
      look: () => database.look(),
      close,
    };
    this.standings = {
      rest: (filter, failures) => readRest(database, filter, failures),
      counts: (filter, failures) => readMatchingCounts(database, filter, failures),
      failedRuns: (filter) => readFailedRuns(database, filter),
      look: () => database.look(),
      close,
    };
    const problem = { kind: 'problem', problem: noLogs } as const;
    this.logs = {
      read: async () => problem,
      search: async () => problem,
      matches: async () => problem,
      save: async () => problem,
      close: async () => {},
    };
  }

  measured(request: PictureRequest): Promise<ReadResult> {
    return this.#translated(request, (asked) => this.#pictures.readMeasured(asked));
  }

  /** Instants of this host's clock that are asked about are the server's there, and those of the answer this host's here. */
  async #translated(
    request: PictureRequest,
    read: (request: PictureRequest) => Promise<ReadResult>,
  ): Promise<ReadResult> {
    let { aheadMs } = this.#database;
    const asked = () => read(aheadMs === 0 ? request : byServersClock(request, aheadMs));
    let result = await asked();
    // The first answer tells what its clock says.
    if (this.#database.aheadMs !== aheadMs) {
      aheadMs = this.#database.aheadMs;
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

  async portion(): Promise<LogPortion> {
    return { kind: 'problem', problem: noLogs };
  }

  /** Nobody asks early over a pipe. */
  askEarly(): void {}

  listen(listener: ReadersListener): void {
    this.#listener = listener;
  }

  close(): Promise<void> {
    return this.#pictures.close();
  }
}
