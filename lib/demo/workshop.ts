import { Arrivals } from './arrivals.js';
import { BacktestWork, newBacktest } from './backtest-work.js';
import type { DemoOutputs } from './demo-outputs.js';
import type { DemoStore } from './demo-store.js';
import { DemoWorker } from './demo-worker.js';
import { exportWork } from './export-work.js';
import { setHistory } from './history.js';
import { parseWork } from './parse-work.js';
import type { Random } from './random.js';
import { scanWork } from './scan-work.js';
import { setEndedJobs, setRunningJobs } from './scene.js';
import { SinkLedger } from './sink-ledger.js';
import type { ClaimedJob, Work, WorkType } from './work.js';

/** What the workshop is made with. */
export interface WorkshopTools {
  readonly store: DemoStore;
  readonly outputs: DemoOutputs;
  readonly random: Random;
  /** The operator's home, below which parsers place their outputs. */
  readonly home: string;
}

/** How many ended jobs are kept, and for how long metrics are, in ms. */
const keptJobs = 60;
const keptMs = 6 * 60_000;
const tidyEveryMs = 30_000;

/**
 * The demo's six workers, the jobs that arrive for them, and the clean-up that keeps the database from growing.
 */
export class Workshop {
  readonly #tools: WorkshopTools;
  readonly #workers: readonly [DemoWorker, DemoWorker, ...DemoWorker[]];
  readonly #arrivals: Arrivals;
  #tidyAt: number;
  #rounds = 0;

  /** Opens with the scene of behaviour 3.1 at `now`, ms. */
  constructor(tools: WorkshopTools, now: number) {
    this.#tools = tools;
    const { store, outputs, random, home } = tools;
    const sinks = new SinkLedger(random);
    const works: Readonly<Record<WorkType, (job: ClaimedJob) => Work>> = {
      SCAN: (job) => scanWork(job, random),
      PARSE: (job) => parseWork(job, home, random),
      EXPORT: (job) => exportWork(job, outputs.folder, random),
      BACKTEST: () => new BacktestWork(newBacktest(random), random),
    };
    const workFor = (job: ClaimedJob): Work => works[job.type](job);
    const worker = (number: number): DemoWorker =>
      new DemoWorker(`worker-${number}`, 4000 + number, { store, sinks, outputs, workFor });
    this.#workers = [worker(1), worker(2), worker(3), worker(4), worker(5), worker(6)];
    store.together(() => {
      const { parsed } = setEndedJobs(store, home, now);
      setHistory(store, parsed, random, now);
      setRunningJobs(store, [this.#workers[0], this.#workers[1]], random, now);
      for (const totals of sinks.all()) store.sink(totals, now);
    });
    this.#arrivals = new Arrivals(now + 3000, random);
    this.#tidyAt = now + tidyEveryMs;
  }

  /** Everything that is due by now. Half of the workers write in one round, the other half in the next. */
  round(now: number): void {
    const { store, outputs } = this.#tools;
    for (const job of this.#arrivals.until(now, store.depth())) store.enqueue(job, now);
    this.#rounds++;
    for (const [index, worker] of this.#workers.entries())
      if ((index + this.#rounds) % 2 === 0) worker.round(now);
    if (now >= this.#tidyAt) {
      this.#tidyAt = now + tidyEveryMs;
      for (const path of store.forget(keptJobs, now - keptMs)) outputs.remove(path);
    }
  }
}
