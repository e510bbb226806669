import { BacktestWork, newBacktest } from './backtest-work.js';
import { exportWork, parsers, parseWork, scanWork } from './counted-work.js';
import type { DemoStore } from './demo-store.js';
import { type DemoOutputs, DemoWorker, SinkLedger } from './demo-worker.js';
import type { Random } from './random.js';
import { setEndedJobs, setRunningJobs } from './scene.js';
import type { ClaimedJob, Work, WorkType } from './work.js';

/** How far back the demo's metrics reach when it opens, and how far apart the samples are, ms. */
const pastMs = 5 * 60_000;
const everyMs = 2000;

/**
 * Writes the metrics of the last five minutes, as if one job had been running all that time, so that throughput
 * and depth have a curve from the start. Call it within a transaction.
 */
function setHistory(store: DemoStore, job: number, random: Random, now: number): void {
  const phase = random.between(0, 6);
  for (let ago = pastMs - everyMs; ago > 0; ago -= everyMs) {
    const wave = Math.sin(phase + ago / 40_000) + 0.4 * Math.sin(phase + ago / 9000);
    const rowsPerSecond = Math.round(2400 + 900 * wave + random.between(-150, 150));
    const depth = Math.max(0, Math.round(5 + 4 * Math.sin(phase + ago / 55_000)));
    store.pastMetric(job, { rowsPerSecond, bytesPerSecond: rowsPerSecond * 340 }, depth, now - ago);
  }
}

/** A job that is about to be queued. */
export type NewJob = Omit<ClaimedJob, 'id'> & { readonly priority: number };

/** From the first depth of the queue on, jobs arrive slowly; from the second one down, fast again. */
const deep = 14;
const shallow = 1;

/** When new jobs come and what they are: in waves, fast until the queue is deep, then slowly until it is short. */
class Arrivals {
  readonly #random: Random;
  #next: number;
  #fast = true;

  /** No job arrives before `first`, ms. */
  constructor(first: number, random: Random) {
    this.#next = first;
    this.#random = random;
  }

  /** The jobs that have arrived by now, given how many are queued. */
  until(now: number, depth: number): NewJob[] {
    if (depth >= deep) this.#fast = false;
    if (depth <= shallow) this.#fast = true;
    if (now < this.#next) return [];
    this.#next = now + (this.#fast ? this.#random.between(2000, 6000) : this.#random.between(7000, 12_000));
    const jobs = this.#fast ? this.#random.whole(1, 3) : 1;
    return Array.from({ length: jobs }, () => this.#job());
  }

  #job(): NewJob {
    const priority = this.#random.onceIn(6) ? 10 : 0;
    const parser = this.#random.pick(['fix_parser', 'venue_parser', 'swift_parser', 'itch_parser']);
    const source = parsers.get(parser)?.source ?? '/data';
    const version = this.#random.pick(['1.2', '1.3', '2.0']);
    const dice = this.#random.fraction();
    if (dice < 0.5) return { type: 'PARSE', name: parser, version, priority };
    if (dice < 0.7) return { type: 'SCAN', name: source, version: null, priority };
    if (dice < 0.86)
      return {
        type: 'EXPORT',
        name: this.#random.pick(['concordance', 'relativity', 'csv_bundle']),
        version: null,
        priority,
      };
    return { type: 'BACKTEST', name: parser, version, priority };
  }
}

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
