import { crc32 } from 'node:zlib';
import type { FollowEvent, JobState } from '../../model/follow-event.js';
import { type JobId, jobStatuses, jobTypes } from '../../model/job.js';
import type { JobCounts } from '../../model/picture.js';
import type { Baseline } from '../../snapshot/changes/baseline.js';
import { type JobKeys, JobStates, numbersOf } from '../../snapshot/changes/job-states.js';
import type { PassedOver } from '../../snapshot/changes/read-changes.js';

/** The head of a record, before its jobs. */
export interface RecordHead {
  /** In a record of form 1 no line has a checksum. */
  readonly schema: 1 | 2;
  readonly run: string;
  /** How many events had been printed when it was begun. */
  readonly from: number;
  /** Who writes it. */
  readonly host: string;
  readonly pid: number;
  /** For people who look into the file. */
  readonly database: string;
  readonly counts: JobCounts | null;
  readonly causes: readonly string[];
  readonly troubles: readonly (readonly [worker: string, trouble: 'gone' | 'silent'])[];
  /** Jobs that had stalled; absent in records of earlier versions. */
  readonly stalled?: readonly JobId[];
  /** Up to when own acts had been told, ms; absent where they aren't. */
  readonly acts?: number | undefined;
}

/** What was known at a cursor, and up to when own acts had been told, ms; null: that isn't recorded. */
export type RecordedState = Baseline & { readonly actsTo: number | null };

/** The beginning of a record of form 1. */
const unsealed = '{"schema":1,';

/**
 * Gives each line of a file a checksum of itself and all lines before it, as its last word: so none is changed, lost or
 * repeated unnoticed.
 */
export class Seal {
  #sum = 0;

  /** The line with its checksum; both with a line end. */
  sealed(line: string): string {
    return `${line.slice(0, -1)}${this.#next(line)}\n`;
  }

  /** The line without its checksum; null if it isn't what was written. Both without a line end. */
  opened(line: string): string | null {
    const text = line.slice(0, -sealLength);
    return line.slice(-sealLength) === this.#next(`${text}\n`) ? text : null;
  }

  #next(line: string): string {
    this.#sum = crc32(line, this.#sum);
    return ` ${this.#sum.toString(16).padStart(sealLength - 1, '0')}`;
  }
}

const sealLength = ' 00000000'.length;

/** The line between the jobs and the events. */
export const endOfJobs = 'events\n';

/** A job's line: its id, then status, type, start, end and retries, or `gone`. */
export function jobLine(id: JobId, state: JobState | null): string {
  if (state === null) return `${word(id)} gone\n`;
  const [, start, end, retries] = numbersOf(state);
  return `${word(id)} ${state.status} ${state.type} ${start} ${end} ${retries}\n`;
}

/** The line of an event that was printed. */
export function eventLine(event: FollowEvent): string {
  switch (event.kind) {
    case 'job':
      return `job ${jobLine(event.change.id, event.change.to)}`;
    case 'cause':
      return `cause ${event.cause.key}\n`;
    case 'worker':
      return `worker ${word(event.worker)} ${event.to ?? '-'}\n`;
    case 'stalled':
      return `stalled ${word(event.job.id)} ${event.since ?? '-'}\n`;
    case 'counts':
      return `counts ${JSON.stringify(event.counts)}\n`;
    case 'snapshot':
    case 'connection':
    case 'gap':
      return `${event.kind}\n`;
  }
}

/** The line of a job that changed without being reported. */
export function passedOverLine({ id, to }: PassedOver): string {
  return `passed ${jobLine(id, to)}`;
}

/**
 * What was known when a number of events had been printed; null if the lines don't go that far, aren't those that were
 * written, or can't be understood.
 */
export function baselineIn(lines: Iterable<string>, position: number, keys: JobKeys): RecordedState | null {
  const reader = new RecordReader(keys);
  const seal = new Seal();
  let isSealed = true;
  let left: number | null = null;
  for (const written of lines) {
    if (left === 0 && !reader.isBase) break;
    if (left === null) isSealed = !written.startsWith(unsealed);
    const line: string | null = isSealed ? seal.opened(written) : written;
    if (line === null) return null;
    if (left === null) {
      const from = reader.begin(line);
      if (from === null) return null;
      left = position - from;
    } else if (reader.isBase) {
      if (line === endOfJobs.trimEnd()) reader.isBase = false;
      else if (!reader.job(line)) return null;
    } else {
      const isEvent = reader.entry(line);
      if (isEvent === null) return null;
      if (isEvent) left -= 1;
    }
  }
  return left === 0 && !reader.isBase ? reader.baseline() : null;
}

