import { jobStatuses, jobTypes } from '../../../model/job.js';
import { listed, meanings } from '../../../schema/statement.js';
import {
  beforeAllTimes,
  type JobColumns,
  kindOf,
  lineOf,
  manyRetries,
  type NameTable,
  noPriority,
  notQueued,
  setBytes,
  setFiles,
  setLine,
  setRetries,
  turnOfWord,
} from '../columns/job-columns.js';
import { NameBytes } from '../columns/name-bytes.js';
import { WordTable } from '../columns/word-table.js';
import { noProcess, setWorker, type WorkerTable } from '../columns/worker-table.js';
import type { RowRecord } from './row-record.js';
import { noText, type RowValues } from './row-values.js';
import { sizeNeedsSql, summarySize } from './summary-size.js';

// Local copies, because they are used in loops over all jobs.
const { abs, max, min } = Math;
const isMissing = Number.isNaN;
const mostExact = Number.MAX_SAFE_INTEGER;

/** Added to a status whose word means complete, but only partly. */
const partly = 8;

/** The indexes in `jobStatuses` of statuses that are treated differently from others. */
const [queued, complete, failed, cancelled, otherStatus] = (
  ['queued', 'complete', 'failed', 'cancelled', 'other'] as const
).map((word) => jobStatuses.indexOf(word)) as [number, number, number, number, number];

/** Indexes in `jobTypes`. */
const [parse, otherType] = (['parse', 'other'] as const).map((word) => jobTypes.indexOf(word)) as [
  number,
  number,
];

const partialWords = new Set(listed('partial_word', 'upper(trim(argument.value))'));

/** fragment.status_word: indexes in `jobStatuses`, some with {@link partly}. */
const statusWords = new WordTable(
  meanings('status_word').map(([word, meaning]) => [
    word,
    placeIn(jobStatuses, meaning) + (partialWords.has(word) ? partly : 0),
  ]),
);

/** fragment.job_type: indexes in `jobTypes`. */
const typeWords = new WordTable(
  meanings('job_type').map(([word, meaning]) => [word, placeIn(jobTypes, meaning)]),
);

/** Older tools' messages that mean, in fragment.job_status, that a failed job was cancelled. */
const cancelledBy = new WordTable(
  listed('job_status', 'lower(trim(substr(job.error_message, 1, 40)))').map((text) => [text, cancelled]),
);

/** At most this many characters of a message are compared. */
const cancelledByLength = 40;

function placeIn(words: readonly string[], word: string): number {
  const place = words.indexOf(word);
  if (place < 0) throw new Error(`schema: no such status or type as ${word}`);
  return place;
}

/**
 * The positions of the needed columns in records. Spelled out as an object, so that no name has to be looked up.
 */
type ColumnPositions = ReturnType<typeof columnPositions>;

/** The positions of the needed columns; `placeOf` gives that of one column. */
export function columnPositions(placeOf: (column: string) => number) {
  return {
    plugin_name: placeOf('plugin_name'),
    plugin_version: placeOf('plugin_version'),
    parser_version: placeOf('parser_version'),
    status: placeOf('status'),
    completion_status: placeOf('completion_status'),
    claim_time: placeOf('claim_time'),
    end_time: placeOf('end_time'),
    completed_at: placeOf('completed_at'),
    created_at: placeOf('created_at'),
    scheduled_at: placeOf('scheduled_at'),
    dispatch_ack_at: placeOf('dispatch_ack_at'),
    result_summary: placeOf('result_summary'),
    error_message: placeOf('error_message'),
    job_type: placeOf('job_type'),
    items_processed: placeOf('items_processed'),
    items_total: placeOf('items_total'),
    items_failed: placeOf('items_failed'),
    output_size_bytes: placeOf('output_size_bytes'),
    lease_token: placeOf('lease_token'),
    lease_owner: placeOf('lease_owner'),
    lease_expires_at: placeOf('lease_expires_at'),
    worker_host: placeOf('worker_host'),
    worker_pid: placeOf('worker_pid'),
    worker_id: placeOf('worker_id'),
    retry_count: placeOf('retry_count'),
    priority: placeOf('priority'),
  };
}

