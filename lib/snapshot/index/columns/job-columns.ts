import { jobStatuses, jobTypes } from '../../../model/job.js';

/** What is kept for each job, by slot: there are as many slots as each array has elements. */
export interface JobColumns {
  /** The row's number. */
  readonly ids: Float64Array;
  /** fragment.started_ms, ms; NaN: none. */
  readonly starts: Float64Array;
  /** For a complete job fragment.complete_ms, for others fragment.end_ms, ms; NaN: none. */
  readonly ends: Float64Array;
  /** Its status and type as one number, see {@link kindOf}. */
  readonly kinds: Uint8Array;
  /** fragment.files_processed, see {@link setFiles}. */
  readonly filesProcessed: Uint32Array;
  /** fragment.files_total, see {@link setFiles}. */
  readonly filesTotal: Uint32Array;
  /** fragment.files_failed; 0 for none. */
  readonly filesFailed: Uint32Array;
  /** The output's size from the row or, for a complete job, from the JSON of its summary; 0 for none. */
  readonly bytes: Float64Array;
  /** Code of fragment.plugin_name and fragment.own_version in the {@link NameTable}. */
  readonly names: Uint32Array;
  /** Code in the {@link WorkerTable} of who works on the job, in halves: most queues never write the higher ones. */
  readonly workers: Uint16Array;
  readonly moreWorkers: Uint16Array;
  /** How often it was retried, up to {@link manyRetries}. */
  readonly retries: Uint8Array;
  /** fragment.turn as of the last {@link HeldBack}; 0 for a job that isn't queued. */
  readonly turns: Uint8Array;
  /** In which line a queued job waits for a worker; with the two below see {@link setLine}. */
  readonly lines: Uint8Array;
  /** fragment.turn_priority: the greatest comes first; minus infinity: none. */
  readonly priorities: Float64Array;
  /** No worker takes it before then, ms. */
  readonly dues: Float64Array;
}

/** Empty columns for a number of jobs. */
export function jobColumns(slots: number): JobColumns {
  return {
    ids: new Float64Array(slots),
    starts: new Float64Array(slots),
    ends: new Float64Array(slots),
    kinds: new Uint8Array(slots),
    filesProcessed: new Uint32Array(slots),
    filesTotal: new Uint32Array(slots),
    filesFailed: new Uint32Array(slots),
    bytes: new Float64Array(slots),
    names: new Uint32Array(slots),
    workers: new Uint16Array(slots),
    moreWorkers: new Uint16Array(slots),
    retries: new Uint8Array(slots),
    turns: new Uint8Array(slots),
    lines: new Uint8Array(slots),
    priorities: new Float64Array(slots),
    dues: new Float64Array(slots),
  };
}

/** Stands for this many retries or more; the exact number has to be read by SQL. */
export const manyRetries = 255;

/** The end of complete jobs that have none, as fragment.complete_ms has it. */
export const beforeAllTimes = -8_640_000_000_000_000;

/** Status and type as one number; both are indexes into `jobStatuses` and `jobTypes`. */
export function kindOf(status: number, type: number): number {
  return status * jobTypes.length + type;
}

/**
 * Names of plugins with the version in the job's own columns, by codes from 0 on. A code is valid as long as the
 * table exists.
 */
export class NameTable {
  readonly #codes = new Map<string, number>();
  readonly #plugins: string[] = [];
  readonly #versions: (string | null)[] = [];

  /** How many there are. */
  get size(): number {
    return this.#plugins.length;
  }

  /** The code of this name and version; a new one if they have none. */
  code(plugin: string, version: string | null): number {
    const key = keyOf(plugin, version);
    let code = this.#codes.get(key);
    if (code === undefined) {
      code = this.#plugins.push(plugin) - 1;
      this.#versions.push(version);
      this.#codes.set(key, code);
    }
    return code;
  }

  /** The code of this name and version; null if they have none. */
  find(plugin: string, version: string | null): number | null {
    return this.#codes.get(keyOf(plugin, version)) ?? null;
  }

  /** fragment.plugin_name; empty if there is none. Throws for an unknown code. */
  plugin(code: number): string {
    const plugin = this.#plugins[code];
    if (plugin === undefined) throw new RangeError(`no name has the code ${code}`);
    return plugin;
  }

