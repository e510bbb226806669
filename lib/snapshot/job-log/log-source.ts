import type { LogPiece, LogReading } from '../../model/log.js';
import type { Problem } from '../../model/problem.js';
import type { LogBytes } from './log-bytes.js';

/** The result of work on the bytes of a log. */
export type LogResult<T> =
  | {
      readonly kind: 'value';
      readonly value: T;
      readonly asOf: number;
      /** Equal texts mean the same log, which may have grown. */
      readonly edition: string;
      /** Equal texts mean exactly the same log. */
      readonly state: string;
      readonly origin: LogPiece['origin'];
    }
  | Extract<LogReading, { kind: 'none' }>
  | { readonly kind: 'problem'; readonly problem: Problem };

/** Gives access to the bytes of one job's log, each time as it is at one instant. */
export interface LogSource {
  /** Runs `work`, possibly several times; it must not wait. Rejects only with what `work` throws. */
  read<T>(work: (bytes: LogBytes) => T): Promise<LogResult<T>>;
}
