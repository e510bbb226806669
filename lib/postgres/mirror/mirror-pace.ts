/** How much is done in one transaction. */
export interface MirrorPace {
  /** A table with a key is read and compared in ranges of about this many rows. */
  readonly rowsAtOnce: number;
  /** For the first time, as many rows are read at once as this many ranges have; default: as one has. */
  readonly rangesLoaded?: number;
  /** A queue of up to this many steps is compared as a whole at one instant. */
  readonly stepsAtOnce: number;
  /**
   * How many steps a read of a larger queue does; after them none is done for a hundred times as long as the server worked
   * on them.
   */
  readonly stepsEach: number;
  /**
   * Three times as many are done in a queue of up to this many steps, so that nothing there is shown that was right more
   * than two seconds ago; default: 0.
   */
  readonly quickSteps?: number;
  /** How rows without a key catch up; default: what suits a server. */
  readonly catchUp?: CatchUpPace;
  /** During the first reading, a transaction begins no further step after this many ms. */
  readonly fillingMs: number;
}

/** How much is done at one instant where rows are told apart by their places. */
export interface CatchUpPace {
  /** With more changes than this, they are compared in parts. */
  readonly beyond: number;
  /** Each part is a run of this many blocks. */
  readonly blocks: number;
  /** No further part is read in a transaction after this many rows. */
  readonly rows: number;
}

/** The usual one: all of a part's rows may have changed. */
export const usualCatchUp: CatchUpPace = { beyond: 50_000, blocks: 1024, rows: 25_000 };

/** The usual load on a server: some 2 ms for each range, at most a hundredth of one of its processors. */
export const usualPace: MirrorPace = {
  ...{ rowsAtOnce: 10_000, rangesLoaded: 20, stepsAtOnce: 5, stepsEach: 2, quickSteps: 20, fillingMs: 300 },
};

/** How many times as fast all jobs are compared where none are known to change next, and in a queue of few steps. */
export const faster = { unknown: 5, few: 3 };

/** Reads of a large queue a second while something is written. */
const readsPerSecond = 4 / 3;

/** How late a change that no index leads to is seen in a queue with this number of jobs, s; 0: with the next read. */
export function lateSeconds(jobs: number): number {
  const { rowsAtOnce, stepsAtOnce, stepsEach, quickSteps = 0 } = usualPace;
  const steps = Math.ceil(jobs / rowsAtOnce);
  const each = steps <= quickSteps ? stepsEach * faster.few : stepsEach;
  return steps > stepsAtOnce ? Math.ceil(steps / each / readsPerSecond) : 0;
}
