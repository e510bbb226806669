import { DemoWorker, removeOutput, sqliteTime, type WorkerTools } from './demo-worker.js';
import { parsers, type ScriptedJob, type Step, type WorkType } from './scripted-job.js';

const minute = 60_000;
/** How far back the demo's metrics reach when it opens, and how far apart the samples are, ms. */
const historyMs = 5 * minute;
const sampleMs = 2000;
/** From the first depth of the queue on, jobs arrive slowly; from the second one down, fast again. */
const deep = 14;
const shallow = 1;
/** How many ended jobs stay, and for how long metrics stay, ms. */
const endedJobs = 60;
const metricsMs = 6 * minute;

/** What is in the sinks when the demo opens (behaviour 5). */
const sinks = [
  ['parquet://output/', 'fix_orders', 1_847_234, 623_000_000, 12, 45],
  ['parquet://output/', 'venue_data', 523_891, 224_000_000, 11, 0],
  ['sqlite:///data.db', 'transactions', 45_782, 1_200_000_000, 45, 0],
] as const;

/** A job of the opening scene, from and to how many minutes ago it runs (0: it still does), and how it goes. */
interface SceneJob {
  readonly job: { readonly type: WorkType; readonly name: string; readonly version: string | null };
  readonly from: number;
  readonly to: number;
  readonly script: Partial<ScriptedJob>;
  /** What its one step gives, where the script doesn't say. */
  readonly step?: Partial<Step>;
}

const parse = { type: 'PARSE', name: 'fix_parser', version: '1.2' } as const;
const exporting = { type: 'EXPORT', name: 'concordance', version: null } as const;
const scan = { type: 'SCAN', name: '/data/fix_logs', version: null } as const;
const backtest = { type: 'BACKTEST', name: 'fix_parser', version: '1.3' } as const;
/** How the failed job's twelve files fail; the first is the one that the list shows. */
const message = 'SchemaViolation at row 42';
const failures = ['nyse', 'arca', 'bats'].flatMap((venue) =>
  ['15', '16', '17', '18'].map((day) => {
    const file = `venue_${venue}_202401${day}.log`;
    return { type: 'SchemaViolation', message, line: 42, file };
  }),
);

/** Three jobs that are done, one that failed, and two that are running (behaviour 3.1). */
const scene: readonly SceneJob[] = [
  {
    job: exporting,
    from: 80,
    to: 66,
    script: { total: 38_214, outputPath: './production_000/', bytesPerItem: 0 },
  },
  { job: scan, from: 15.8, to: 15.2, script: { total: 1247 } },
  { job: parse, from: 2.9, to: 2.1, script: { total: 1235, bytesPerItem: 847e6 / 1235 } },
  {
    job: parse,
    from: 2.8,
    to: 2.2,
    script: { total: 12, ends: 'FAILED', endsAt: 0 },
    step: { failed: failures.length, failures, error: message },
  },
  {
    job: backtest,
    from: 5,
    to: 0,
    script: {
      total: 500,
      done: 124,
      failed: 16,
      iteration: 3,
      iterations: 6,
      itemsPerSecond: 3,
      rowsPerItem: 40,
      badShare: 0.3,
    },
  },
  {
    job: exporting,
    from: 12.65,
    to: 0,
    // The rest takes a little more than six minutes, both at this rate and at the average rate since the start.
    script: {
      total: 45_782,
      done: 30_521,
      outputPath: './production_001/',
      itemsPerSecond: 40,
      rowsPerItem: 1,
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
  #rounds = 0;

  /** Opens with the scene at `now`, ms. */
  constructor(tools: WorkerTools, now: number) {
    this.#tools = tools;
    // The last two work on the scene's running jobs.
    this.#workers = scene.map((_, index) => new DemoWorker(index + 1, tools));
    tools.inOneCommit(() => this.#open(now));
    this.#arrivesAt = now + 3000;
  }

  /** Everything that is due by now. Half of the workers write in one round, the other half in the next. */
  round(now: number): void {
    if (now >= this.#arrivesAt) this.#tools.inOneCommit(() => this.#arrive(now));
    this.#rounds++;
    for (const [index, worker] of this.#workers.entries())
      if ((index + this.#rounds) % 2 === 0) worker.round(now);
  }

  /** Adds new jobs, and removes old ones. */
  #arrive(now: number): void {
    const { run, random, folders } = this.#tools;
    const depth = run<{ readonly depth: number }>('queue-depth')[0]?.depth ?? 0;
    this.#isFast = depth <= shallow || (this.#isFast && depth < deep);
    const [jobs, least, most] = this.#isFast ? [random.whole(1, 3), 2000, 6000] : [1, 7000, 12_000];
    this.#arrivesAt = now + random.between(least, most);
    for (let job = 0; job < jobs; job++) {
      const [name, { source }] = random.pick(Object.entries(parsers));
      const parser = { name, version: random.pick(['1.2', '1.3', '2.0']) };
      const types = [
        'PARSE',
        'PARSE',
        'PARSE',
        'PARSE',
        'PARSE',
        'SCAN',
        'SCAN',
        'EXPORT',
        'EXPORT',
        'BACKTEST',
      ];
      const type = random.pick(types);
      const work = { SCAN: source, EXPORT: random.pick(['concordance', 'relativity']) }[type];
      const priority = random.onceIn(6) ? 10 : 0;
      const named = work === undefined ? parser : { name: work, version: null };
      run('enqueue', { type, ...named, priority, now: sqliteTime(now) });
    }
    const gone = run<{ readonly outputPath: string | null }>('forget-jobs', { most: endedJobs });
    for (const { outputPath } of gone) removeOutput(outputPath, folders);
    for (const name of ['forget-failures', 'forget-logs']) run(name);
    for (const name of ['forget-metrics', 'forget-sinks']) run(name, { before: sqliteTime(now - metricsMs) });
  }

  /** Writes the scene, and five minutes of metrics, so that throughput and depth have a curve from the start. */
  #open(now: number): void {
    const { run, random } = this.#tools;
    for (const [index, { job, from, to, script, step }] of scene.entries()) {
      const began = now - from * minute;
      run('enqueue', { ...job, priority: 0, now: sqliteTime(began) });
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
      run('sink', { uri, output, rows, bytes, latencyMs, errors, now: sqliteTime(now) });
    const phase = random.between(0, 6);
    for (let ago = historyMs - sampleMs; ago > 0; ago -= sampleMs) {
      const wave = Math.sin(phase + ago / 40_000) + 0.4 * Math.sin(phase + ago / 9000);
      const rowsPerSecond = Math.round(2400 + 900 * wave + random.between(-150, 150));
      const depth = Math.max(0, Math.round(5 + 4 * Math.sin(phase + ago / 55_000)));
      const speed = { rowsPerSecond, bytesPerSecond: rowsPerSecond * 340 };
      // The third of the scene was the last that wrote rows.
      run('metric', { job: 3, ...speed, depth, now: sqliteTime(now - ago) });
    }
  }
}