class RecordReader {
  /** By key, the line's words after the id. */
  readonly #changed = new Map<number, JobState | null>();
  readonly #base = new JobStates();
  /** Whether jobs' lines are still to come. */
  isBase = true;
  #counts: JobCounts | null = null;
  #actsTo: number | null = null;
  readonly #causes = new Set<string>();
  readonly #troubles = new Map<string, 'gone' | 'silent'>();
  readonly #stalled = new Set<JobId>();
  readonly #keys: JobKeys;

  constructor(keys: JobKeys) {
    this.#keys = keys;
  }

  /** Takes the first line; null if it can't be understood. */
  begin(line: string): number | null {
    try {
      const head = JSON.parse(line) as RecordHead;
      if (head.schema !== 1 && head.schema !== 2) return null;
      this.#counts = head.counts;
      this.#actsTo = head.acts ?? null;
      for (const key of head.causes) this.#causes.add(key);
      for (const [worker, trouble] of head.troubles) this.#troubles.set(worker, trouble);
      for (const id of head.stalled ?? []) this.#stalled.add(id);
      return head.from;
    } catch {
      return null;
    }
  }

  job(line: string): boolean {
    const [id = '', ...words] = line.split(' ');
    const state = stateIn(words);
    if (state === null || state === undefined) return false;
    this.#base.add(this.#keys.of(unworded(id)), ...numbersOf(state));
    return true;
  }

  /** Whether the line is an event's; null if it can't be understood. */
  entry(line: string): boolean | null {
    const [kind, first = '', ...words] = line.split(' ');
    switch (kind) {
      case 'job':
      case 'passed': {
        const state = stateIn(words);
        if (state === undefined) return null;
        this.#changed.set(this.#keys.of(unworded(first)), state);
        this.#stalled.delete(unworded(first));
        return kind === 'job';
      }
      case 'cause':
        this.#causes.add(first);
        return true;
      case 'worker':
        if (words[0] === 'gone' || words[0] === 'silent') this.#troubles.set(unworded(first), words[0]);
        else this.#troubles.delete(unworded(first));
        return true;
      case 'stalled':
        if (words[0] === '-') this.#stalled.delete(unworded(first));
        else this.#stalled.add(unworded(first));
        return true;
      case 'counts':
        return this.#count(first);
      case 'act':
        this.#actsTo = Number(first);
        return true;
      case 'snapshot':
      case 'connection':
      case 'gap':
        return true;
      default:
        return null;
    }
  }

  #count(text: string): true | null {
    try {
      this.#counts = JSON.parse(text) as JobCounts;
      return true;
    } catch {
      return null;
    }
  }

  baseline(): RecordedState {
    const jobs = new JobStates(this.#base.count);
    for (let index = 0; index < this.#base.count; index += 1)
      if (!this.#changed.has(this.#base.key(index))) jobs.addFrom(this.#base, index);
    for (const [key, state] of this.#changed) if (state !== null) jobs.add(key, ...numbersOf(state));
    const [counts, actsTo] = [this.#counts, this.#actsTo];
    return { jobs, counts, causes: this.#causes, troubles: this.#troubles, stalled: this.#stalled, actsTo };
  }
}

/** Null: the job is gone; undefined: these words can't be understood. */
function stateIn([first, type, start, end, retries]: readonly string[]): JobState | null | undefined {
  if (first === 'gone') return null;
  const status = jobStatuses.find((each) => each === first);
  const known = jobTypes.find((each) => each === type);
  if (status === undefined || known === undefined || retries === undefined) return undefined;
  const [startedAt, endedAt] = [timeIn(start), timeIn(end)];
  return { status, type: known, startedAt, endedAt, retries: Number(retries) };
}

function timeIn(text = 'NaN'): number | null {
  const time = Number(text);
  return Number.isFinite(time) && Math.abs(time) < 8.64e15 ? time : null;
}

/** Any text as one word. */
function word(text: string): string {
  return /^-?\d+$/.test(text) ? text : `.${Buffer.from(text).toString('hex')}`;
}

function unworded(text: string): string {
  return text.startsWith('.') ? Buffer.from(text.slice(1), 'hex').toString() : text;
}
