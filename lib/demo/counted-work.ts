import type { Random } from './random.js';
import type { ClaimedJob, Work, WorkEnd, WorkFailure, WorkSink, WorkStep } from './work.js';

/** How a job is going to end, decided when it is claimed. `at` is how far it gets, as a share of its items. */
type PlannedEnd =
  | { readonly kind: 'complete' }
  | { readonly kind: 'fail'; readonly at: number }
  | { readonly kind: 'cancel'; readonly at: number };

/** One job in eight fails, and one in 25 of the others is cancelled. */
function plannedEnd(random: Random): PlannedEnd {
  if (random.onceIn(8)) return { kind: 'fail', at: random.between(0.05, 0.9) };
  if (random.onceIn(25)) return { kind: 'cancel', at: random.between(0.1, 0.9) };
  return { kind: 'complete' };
}

const errors = [
  { type: 'SchemaViolation', message: 'column price: expected a decimal, found "N/A"' },
  { type: 'SchemaViolation', message: 'missing required tag 35 (MsgType)' },
  { type: 'ParseError', message: 'checksum 10=113 does not match the message' },
  { type: 'UnexpectedEof', message: 'file ends in the middle of a record' },
  { type: 'EncodingError', message: 'byte 0x92 is not valid UTF-8' },
  { type: 'TimestampOutOfRange', message: 'SendingTime 52 lies before the session start' },
] as const;

const venues = ['nyse', 'nasdaq', 'arca', 'bats', 'edgx', 'iex', 'lse', 'xetra'] as const;

/** A file of a trading venue that a parser can't handle, in one of the ways in which files are broken. */
export function badFile(folder: string, random: Random): WorkFailure {
  const day = `2024${two(random.whole(1, 12))}${two(random.whole(1, 28))}`;
  return {
    ...random.pick(errors),
    line: random.whole(1, 50_000),
    file: `${folder}/venue_${random.pick(venues)}_${day}.log`,
  };
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}

/** What there is to count, how fast, and with what result. */
export interface Counting {
  readonly noun: string;
  readonly total: number;
  /** Items that are already done. */
  readonly processed: number;
  readonly itemsPerSecond: number;
  /** False for work that learns only at the end how many there were. */
  readonly knowsTotal: boolean;
  readonly rowsPerItem: number;
  readonly bytesPerItem: number;
  readonly outputPath: string | null;
  readonly sink: WorkSink | null;
  readonly plannedEnd: PlannedEnd;
  /** On average one item in this many can't be handled, which doesn't end the work. Infinity: none. */
  readonly oneBadIn: number;
  /** Makes the failure of an item that can't be handled. */
  readonly failure: () => WorkFailure;
  /** The record to write when all is done. */
  readonly complete: (processed: number) => WorkEnd;
}

/** Work that goes through items one by one: files to scan or parse, records to export. */
class CountedWork implements Work {
  readonly outputPath: string | null;
  readonly sink: WorkSink | null;
  readonly noun: string;
  readonly #counting: Counting;
  readonly #random: Random;
  #done: number;
  #failed = 0;

  constructor(counting: Counting, random: Random) {
    this.outputPath = counting.outputPath;
    this.sink = counting.sink;
    this.noun = counting.noun;
    this.#counting = counting;
    this.#random = random;
    this.#done = counting.processed;
  }

