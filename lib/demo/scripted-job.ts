import type { Random } from './random.js';

/** The kinds of work that the demo's workers do, in the queue's own words (behaviour 9.2). */
export type WorkType = 'PARSE' | 'SCAN' | 'EXPORT' | 'BACKTEST';

type Range = readonly [least: number, most: number];
/** What each counts, how many and in how long, and the rows and bytes of each item. */
const types: Readonly<
  Record<
    WorkType,
    { readonly noun: string } & Readonly<Record<'items' | 'seconds' | 'rows' | 'bytes', Range>>
  >
> = {
  PARSE: { noun: 'files', items: [40, 900], seconds: [12, 40], rows: [60, 220], bytes: [300_000, 900_000] },
  SCAN: { noun: 'files', items: [150, 4200], seconds: [3, 7], rows: [0, 0], bytes: [0, 0] },
  EXPORT: { noun: 'records', items: [4000, 60_000], seconds: [15, 40], rows: [1, 1], bytes: [2500, 4500] },
  BACKTEST: { noun: 'files', items: [60, 220], seconds: [6, 18], rows: [40, 40], bytes: [200_000, 200_000] },
};

/** Which table each parser of the demo fills, and which files it reads. */
export const parsers: Readonly<Record<string, { readonly table: string; readonly source: string }>> = {
  fix_parser: { table: 'fix_orders', source: '/data/fix_logs' },
  venue_parser: { table: 'venue_data', source: '/data/venues' },
  swift_parser: { table: 'swift_messages', source: '/data/swift_mt' },
  itch_parser: { table: 'itch_book', source: '/mnt/archive/itch' },
};

const errors = [
  { type: 'SchemaViolation', message: 'column price: expected a decimal, found "N/A"' },
  { type: 'SchemaViolation', message: 'missing required tag 35 (MsgType)' },
  { type: 'ParseError', message: 'checksum 10=113 does not match the message' },
  { type: 'UnexpectedEof', message: 'file ends in the middle of a record' },
  { type: 'EncodingError', message: 'byte 0x92 is not valid UTF-8' },
  { type: 'TimestampOutOfRange', message: 'SendingTime 52 lies before the session start' },
] as const;
const venues = ['nyse', 'nasdaq', 'arca', 'bats', 'edgx', 'iex', 'lse', 'xetra'] as const;

/** A job as a worker gets it from the queue. */
export interface ClaimedJob {
  readonly id: number;
  readonly type: WorkType;
  readonly name: string;
  readonly version: string | null;
}

/** What happens in a job, decided when it is claimed. */
export interface Script {
  /** Items in all, how far the job is already, and how fast it goes on. */
  readonly total: number;
  readonly processed: number;
  readonly failed: number;
  readonly itemsPerSecond: number;
  readonly rowsPerItem: number;
  readonly bytesPerItem: number;
  /** The share of items that can't be handled, which doesn't end the job; 0 to 1. */
  readonly badShare: number;
  readonly ends: 'COMPLETED' | 'FAILED' | 'CANCELLED';
  /** How far it gets, as a share of its items. */
  readonly endsAt: number;
  /** A backtest goes over its files this often, each time with a better parser; other work once. */
  readonly iteration: number;
  readonly iterations: number;
  /** Where the output goes, as the queue shows it; null for work without output. */
  readonly outputPath: string | null;
  /** Where the rows go; null for work that writes to none. */
  readonly sink: { readonly uri: string; readonly output: string } | null;
}

/** Where outputs go: exports below a folder, parsers' below the operator's home, where nothing is written. */
export interface OutputFolders {
  readonly home: string;
  readonly exports: string;
}

/** A script for a job: one in eight fails, and one in 25 of the others is cancelled. */
export function scriptFor({ id, type, name }: ClaimedJob, folders: OutputFolders, random: Random): Script {
  const { items, seconds, rows, bytes } = types[type];
  const total = random.whole(...items);
  const ends = random.onceIn(8) ? 'FAILED' : random.onceIn(25) ? 'CANCELLED' : 'COMPLETED';
  const table = parsers[name]?.table ?? name;
  const exported = `${folders.exports}/production_${String(id).padStart(3, '0')}/`;
  const paths = { PARSE: `${folders.home}/.casparian_flow/output/${table}/`, EXPORT: exported };
  const sinks = {
    PARSE: { uri: 'parquet://output/', output: table },
    EXPORT: { uri: 'sqlite:///data.db', output: 'transactions' },
  };
  const writes = type === 'PARSE' || type === 'EXPORT' ? type : null;
  return {
    ...{ total, processed: 0, failed: 0, itemsPerSecond: total / random.between(...seconds) },
    ...{ rowsPerItem: random.between(...rows), bytesPerItem: random.between(...bytes) },
    badShare:
      type === 'BACKTEST' ? random.between(0.1, 0.3) : type === 'PARSE' && random.onceIn(5) ? 0.005 : 0,
    ...{ ends, endsAt: ends === 'COMPLETED' ? 1 : random.between(0.05, 0.9) },
    ...{ iteration: 1, iterations: type === 'BACKTEST' ? random.whole(3, 5) : 1 },
    ...{ outputPath: writes && paths[writes], sink: writes && sinks[writes] },
  };
}

