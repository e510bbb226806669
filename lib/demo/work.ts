/** The kinds of work that the demo's workers do, in the queue's own words (behaviour 9.2). */
export type WorkType = 'SCAN' | 'PARSE' | 'EXPORT' | 'BACKTEST';

/** A job as a worker gets it from the queue. */
export interface ClaimedJob {
  readonly id: number;
  readonly type: WorkType;
  readonly name: string;
  readonly version: string | null;
}

/** A file that could not be handled, as cf_job_failures has it. */
export interface WorkFailure {
  readonly type: string;
  readonly message: string;
  readonly line: number;
  readonly file: string;
}

/** What backtest_data holds, in its own spelling (behaviour 8.1). */
export interface BacktestRecord {
  readonly pass_rate: number;
  readonly iteration: number;
  readonly high_failure_tested: number;
  readonly high_failure_passed: number;
  readonly termination_reason: string | null;
}

/** How a job ended. */
export interface WorkEnd {
  readonly status: 'COMPLETED' | 'FAILED' | 'CANCELLED';
  readonly outputSizeBytes: number | null;
  readonly summary: string | null;
  readonly error: string | null;
}

/** What one stretch of work produced. */
export interface WorkStep {
  /** Items done so far. */
  readonly processed: number;
  /** Items in all; 0 while that isn't known. */
  readonly total: number;
  readonly failed: number;
  readonly backtest: BacktestRecord | null;
  /** Rows and bytes written during this stretch. */
  readonly rows: number;
  readonly bytes: number;
  /** Failures met during this stretch. */
  readonly failures: readonly WorkFailure[];
  /** Null while there is more to do. */
  readonly end: WorkEnd | null;
}

/** One output of a sink. */
export interface WorkSink {
  readonly uri: string;
  readonly output: string;
}

/** A job in a worker's hands. It only counts: the worker records how it goes and ends. */
export interface Work {
  /** Where the output goes, as the queue shows it; null for work without output. */
  readonly outputPath: string | null;
  /** Where the rows go; null for work that writes none. */
  readonly sink: WorkSink | null;
  /** What is counted, in the plural, for the log. */
  readonly noun: string;
  /** Works for a number of ms. Must not be called after the end. */
  step(elapsedMs: number): WorkStep;
}
