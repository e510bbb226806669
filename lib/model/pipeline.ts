/** One stage of the way from source files to outputs (SPEC 8.3). */
export interface PipelineStage {
  readonly count: number;
  /** How much is on its way into this stage now. */
  readonly inProgress: number;
}

/** The parser that is at work, else the one that was last, and what it has come to. */
export interface ActiveParser {
  /** As the database holds it: untrusted. */
  readonly name: string;
  readonly version: string | null;
  /** Files that its jobs have processed. */
  readonly files: number;
  /** Bytes of output of its complete jobs, as far as they are recorded. */
  readonly outputBytes: bigint;
}

/** Where the whole queue's files stand (SPEC 3.2 and 8.3). */
export interface Pipeline {
  /** Source files. */
  readonly source: PipelineStage;
  /** Files that were parsed; on their way: those that running parse jobs have yet to do. */
  readonly parsed: PipelineStage;
  /** Complete exports; on their way: running ones. */
  readonly output: PipelineStage;
  readonly activeParser: ActiveParser | null;
}