/** What a worker writes after a stretch of work: the columns of its job, and what was written and met meanwhile. */
export interface Step {
  readonly processed: number;
  /** Items in all; 0 while that isn't known. */
  readonly total: number;
  readonly failed: number;
  readonly backtest: string | null;
  readonly rows: number;
  readonly bytes: number;
  readonly failures: readonly { type: string; message: string; line: number; file: string }[];
  /** Null while there is more to do. */
  readonly end: {
    readonly status: Script['ends'];
    readonly outputSizeBytes: number | null;
    readonly summary: string | null;
    readonly error: string | null;
  } | null;
}

/** A backtest is done once this share of the files passes. */
const targetRate = 0.97;

/** A job as it follows its script. It only counts: the worker records how it goes and ends. */
export class ScriptedJob {
  readonly job: ClaimedJob;
  readonly script: Script;
  /** What is counted, in the plural. */
  readonly noun: string;
  readonly #random: Random;
  #done: number;
  #failed: number;
  #iteration: number;

  constructor(job: ClaimedJob, script: Script, random: Random) {
    this.job = job;
    this.script = script;
    this.noun = types[job.type].noun;
    this.#random = random;
    this.#done = script.processed;
    this.#failed = script.failed;
    this.#iteration = script.iteration;
  }

  /** Works for a number of ms. Must not be called after the end. */
  step(elapsedMs: number): Step {
    const { total, itemsPerSecond, ends, endsAt, rowsPerItem, bytesPerItem, badShare } = this.script;
    const { type } = this.job;
    if (this.#done >= total) {
      this.#iteration++;
      this.#done = 0;
      this.#failed = 0;
    }
    const before = Math.floor(this.#done);
    const limit = Math.max(before, Math.ceil(total * endsAt));
    const pace = itemsPerSecond * this.#random.between(0.85, 1.15);
    this.#done = Math.min(limit, this.#done + (pace * elapsedMs) / 1000);
    const processed = Math.floor(this.#done);
    let bad = 0;
    for (let item = before; badShare > 0 && item < processed; item++)
      if (this.#random.fraction() < badShare / this.#iteration) bad++;
    const isThrough = processed === limit;
    // A failed job has at least one failure.
    if (isThrough && ends === 'FAILED') bad = Math.max(1, bad);
    this.#failed += bad;
    const rate = processed === 0 ? 0 : (processed - this.#failed) / processed;
    const isEnough = ends !== 'COMPLETED' || this.#iteration >= this.script.iterations || rate >= targetRate;
    const isOver = isThrough && isEnough;
    // A backtest counts the files that don't pass; only one that fails names what it failed on.
    const named = type !== 'BACKTEST' ? bad : isOver && ends === 'FAILED' ? 1 : 0;
    const failures = Array.from({ length: named }, () => this.#failure());
    return {
      ...{
        processed,
        total: type !== 'SCAN' || (isOver && ends === 'COMPLETED') ? total : 0,
        failed: this.#failed,
      },
      backtest: type === 'BACKTEST' ? this.#backtest(processed, rate, isOver) : null,
      rows: Math.round((processed - before) * rowsPerItem),
      bytes: Math.round((processed - before) * bytesPerItem),
      failures,
      end: isOver ? this.#end(processed, failures) : null,
    };
  }

  /** A file of a trading venue that can't be handled, in one of the ways in which files are broken. */
  #failure(): Step['failures'][number] {
    const random = this.#random;
    const { name, type } = this.job;
    const folder = type === 'SCAN' ? name : (parsers[name]?.source ?? '/data/discovery');
    const day = String(random.whole(20_240_101, 20_240_128));
    const file = `${folder}/venue_${random.pick(venues)}_${day}.log`;
    return { ...random.pick(errors), line: random.whole(1, 50_000), file };
  }

  /** The record of a backtest, in its own spelling (behaviour 8.1). */
  #backtest(processed: number, rate: number, isOver: boolean): string {
    const { total, ends } = this.script;
    const tested = Math.floor((processed / total) * Math.ceil(total / 24));
    const passed = rate >= targetRate ? 'PassRateAchieved' : 'MaxIterations';
    const reasons = { COMPLETED: passed, FAILED: 'HighFailureEarlyStop', CANCELLED: null };
    return JSON.stringify({
      ...{ pass_rate: Math.round(rate * 10_000) / 10_000, iteration: this.#iteration },
      ...{ high_failure_tested: tested, high_failure_passed: ends === 'FAILED' ? 0 : tested },
      termination_reason: isOver ? reasons[ends] : null,
    });
  }

  #end(processed: number, failures: Step['failures']): Step['end'] {
    const { ends, bytesPerItem, outputPath } = this.script;
    const last = failures.at(-1);
    const error = {
      COMPLETED: null,
      CANCELLED: 'Cancelled by user',
      FAILED: `${last?.type}: ${last?.message}`,
    }[ends];
    if (ends !== 'COMPLETED') return { status: ends, outputSizeBytes: null, summary: null, error };
    const outputSizeBytes = outputPath === null ? null : Math.round(processed * bytesPerItem) || null;
    const bates = `SMITH000001-${String(processed).padStart(6, '0')}`;
    const summary = this.job.type === 'EXPORT' ? JSON.stringify({ bates_range: bates }) : null;
    return { status: ends, outputSizeBytes, summary, error };
  }
}
