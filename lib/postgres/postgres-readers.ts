import type { PictureRequest } from '../model/picture.js';
import type { Problem } from '../model/problem.js';
import type { LogPortion } from '../snapshot/job-log/database-log-reader.js';
import type { ReadDatabase } from '../snapshot/live-database.js';
import {
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

/** Readers of a database in PostgreSQL, in this thread. */
export class PostgresReaders implements Readers {
  readonly snapshots: SnapshotReader;
  readonly standings: StandingReader;
  readonly logs: LogReader;
  readonly #pictures: PictureReader;
  #listener: ReadersListener = {};

  /** `open` makes the database, which these readers close; it is given whom to tell how far a long read is. */
  constructor(
    open: (onProgress: NonNullable<ReadersListener['onProgress']>) => ReadDatabase,
    clock: () => number,
  ) {
    const database = open((progress) => this.#listener.onProgress?.(progress));
    const close = (): Promise<void> => this.#pictures.close();
    this.#pictures = new PictureReader(database, {
      clock,
      places: { base: '/', home: null },
      onSizes: () => this.#listener.onSizes?.(),
      disk: noDisk,
      exists: async () => null,
    });
    this.snapshots = this.#pictures;
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
    return this.#pictures.readMeasured(request);
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
