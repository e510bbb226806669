import type { LogPiece } from '../../model/log.js';
import type { Problem } from '../../model/problem.js';
import type { LogBytes } from './log-bytes.js';

/** The result of work on the bytes of a log. */
export type Outcome<T> =
  | {
      readonly kind: 'value';
      readonly value: T;
      readonly asOf: number;
      /** Equal texts mean the same log, at most longer than it was. */
      readonly edition: string;
      /** Equal texts mean the same log, byte by byte. */
      readonly state: string;
      readonly origin: LogPiece['origin'];
    }
  | { readonly kind: 'none'; readonly looked: readonly string[] }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** Gives the bytes of one job's log, each time as it stands at one instant. */
export interface LogSource {
  /** Runs `work`, which may be run several times and must not wait. Never rejects but for what `work` throws. */
  read<T>(work: (bytes: LogBytes) => T): Promise<Outcome<T>>;
}
