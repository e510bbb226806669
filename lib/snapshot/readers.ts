import type { PictureRequest, ReadProgress } from '../model/picture.js';
import type { LogPortion } from './job-log/database-log-reader.js';
import type { MatchingCountsReader } from './matching-counts.js';
import type { LogReader, ReadResult, SnapshotReader } from './port.js';
import type { PortionRequest } from './thread/messages.js';

/** What readers that run elsewhere report besides their answers; see the readers' own options. */
export interface ReadersListener {
  readonly onSizes?: () => void;
  readonly onLogNews?: () => void;
  readonly onProgress?: (progress: ReadProgress) => void;
  /**
   * Called when a thread or process that the readers ran in died; it is replaced. For the diagnostics. Untrusted text.
   */
  readonly onDeath?: (detail: string) => void;
}

/** All readers of one database, in their own thread or on another host. */
export interface Readers {
  readonly snapshots: SnapshotReader;
  readonly logs: LogReader;
  readonly matchingCounts: MatchingCountsReader;
  /** One picture with everything counted and every size measured: for a single one. Never rejects. */
  measured(request: PictureRequest): Promise<ReadResult>;
  /** Bytes of a job's log, for printing it as it is stored. Never rejects. */
  portion(request: PortionRequest): Promise<LogPortion>;
  /**
   * Reads a picture before one is requested. It is the result of the first read if `serves` accepts that read's
   * request; otherwise it has only warmed up the reader.
   */
  readEarly(request: PictureRequest, serves: (request: PictureRequest) => boolean): void;
  /** Sets the listener. */
  listen(listener: ReadersListener): void;
  /** Ends all of it, in the middle of a read if necessary. */
  close(): Promise<void>;
}
