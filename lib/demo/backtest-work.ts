import { badFile } from './counted-work.js';
import type { Random } from './random.js';
import type { Work, WorkEnd, WorkFailure, WorkStep } from './work.js';

/** How far a backtest is when it is claimed, and how it will continue. */
export interface BacktestPlan {
  readonly iteration: number;
  readonly maxIterations: number;
  /** Files tested in this iteration so far, and how many of them passed. */
  readonly tested: number;
  readonly passed: number;
  readonly filesPerIteration: number;
  readonly filesPerSecond: number;
  /** Share of files that pass in the first iteration, and what each further iteration adds to it. */
  readonly firstRate: number;
  readonly gain: number;
  readonly targetRate: number;
  readonly highFailureFiles: number;
  readonly highFailurePassed: number;
  /** Whether the files that failed most often before keep failing. */
  readonly stopsEarly: boolean;
}

/** A backtest from its beginning; one in eight stops early. */
export function newBacktest(random: Random): BacktestPlan {
  return {
    iteration: 1,
    maxIterations: random.whole(3, 5),
    tested: 0,
    passed: 0,
    filesPerIteration: random.whole(60, 220),
    filesPerSecond: random.between(9, 16),
    firstRate: random.between(0.7, 0.9),
    gain: random.between(0.01, 0.1),
    targetRate: 0.97,
    highFailureFiles: random.whole(3, 12),
    highFailurePassed: 0,
    stopsEarly: random.onceIn(8),
  };
}

/** Tries a parser on known files, over and over with better versions, until enough of them pass. */
export class BacktestWork implements Work {
  readonly outputPath = null;
  readonly sink = null;
  readonly noun = 'files';
  readonly #plan: BacktestPlan;
  readonly #random: Random;
  #iteration: number;
  #tested: number;
  #passed: number;
  #highPassed: number;
  #carried = 0;

  constructor(plan: BacktestPlan, random: Random) {
    this.#plan = plan;
    this.#random = random;
    this.#iteration = plan.iteration;
    this.#tested = plan.tested;
    this.#passed = plan.passed;
    this.#highPassed = plan.highFailurePassed;
  }

  step(elapsedMs: number): WorkStep {
    const { filesPerIteration, filesPerSecond } = this.#plan;
    if (this.#tested >= filesPerIteration) this.#nextIteration();
    const due = this.#carried + (filesPerSecond * elapsedMs) / 1000;
    const files = Math.min(Math.floor(due), filesPerIteration - this.#tested);
    this.#carried = due - Math.floor(due);
    for (let file = 0; file < files; file++) this.#test();
    const reason = this.#reasonToEnd();
    const failures: WorkFailure[] =
      reason === 'HighFailureEarlyStop' ? [badFile('/data/fix_logs', this.#random)] : [];
    return {
      processed: this.#tested,
      total: filesPerIteration,
      failed: this.#tested - this.#passed,
      backtest: {
        pass_rate: this.#rate(),
        iteration: this.#iteration,
        high_failure_tested: Math.max(this.#highTested(), this.#highPassed),
        high_failure_passed: this.#highPassed,
        termination_reason: reason,
      },
      rows: files * 40,
      bytes: files * 200_000,
      failures,
      end: reason === null ? null : ending(reason, failures[0]),
    };
  }

  #test(): void {
    const { firstRate, gain, highFailureFiles, stopsEarly } = this.#plan;
    const tested = this.#highTested();
    this.#tested++;
    if (this.#random.fraction() < Math.min(0.995, firstRate + gain * this.#iteration)) this.#passed++;
    // Another of those files has been tested: it passes unless this parser is bound to fail on them.
    if (this.#highTested() > tested && !stopsEarly)
      this.#highPassed = Math.min(highFailureFiles, this.#highPassed + 1);
  }

  /** These files are spread evenly over an iteration. */
  #highTested(): number {
    const { highFailureFiles, filesPerIteration } = this.#plan;
    return Math.floor((this.#tested / filesPerIteration) * highFailureFiles);
  }

  #nextIteration(): void {
    this.#iteration++;
    this.#tested = 0;
    this.#passed = 0;
    this.#highPassed = 0;
  }

  #rate(): number {
    return this.#tested === 0 ? 0 : Math.round((this.#passed / this.#tested) * 10_000) / 10_000;
  }

  #reasonToEnd(): string | null {
    const { stopsEarly, filesPerIteration, targetRate, maxIterations, gain } = this.#plan;
    if (stopsEarly && this.#highTested() >= 2) return 'HighFailureEarlyStop';
    if (this.#tested < filesPerIteration) return null;
    if (this.#rate() >= targetRate) return 'PassRateAchieved';
    if (this.#iteration >= maxIterations) return gain < 0.03 ? 'PlateauDetected' : 'MaxIterations';
    return null;
  }
}

function ending(reason: string, failure: WorkFailure | undefined): WorkEnd {
  const end = { outputSizeBytes: null, summary: null };
  if (reason !== 'HighFailureEarlyStop') return { ...end, status: 'COMPLETED', error: null };
  return { ...end, status: 'FAILED', error: failure ? `${failure.type}: ${failure.message}` : reason };
}
