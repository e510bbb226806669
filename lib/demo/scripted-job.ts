import type { Random } from './random.js';

/** The kinds of work that the demo's workers do, in the queue's own words (behaviour 9.2). */
export type WorkType = 'PARSE' | 'SCAN' | 'EXPORT' | 'BACKTEST';

type End = 'COMPLETED' | 'FAILED' | 'CANCELLED';
type Range = readonly [least: number, most: number];
/** How many items a job has, in how many seconds it gets through them, and the rows and bytes of each item. */
const sizes: Readonly<Record<WorkType, Readonly<Record<'items' | 'seconds' | 'rows' | 'bytes', Range>>>> = {
  PARSE: { items: [40, 900], seconds: [12, 40], rows: [60, 220], bytes: [300_000, 900_000] },
  SCAN: { items: [150, 4200], seconds: [3, 7], rows: [0, 0], bytes: [0, 0] },
  EXPORT: { items: [4000, 60_000], seconds: [15, 40], rows: [1, 1], bytes: [2500, 4500] },
  BACKTEST: { items: [60, 220], seconds: [6, 18], rows: [40, 40], bytes: [200_000, 200_000] },
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
];
const venues = ['nyse', 'nasdaq', 'arca', 'bats', 'edgx', 'iex', 'lse', 'xetra'] as const;

/** A job as a worker gets it from the queue. */
export interface ClaimedJob {
  readonly id: number;
  readonly type: WorkType;
  readonly name: string;
  readonly version: string | null;
}

/** Where outputs go: exports below a folder, parsers' below the operator's home, where nothing is written. */
export interface OutputFolders {
  readonly home: string;
  readonly exports: string;
}

/** A job in a worker's hands: what happens in it, decided when it is claimed, and how far it is. */
export type ScriptedJob = ReturnType<typeof scripted>;

/** Decides what happens in a job: one in eight fails, and one in 25 of the others is cancelled. */
export function scripted(job: ClaimedJob, { home, exports }: OutputFolders, random: Random) {
  const { id, type, name } = job;
  const { items, seconds, rows, bytes } = sizes[type];
  const total = random.whole(...items);
  const ends: End = random.onceIn(8) ? 'FAILED' : random.onceIn(25) ? 'CANCELLED' : 'COMPLETED';
  const table = parsers[name]?.table ?? name;
  const outputs: { readonly [type in WorkType]?: string } = {
    PARSE: `${home}/.casparian_flow/output/${table}/`,
    EXPORT: `${exports}/production_${String(id).padStart(3, '0')}/`,
  };
  const sinks: { readonly [type in WorkType]?: { readonly uri: string; readonly output: string } } = {
    PARSE: { uri: 'parquet://output/', output: table },
    EXPORT: { uri: 'sqlite:///data.db', output: 'transactions' },
  };
  return {
    ...job,
    // Where the output goes, as the queue shows it, and the rows; null for work without.
    outputPath: outputs[type] ?? null,
    sink: sinks[type] ?? null,
    total,
    itemsPerSecond: total / random.between(...seconds),
    rowsPerItem: random.between(...rows),
    bytesPerItem: random.between(...bytes),
    // The share of items that can't be handled, which doesn't end the job.
    badShare:
      type === 'BACKTEST' ? random.between(0.1, 0.3) : type === 'PARSE' && random.onceIn(5) ? 0.005 : 0,
    ends: ends as End,
    // How far it gets, as a share of its items.
    endsAt: ends === 'COMPLETED' ? 1 : random.between(0.05, 0.9),
    // A backtest goes over its files this often, each time with a better parser; other work once.
    iterations: type === 'BACKTEST' ? random.whole(3, 5) : 1,
    // Items that are done in this iteration, not always a whole number, and those of them that failed.
    done: 0,
    failed: 0,
    iteration: 1,
  };
}

/** A backtest is done once this share of the files passes. */
const targetRate = 0.97;