/** The lengths to which `schema/fragments/` cuts these. */
const [longestName, longestVersion, longestWorker] = [1000, 4096, 4096];
const longestSummary = 4096;
const longestStatus = 64;
const openBrace = 0x7b;
const mostFiles = 2 ** 32 - 1;

/** The codes of jobs' names, of workers, and of the words of status that queued jobs have. */
export interface JobWords {
  readonly names: NameTable;
  readonly workers: WorkerTable;
  readonly lineWords: NameTable;
}

/**
 * A job's values as the fragments of `schema/fragments/` define them, one method for each, from the current row of
 * a record. Plain values only: for any others the record is marked as odd.
 */
export class JobValues {
  readonly #names: NameBytes;
  readonly #workerNames: NameBytes;
  readonly #lineWords: NameBytes;
  readonly #words: NameTable;
  readonly #isScheduled: boolean;
  /** By word: its turn. */
  readonly #turns: number[] = [];

  readonly #record: RowRecord;
  readonly #values: RowValues;
  readonly #at: ColumnPositions;
  readonly #workers: WorkerTable;

  constructor(
    record: RowRecord,
    values: RowValues,
    at: ColumnPositions,
    words: JobWords,
    isScheduled: boolean,
  ) {
    const { names, workers, lineWords } = words;
    this.#isScheduled = isScheduled;
    this.#record = record;
    this.#values = values;
    this.#at = at;
    this.#workers = workers;

    this.#names = new NameBytes(names, values.bytes, values.view);
    this.#workerNames = new NameBytes(workers.names, values.bytes, values.view);
    this.#lineWords = new NameBytes(lineWords, values.bytes, values.view);
    this.#words = lineWords;
  }

  /** Writes everything except the row's number. */
  write(into: JobColumns, slot: number): void {
    this.#values.begin();
    const status = this.#status();
    const type = this.#type();
    into.kinds[slot] = kindOf(status, type);
    this.#times(into, slot, status);
    if (type === parse) this.#files(into, slot, status);
    else setFiles(into, slot, 0, 0, 0);
    setBytes(into, slot, this.#bytes(status));
    into.names[slot] = this.#name();
    setWorker(into, slot, this.#worker());
    const retries = this.#values.whole(this.#at.retry_count);
    setRetries(into, slot, isMissing(retries) ? 0 : max(0, min(retries, manyRetries)));
    if (status === queued) this.#line(into, slot);
    else setLine(into, slot, 0, notQueued, 0, 0);
  }

  #status(): number {
    const values = this.#values;
    const at = this.#at;
    const word = values.word(at.status, statusWords);
    if (word < 0) return otherStatus;
    const status = word % partly;
    if (status !== complete && status !== failed) return status;
    const completion = values.word(at.completion_status, statusWords);
    if (completion === cancelled) return cancelled;
    if (status === complete) return completion === failed ? failed : complete;
    if (completion >= partly) return complete;
    return this.#isCancelledByMessage() ? cancelled : failed;
  }

  #isCancelledByMessage(): boolean {
    const values = this.#values;
    const length = values.beginning(this.#at.error_message, cancelledByLength);
    return length !== noText && cancelledBy.isAllOf(values.view, values.start, length);
  }

  #type(): number {
    const values = this.#values;
    const at = this.#at;
    if (values.isNull(at.job_type)) return parse;
    const type = values.word(at.job_type, typeWords);
    return type < 0 ? otherType : type;
  }