  /** fragment.own_version. */
  version(code: number): string | null {
    return this.#versions[code] ?? null;
  }
}

function keyOf(plugin: string, version: string | null): string {
  return `${plugin.length}:${plugin}${version === null ? '' : `=${version}`}`;
}

const parse = jobTypes.indexOf('parse');
/**
 * The number of files of a job that doesn't count them, by its kind: a parse job has one, which is done once it is
 * complete.
 */
const usualTotal = new Uint8Array(jobStatuses.length * jobTypes.length);
const usualProcessed = new Uint8Array(usualTotal.length);
for (const status of jobStatuses.keys()) usualTotal[kindOf(status, parse)] = 1;
usualProcessed[kindOf(jobStatuses.indexOf('complete'), parse)] = 1;

/**
 * Writes how many files a job has, below 2^32 each, into its slot, whose kind must have been written before. The
 * columns hold the difference (XOR) between a number and the usual one, and untouched memory is never allocated:
 * so usual numbers need not be written.
 */
export function setFiles(
  columns: JobColumns,
  slot: number,
  processed: number,
  total: number,
  failed: number,
): void {
  const kind = columns.kinds[slot] ?? 0;
  put(columns.filesProcessed, slot, (processed ^ (usualProcessed[kind] ?? 0)) >>> 0);
  put(columns.filesTotal, slot, (total ^ (usualTotal[kind] ?? 0)) >>> 0);
  put(columns.filesFailed, slot, failed >>> 0);
}

/** Writes how many bytes a job's output has, at most 2^53. */
export function setBytes(columns: JobColumns, slot: number, bytes: number): void {
  put(columns.bytes, slot, bytes);
}

/** Writes a job's number of retries, up to `manyRetries`. */
export function setRetries(columns: JobColumns, slot: number, retries: number): void {
  put(columns.retries, slot, retries);
}

/** How many files the job in a slot has done, as passed to {@link setFiles}. */
export function filesProcessed(columns: JobColumns, slot: number): number {
  const usual = usualProcessed[columns.kinds[slot] ?? 0] ?? 0;
  return ((columns.filesProcessed[slot] ?? 0) ^ usual) >>> 0;
}

/** How many files the job in a slot has, as passed to {@link setFiles}. */
export function filesTotal(columns: JobColumns, slot: number): number {
  const usual = usualTotal[columns.kinds[slot] ?? 0] ?? 0;
  return ((columns.filesTotal[slot] ?? 0) ^ usual) >>> 0;
}

/** Writes a value only if it differs: memory that nothing is written to is never allocated. */
function put(column: Uint8Array | Uint32Array | Float64Array, slot: number, value: number): void {
  if (column[slot] !== value) column[slot] = value;
}

/** The line of a job that isn't queued. */
export const notQueued = 0;
/** Stands for the line of a queued job whose line or place has to be read by SQL. */
export const lineUnknown = 255;
/** The turn of a queued job that workers may take, see `schema/fragments/turn_word.sql`. */
export const takable = 2;
/** The turn of a queued job that is in no line. */
export const outOfLine = 3;
/** The priority of a job without one, which comes after all others. */
export const noPriority = Number.NEGATIVE_INFINITY;

/**
 * The line of jobs that wait with a status's word, by the word's code; {@link lineUnknown} if that is negative or too
 * large.
 */
export function lineOf(word: number): number {
  return word < 0 || word + 1 >= lineUnknown ? lineUnknown : word + 1;
}

/** fragment.turn_word for a queued job's word, in a queue with `scheduled_at` or without. */
export function turnOfWord(word: string, isScheduled: boolean): number {
  const known = word.trim().toUpperCase();
  if (known === 'DISPATCHING') return 1;
  return known === 'PENDING' && isScheduled ? outOfLine : takable;
}

/**
 * Writes where a job waits: its turn as fragment.turn_word has it, its line, its priority, and `due` (ms), before which
 * no worker takes it. Nothing is written for jobs that aren't queued, nor for the usual priority 0: untouched memory is
 * never allocated.
 */
export function setLine(
  columns: JobColumns,
  slot: number,
  turn: number,
  line: number,
  priority: number,
  due: number,
): void {
  put(columns.turns, slot, turn);
  put(columns.lines, slot, line);
  put(columns.priorities, slot, priority);
  put(columns.dues, slot, due);
}
