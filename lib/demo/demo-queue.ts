import { sqliteTime } from './demo-store.js';
import { DemoWorker, removeOutput, type WorkerTools } from './demo-worker.js';
import { parsers, type Script, type Step, type WorkType } from './scripted-job.js';

const minute = 60_000;
/** How far back the demo's metrics reach when it opens, and how far apart the samples are, ms. */
const historyMs = 5 * minute;
const sampleMs = 2000;
/** From the first depth of the queue on, jobs arrive slowly; from the second one down, fast again. */
const deep = 14;
const shallow = 1;
/** How many ended jobs stay, for how long metrics stay, and how often the others are deleted, ms. */
const endedJobs = 60;
const metricsMs = 6 * minute;
const tidyEveryMs = 30_000;

/** What is in the sinks when the demo opens (behaviour 5). */
const sinks = [
  ['parquet://output/', 'fix_orders', 1_847_234, 623_000_000, 12, 45],
  ['parquet://output/', 'venue_data', 523_891, 224_000_000, 11, 0],
  ['sqlite:///data.db', 'transactions', 45_782, 1_200_000_000, 45, 0],
] as const;

/** A job of the opening scene, from and to how many minutes ago it runs, and how it goes. */
interface SceneJob {
  readonly job: { readonly type: WorkType; readonly name: string; readonly version: string | null };
  readonly from: number;
  /** 0: it is still running. */
  readonly to: number;
  readonly script: Partial<Script>;
  /** What its one step gives, where the script doesn't say. */
  readonly step?: Partial<Step>;
}

const parse = { type: 'PARSE', name: 'fix_parser', version: '1.2' } as const;
const exporting = { type: 'EXPORT', name: 'concordance', version: null } as const;
const scan = { type: 'SCAN', name: '/data/fix_logs', version: null } as const;
const error = 'SchemaViolation at row 42';
/** The twelve files of the failed job; the first is the one that the list shows. */
const badFiles = ['nyse', 'arca', 'bats'].flatMap((venue) =>
  ['15', '16', '17', '18'].map((day) => `venue_${venue}_202401${day}.log`),
);

/** Three jobs that are done, one that failed, and two that are running (behaviour 3.1). */
const scene: readonly SceneJob[] = [
  {
    ...{ job: exporting, from: 80, to: 66 },
    script: { total: 38_214, outputPath: './production_000/', bytesPerItem: 0 },
  },
  { job: scan, from: 15.8, to: 15.2, script: { total: 1247 } },
  { job: parse, from: 2.9, to: 2.1, script: { total: 1235, bytesPerItem: 847e6 / 1235 } },
  {
    ...{ job: parse, from: 2.8, to: 2.2, script: { total: 12, ends: 'FAILED', endsAt: 0 } },
    step: {
      failed: badFiles.length,
      failures: badFiles.map((file) => ({ type: 'SchemaViolation', message: error, line: 42, file })),
      end: { status: 'FAILED', outputSizeBytes: null, summary: null, error },
    },
  },
  {
    ...{ job: { ...parse, type: 'BACKTEST', version: '1.3' }, from: 5, to: 0 },
    script: {
      ...{ total: 500, processed: 124, failed: 16, iteration: 3, iterations: 6 },
      ...{ itemsPerSecond: 3, rowsPerItem: 40, badShare: 0.3 },
    },
  },
  {
    ...{ job: exporting, from: 12.65, to: 0 },
    // The rest takes a little more than six minutes, both at this rate and at the average rate since the start.
    script: {
      ...{ total: 45_782, processed: 30_521, outputPath: './production_001/' },
      ...{ itemsPerSecond: 40, rowsPerItem: 1 },
    },
  },
];

/** The demo's six workers, the jobs that arrive for them, and the clean-up that keeps the database from growing. */
export class DemoQueue {
  readonly #tools: WorkerTools;
  readonly #workers: readonly DemoWorker[];
  /** When new jobs come, in waves: fast until the queue is deep, then slowly until it is short. */
  #arrivesAt: number;
  #isFast = true;
  #tidyAt: number;
  #rounds = 0;