  #times(into: JobColumns, slot: number, status: number): void {
    const values = this.#values;
    const at = this.#at;
    const claim = values.time(at.claim_time);
    const acknowledged = values.time(at.dispatch_ack_at);
    const taken = isMissing(claim) || acknowledged > claim ? acknowledged : claim;
    let end = values.time(at.end_time);
    if (isMissing(end)) end = values.time(at.completed_at);
    let start = isMissing(taken) ? end : taken;
    if (isMissing(start)) start = values.time(at.created_at);
    if (isMissing(start)) start = values.time(at.scheduled_at);
    if (isMissing(end)) end = start;
    into.starts[slot] = start;
    into.ends[slot] = isMissing(end) && status === complete ? beforeAllTimes : end;
  }

  #files(into: JobColumns, slot: number, status: number): void {
    const at = this.#at;
    const processed = this.#count(at.items_processed);
    const total = this.#count(at.items_total);
    const done = processed === 0 && total === 0 && status === complete ? 1 : processed;
    setFiles(into, slot, done, total || processed || 1, this.#count(at.items_failed));
  }

  /** fragment.whole, 0 for none. */
  #count(place: number): number {
    const count = this.#values.whole(place);
    if (count > mostFiles) this.#record.needsSql = true;
    return isMissing(count) ? 0 : max(0, count);
  }

  #bytes(status: number): number {
    const recorded = this.#values.whole(this.#at.output_size_bytes);
    if (recorded > mostExact) this.#record.needsSql = true;
    if (recorded >= 0) return recorded;
    return status === complete ? this.#summaryBytes() : 0;
  }

  #summaryBytes(): number {
    const values = this.#values;
    const at = this.#at;
    const first = values.beginning(at.result_summary, 1);
    if (first <= 0 || values.bytes[values.start] !== openBrace) return 0;
    const length = values.text(at.result_summary, longestSummary);
    if (length === noText) return 0;
    const size = summarySize(values.bytes, values.start, length);
    if (size === sizeNeedsSql) this.#record.needsSql = true;
    return size;
  }

  /** The code of fragment.plugin_name and fragment.own_version. */
  #name(): number {
    const values = this.#values;
    const at = this.#at;
    const name = max(0, values.text(at.plugin_name, longestName));
    const nameStart = values.start;
    let version = values.text(at.parser_version, longestVersion);
    if (version <= 0) version = max(0, values.text(at.plugin_version, longestVersion));
    const code = this.#names.code(nameStart, name, values.start, version);
    if (code < 0) this.#record.needsSql = true;
    return max(0, code);
  }

  /** The code of fragment.worker and fragment.process. */
  #worker(): number {
    const values = this.#values;
    const at = this.#at;
    const owner = values.text(at.lease_owner, longestWorker);
    if (owner > 0) return this.#workerCode(owner, noProcess);
    const wasLeased =
      owner === 0 ||
      values.isThere(at.lease_token) ||
      values.isThere(at.lease_expires_at) ||
      values.isThere(at.dispatch_ack_at);
    const process = wasLeased ? noProcess : this.#process();
    const host = wasLeased ? noText : values.text(at.worker_host, longestWorker);
    return this.#workerCode(host > 0 ? host : values.text(at.worker_id, longestWorker), process);
  }

  #process(): number {
    const process = this.#values.whole(this.#at.worker_pid);
    if (process > mostExact) this.#record.needsSql = true;
    return isMissing(process) ? noProcess : max(0, process);
  }

  #line(into: JobColumns, slot: number): void {
    const values = this.#values;
    const at = this.#at;
    const length = max(0, values.text(at.status, longestStatus));
    const word = this.#lineWords.code(values.start, length, 0, 0);
    const priority = values.whole(at.priority);
    const due = values.time(at.scheduled_at);
    if (word < 0 || abs(priority) > mostExact) this.#record.needsSql = true;
    const turn = word < 0 ? 0 : this.#turnOf(word);
    const first = isMissing(priority) ? noPriority : priority;
    setLine(into, slot, turn, lineOf(word), first, isMissing(due) ? 0 : due);
  }

  #turnOf(word: number): number {
    this.#turns[word] ??= turnOfWord(this.#words.plugin(word), this.#isScheduled);
    return this.#turns[word];
  }

  #workerCode(length: number, process: number): number {
    const name = this.#workerNames.code(this.#values.start, max(0, length), 0, 0);
    if (name < 0) this.#record.needsSql = true;
    return this.#workers.code(max(0, name), process);
  }
}