/** What a worker writes after a stretch of work: the columns of its job, and what was written and met meanwhile. */
export type Step = ReturnType<typeof workedOn>;

/** Works on a job for a number of ms. Must not be called after its end. */
export function workedOn(job: ScriptedJob, elapsedMs: number, random: Random) {
  const { type, total, ends } = job;
  if (job.done >= total) Object.assign(job, { done: 0, failed: 0, iteration: job.iteration + 1 });
  const before = Math.floor(job.done);
  const limit = Math.max(before, Math.ceil(total * job.endsAt));
  job.done += (job.itemsPerSecond * random.between(0.85, 1.15) * elapsedMs) / 1000;
  job.done = Math.min(limit, job.done);
  const processed = Math.floor(job.done);
  let bad = 0;
  for (let item = before; job.badShare > 0 && item < processed; item++)
    if (random.fraction() < job.badShare / job.iteration) bad++;
  const isThrough = processed === limit;
  // A failed job has at least one failure.
  if (isThrough && ends === 'FAILED') bad = Math.max(1, bad);
  job.failed += bad;
  const rate = processed === 0 ? 0 : (processed - job.failed) / processed;
  const isOver = isThrough && (ends !== 'COMPLETED' || job.iteration >= job.iterations || rate >= targetRate);
  // A backtest counts the files that don't pass; only one that fails names what it failed on.
  const named = type !== 'BACKTEST' ? bad : isOver && ends === 'FAILED' ? 1 : 0;
  const failures = Array.from({ length: named }, () => failureIn(job, random));
  const last = failures.at(-1);
  const errors = {
    COMPLETED: null,
    CANCELLED: 'Cancelled by user',
    FAILED: `${last?.type}: ${last?.message}`,
  };
  const isDone = isOver && ends === 'COMPLETED';
  const bates = `SMITH000001-${String(processed).padStart(6, '0')}`;
  return {
    status: isOver ? ends : ('RUNNING' as const),
    processed,
    // 0 while that isn't known.
    total: type !== 'SCAN' || isDone ? total : 0,
    failed: job.failed,
    backtest: type === 'BACKTEST' ? backtestRecord(job, processed, rate, isOver) : null,
    outputSizeBytes:
      isDone && job.outputPath !== null ? Math.round(processed * job.bytesPerItem) || null : null,
    summary: isDone && type === 'EXPORT' ? JSON.stringify({ bates_range: bates }) : null,
    error: isOver ? errors[ends] : null,
    rows: Math.round((processed - before) * job.rowsPerItem),
    bytes: Math.round((processed - before) * job.bytesPerItem),
    failures,
  };
}

/** A file of a trading venue that can't be handled, in one of the ways in which files are broken. */
function failureIn({ name, type }: ClaimedJob, random: Random) {
  const folder = type === 'SCAN' ? name : (parsers[name]?.source ?? '/data/discovery');
  const file = `${folder}/venue_${random.pick(venues)}_${random.whole(20_240_101, 20_240_128)}.log`;
  return { ...random.pick(errors), line: random.whole(1, 50_000), file };
}

/** The record of a backtest, in its own spelling (behaviour 8.1). */
function backtestRecord(job: ScriptedJob, processed: number, rate: number, isOver: boolean): string {
  const tested = Math.floor((processed / job.total) * Math.ceil(job.total / 24));
  const passed = rate >= targetRate ? 'PassRateAchieved' : 'MaxIterations';
  const reasons = { COMPLETED: passed, FAILED: 'HighFailureEarlyStop', CANCELLED: null };
  return JSON.stringify({
    pass_rate: Math.round(rate * 10_000) / 10_000,
    iteration: job.iteration,
    high_failure_tested: tested,
    high_failure_passed: job.ends === 'FAILED' ? 0 : tested,
    termination_reason: isOver ? reasons[job.ends] : null,
  });
}
