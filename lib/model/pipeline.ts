/** One stage of the way from source files to outputs (behaviour 8.3). */
export interface PipelineStage {
  readonly count: number;
  /** How much is on its way into this stage now. */
  readonly inProgress: number;
  /** How much was to come into it, and failed. */
  readonly failed: number;
}

/** The parser that is at work, else the one that was last, and what it has done. */
export interface ActiveParser {
  /** As the database holds it: untrusted. */
  readonly name: string;
  readonly version: string | null;
  /** Files that its jobs have processed. */
  readonly files: number;
  /** Bytes of output of its complete jobs, as far as they are recorded. */
  readonly outputBytes: bigint;
}

/**
 * Where the whole queue's files stand (behaviour 3.2 and 8.3). Files are what the status bar's totals count: those of parse
 * jobs, once for each job.
 */
export interface Pipeline {
  /** Files before the parsers, or in the catalogue where that knows more of them. */
  readonly source: PipelineStage;
  /**
   * Files that were parsed; on their way: those that running parse jobs have yet to do; failed: those that failed, and
   * those that a failed job left undone. Never more than the source has.
   */
  readonly parsed: PipelineStage;
  /** Outputs, one for each parse job and each export: of complete jobs, on their way those of running ones. Only exports fail here. */
  readonly output: PipelineStage;
  readonly activeParser: ActiveParser | null;
}
