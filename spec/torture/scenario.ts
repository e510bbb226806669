/** Every page size that SQLite knows. */
export const pageSizes = [512, 1024, 2048, 4096, 8192, 16384, 32768, 65536] as const;
export type PageSize = (typeof pageSizes)[number];

/** Journal modes that leave a trace in the file system, which the reader can therefore follow. */
export const journalModes = ['wal', 'delete', 'truncate', 'persist'] as const;
export type JournalMode = (typeof journalModes)[number];

/** What a writer does next; each is an entry in `operations.ts`. */
export type OperationName =
  /** Some jobs of the queue taken from status to status. */
  | 'jobs'
  /** Money between a few accounts, and a line in the ledger. */
  | 'transfer'
  /** Every account and some blobs in one transaction: spills the cache where it is small. */
  | 'sweep'
  /** Blobs made longer or shorter. */
  | 'blobs'
  /** Most blobs cut to nothing, so that pages come free. */
  | 'shrink'
  /** A table with an index made, or the oldest dropped. */
  | 'table'
  /** The index over balances dropped or made again. */
  | 'index'
  /** A column added to the accounts, or the oldest added one dropped. */
  | 'column'
  /** Savepoints released and rolled back inside one transaction. */
  | 'savepoint'
  /** A transfer that is rolled back. */
  | 'rollback'
  /** A sweep that stays open for a while, then commits or rolls back. */
  | 'hold'
  /** The writer ends itself with SIGKILL in the middle of a sweep. */
  | 'suicide'
  | 'vacuum'
  | 'incrementalVacuum'
  /** One of PASSIVE, FULL, RESTART, TRUNCATE. */
  | 'checkpoint'
  /** Another journal mode. */
  | 'switchJournal'
  /** Another page size, by VACUUM; does nothing in WAL mode. */
  | 'switchPageSize'
  /** The connection closed and opened again; the last one to close removes the WAL. */
  | 'reopen';

/** What writers do to one database while it is read. */
export interface Scenario {
  readonly name: string;
  /** True: also in the ordinary test run. */
  readonly brief: boolean;
  readonly pageSize: PageSize;
  readonly journal: JournalMode;
  readonly synchronous: 'OFF' | 'NORMAL' | 'FULL';
  readonly autoVacuum: 'NONE' | 'FULL' | 'INCREMENTAL';
  /** EXCLUSIVE keeps the lock, and a WAL without `-shm`. One writer only. */
  readonly locking: 'NORMAL' | 'EXCLUSIVE';
  /** Writer's page cache, in pages: small ones spill in mid-transaction. */
  readonly cachePages: number;
  /** Frames after which a commit checkpoints, one of these for each connection; none for SQLite's own. */
  readonly autoCheckpoint: readonly number[];
  readonly writers: number;
  /** Writers are killed at random, this many milliseconds apart on average; null for never. */
  readonly killEvery: number | null;
  /** True: every transaction also writes to an attached database, so that commits go through a super-journal. */
  readonly attached: boolean;
  /** Also a queue as workers of this version make it, whose index has to follow; null: no queue. */
  readonly queue: 'A' | 'D' | null;
  /** True: the database is backed up and put back now and then, in each way that there is. */
  readonly isRestored: boolean;
  /** Milliseconds that a writer rests after an operation; 0 is full speed. */
  readonly rest: number;
  readonly operations: Readonly<Partial<Record<OperationName, number>>>;
}
