/** One stage on the way from source files to outputs (behaviour 8.3). */
export interface PipelineStage {
  readonly count: number;
  /** How much is being processed for this stage now. */
  readonly inProgress: number;
  /** How much was to reach this stage, but failed. */
  readonly failed: number;
}

/** The running parser, or else the last one, and what it has done. */
export interface ActiveParser {
  /** As the database holds it: untrusted. */
  readonly name: string;
  readonly version: string | null;
  /** Files that its jobs have processed. */
  readonly files: number;
  /** Bytes of its complete jobs' outputs, as far as recorded. */
  readonly outputBytes: bigint;
}

/**
 * How far the whole queue's files have come (behaviour 3.2 and 8.3). Files are counted as in the status bar's
 * totals: those of parse jobs, once for each job.
 */
export interface Pipeline {
  /** Files to be parsed, or those in the catalogue if it lists more. */
  readonly source: PipelineStage;
  /**
   * Files that were parsed; in progress: those that running parse jobs still have to do; failed: those that
   * failed, and those that a failed job didn't reach. Never more than the source has.
   */
  readonly parsed: PipelineStage;
  /**
   * Outputs, one for each parse job and each export: those of complete jobs; in progress: those of running ones.
   * Only exports can fail here.
   */
  readonly output: PipelineStage;
  readonly activeParser: ActiveParser | null;
}