  step(elapsedMs: number): WorkStep {
    const { total, itemsPerSecond, plannedEnd, rowsPerItem, bytesPerItem, knowsTotal } = this.#counting;
    const before = Math.floor(this.#done);
    const pace = itemsPerSecond * this.#random.between(0.85, 1.15);
    const limit = plannedEnd.kind === 'complete' ? total : Math.min(total, Math.ceil(total * plannedEnd.at));
    this.#done = Math.min(Math.max(limit, before), this.#done + (pace * elapsedMs) / 1000);
    const processed = Math.floor(this.#done);
    const failures = this.#badItems(processed - before);
    const end = this.#done >= limit ? this.#end(failures, processed) : null;
    this.#failed += failures.length;
    return {
      processed,
      total: knowsTotal || end?.status === 'COMPLETED' ? total : 0,
      failed: this.#failed,
      backtest: null,
      rows: Math.round((processed - before) * rowsPerItem),
      bytes: Math.round((processed - before) * bytesPerItem),
      failures,
      end,
    };
  }

  #badItems(items: number): WorkFailure[] {
    const { oneBadIn, failure } = this.#counting;
    const failures: WorkFailure[] = [];
    if (oneBadIn === Number.POSITIVE_INFINITY) return failures;
    for (let item = 0; item < items; item++) if (this.#random.onceIn(oneBadIn)) failures.push(failure());
    return failures;
  }

  /** A failed job needs at least one failure; one is added if it has none. */
  #end(failures: WorkFailure[], processed: number): WorkEnd {
    const { plannedEnd, failure, complete } = this.#counting;
    switch (plannedEnd.kind) {
      case 'complete':
        return complete(processed);
      case 'cancel':
        return { status: 'CANCELLED', outputSizeBytes: null, summary: null, error: 'Cancelled by user' };
      case 'fail': {
        const last = failure();
        failures.push(last);
        return {
          status: 'FAILED',
          outputSizeBytes: null,
          summary: null,
          error: `${last.type}: ${last.message}`,
        };
      }
    }
  }
}

/** Which table each parser of the demo fills, and which files it reads. */
export const parsers: ReadonlyMap<string, { readonly table: string; readonly source: string }> = new Map([
  ['fix_parser', { table: 'fix_orders', source: '/data/fix_logs' }],
  ['venue_parser', { table: 'venue_data', source: '/data/venues' }],
  ['swift_parser', { table: 'swift_messages', source: '/data/swift_mt' }],
  ['itch_parser', { table: 'itch_book', source: '/mnt/archive/itch' }],
]);

/**
 * Turns log files into rows of a table; the output's path is below the operator's home, as in the product, but
 * nothing is written there.
 */
export function parseWork(job: ClaimedJob, home: string, random: Random): Work {
  const { table, source } = parsers.get(job.name) ?? { table: job.name, source: '/data' };
  const total = random.whole(40, 900);
  const bytesPerFile = random.between(300_000, 900_000);
  return new CountedWork(
    {
      noun: 'files',
      total,
      processed: 0,
      itemsPerSecond: total / random.between(12, 40),
      knowsTotal: true,
      rowsPerItem: random.between(60, 220),
      bytesPerItem: bytesPerFile,
      outputPath: `${home}/.casparian_flow/output/${table}/`,
      sink: { uri: 'parquet://output/', output: table },
      plannedEnd: plannedEnd(random),
      oneBadIn: random.onceIn(5) ? 200 : Number.POSITIVE_INFINITY,
      failure: () => badFile(source, random),
      complete: (files) => ({
        status: 'COMPLETED',
        outputSizeBytes: Math.round(files * bytesPerFile),
        summary: null,
        error: null,
      }),
    },
    random,
  );
}

/** How far an export is when it is claimed, and how it will continue. */
export interface ExportPlan {
  readonly processed: number;
  readonly total: number;
  readonly recordsPerSecond: number;
  readonly outputPath: string;
  readonly plannedEnd: PlannedEnd;
}

/** An export from its beginning, with its output in a folder of its own. */
export function exportWork(job: ClaimedJob, outputFolder: string, random: Random): Work {
  const total = random.whole(4000, 60_000);
  const plan: ExportPlan = {
    processed: 0,
    total,
    recordsPerSecond: total / random.between(15, 40),
    outputPath: `${outputFolder}/production_${String(job.id).padStart(3, '0')}/`,
    plannedEnd: plannedEnd(random),
  };
  return plannedExport(plan, random);
}

/** Writes records with Bates numbers into a production folder. */
export function plannedExport(plan: ExportPlan, random: Random): Work {
  const bytesPerRecord = random.between(2500, 4500);
  return new CountedWork(
    {
      noun: 'records',
      total: plan.total,
      processed: plan.processed,
      itemsPerSecond: plan.recordsPerSecond,
      knowsTotal: true,
      rowsPerItem: 1,
      bytesPerItem: bytesPerRecord,
      outputPath: plan.outputPath,
      sink: { uri: 'sqlite:///data.db', output: 'transactions' },
      plannedEnd: plan.plannedEnd,
      oneBadIn: Number.POSITIVE_INFINITY,
      failure: () => ({ ...badFile('/data/discovery', random), type: 'MissingImage' }),
      complete: (records) => ({
        status: 'COMPLETED',
        outputSizeBytes: Math.round(records * bytesPerRecord),
        summary: JSON.stringify({ bates_range: `SMITH000001-${String(records).padStart(6, '0')}` }),
        error: null,
      }),
    },
    random,
  );
}

/** Counts the files below a folder, whose path is the job's name; their number is known only at the end. */
export function scanWork(job: ClaimedJob, random: Random): Work {
  const total = random.whole(150, 4200);
  return new CountedWork(
    {
      noun: 'files',
      total,
      processed: 0,
      itemsPerSecond: total / random.between(3, 7),
      knowsTotal: false,
      rowsPerItem: 0,
      bytesPerItem: 0,
      outputPath: null,
      sink: null,
      plannedEnd: plannedEnd(random),
      oneBadIn: Number.POSITIVE_INFINITY,
      failure: () => ({
        ...badFile(job.name, random),
        type: 'PermissionDenied',
        message: 'the folder is not readable for this user',
        line: 0,
      }),
      complete: () => ({ status: 'COMPLETED', outputSizeBytes: null, summary: null, error: null }),
    },
    random,
  );
}