  /** Opens with the scene at `now`, ms. */
  constructor(tools: WorkerTools, now: number) {
    this.#tools = tools;
    // The last two work on the scene's running jobs.
    this.#workers = scene.map((_, index) => new DemoWorker(index + 1, tools));
    tools.store.transaction(() => this.#open(now));
    this.#arrivesAt = now + 3000;
    this.#tidyAt = now + tidyEveryMs;
  }

  /** Everything that is due by now. Half of the workers write in one round, the other half in the next. */
  round(now: number): void {
    const { store, random, folders } = this.#tools;
    const depth = store.depth();
    if (depth >= deep) this.#isFast = false;
    if (depth <= shallow) this.#isFast = true;
    if (now >= this.#arrivesAt) {
      const [jobs, least, most] = this.#isFast ? [random.whole(1, 3), 2000, 6000] : [1, 7000, 12_000];
      this.#arrivesAt = now + random.between(least, most);
      for (let job = 0; job < jobs; job++) this.#enqueue(now);
    }
    this.#rounds++;
    for (const [index, worker] of this.#workers.entries())
      if ((index + this.#rounds) % 2 === 0) worker.round(now);
    if (now < this.#tidyAt) return;
    this.#tidyAt = now + tidyEveryMs;
    const before = sqliteTime(now - metricsMs);
    const gone = store.transaction(() => {
      const jobs = store.all<{ readonly outputPath: string | null }>('forget-jobs', { most: endedJobs });
      for (const name of ['forget-failures', 'forget-logs']) store.run(name);
      for (const name of ['forget-metrics', 'forget-sinks']) store.run(name, { before });
      return jobs;
    });
    for (const { outputPath } of gone) removeOutput(outputPath, folders);
  }

  #enqueue(now: number): void {
    const { store, random } = this.#tools;
    const [parser, { source }] = random.pick(Object.entries(parsers));
    const version = random.pick(['1.2', '1.3', '2.0']);
    const job = random.pick([
      ...Array.from({ length: 5 }, () => ({ type: 'PARSE', name: parser, version })),
      ...Array.from({ length: 2 }, () => ({ type: 'SCAN', name: source, version: null })),
      ...['concordance', 'relativity'].map((name) => ({ type: 'EXPORT', name, version: null })),
      { type: 'BACKTEST', name: parser, version },
    ]);
    store.run('enqueue', { ...job, priority: random.onceIn(6) ? 10 : 0, now: sqliteTime(now) });
  }

  /** Writes the scene, and five minutes of metrics, so that throughput and depth have a curve from the start. */
  #open(now: number): void {
    const { store, random } = this.#tools;
    for (const [index, { job, from, to, script, step }] of scene.entries()) {
      const began = now - from * minute;
      store.run('enqueue', { ...job, priority: 0, now: sqliteTime(began) });
      // What has ended is done in one step, and not among the rows that were written lately.
      const ended = {
        ends: 'COMPLETED',
        endsAt: 1,
        itemsPerSecond: 1e6,
        rowsPerItem: 0,
        badShare: 0,
      } as const;
      this.#workers[index]?.claim(began, { ...ended, ...script });
      this.#workers[index]?.work(to === 0 ? 0 : minute, now - to * minute, step);
    }
    for (const [uri, output, rows, bytes, latencyMs, errors] of sinks)
      store.run('sink', { uri, output, rows, bytes, latencyMs, errors, now: sqliteTime(now) });
    const phase = random.between(0, 6);
    for (let ago = historyMs - sampleMs; ago > 0; ago -= sampleMs) {
      const wave = Math.sin(phase + ago / 40_000) + 0.4 * Math.sin(phase + ago / 9000);
      const rowsPerSecond = Math.round(2400 + 900 * wave + random.between(-150, 150));
      const depth = Math.max(0, Math.round(5 + 4 * Math.sin(phase + ago / 55_000)));
      const speed = { rowsPerSecond, bytesPerSecond: rowsPerSecond * 340 };
      // The third of the scene was the last that wrote rows.
      store.run('metric', { job: 3, ...speed, depth, now: sqliteTime(now - ago) });
    }
  }
}
