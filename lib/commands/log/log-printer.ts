import type { JobId } from '../../model/job.js';
import type { LogPortion } from '../../snapshot/job-log/database-log-reader.js';

/** Where portions come from. */
export interface PortionReader {
  /** At most `most` of a log's bytes, from one on. Never rejects. */
  portion(jobId: JobId, from: number, most: number): Promise<LogPortion>;
}

/** This many bytes are searched at a time. */
const stepBytes = 1 << 18;
const lineFeed = 0x0a;

/** Where to begin, in bytes; or why that can't be told. */
type Beginning =
  | { readonly kind: 'beginning'; readonly at: number }
  | Exclude<LogPortion, { readonly kind: 'portion' }>;

/**
 * Where the last `lines` lines of a log begin, 0 or more of them; an unfinished line at the end is one. The log is
 * searched from its end, never more than a portion of it in memory.
 */
async function lastLines(reader: PortionReader, jobId: JobId, lines: number): Promise<Beginning> {
  const first = await reader.portion(jobId, 0, 1);
  if (first.kind !== 'portion') return first;
  const { size } = first;
  let left = lines;
  if (left === 0) return { kind: 'beginning', at: size };
  for (let end = size; end > 0; ) {
    const from = Math.max(0, end - stepBytes);
    const portion = await reader.portion(jobId, from, end - from);
    if (portion.kind !== 'portion') return portion;
    // It is another log by now.
    if (portion.size < size) return lastLines(reader, jobId, lines);
    // The line feed at the very end ends the last line, and begins none.
    let at = Math.min(end, size - 1) - from;
    while (at > 0) {
      at = portion.bytes.lastIndexOf(lineFeed, at - 1);
      if (at < 0) break;
      left -= 1;
      if (left === 0) return { kind: 'beginning', at: from + at + 1 };
    }
    end = from;
  }
  return { kind: 'beginning', at: 0 };
}

/** This many bytes are read at a time. */
const portionBytes = 1 << 20;
/** This many bytes of what was printed are compared with what is read next: a log that was rewritten differs there. */
const comparedBytes = 4096;

/** What a step led to. */
export type Step =
  /** Some more was printed, and there may be more. */
  | { readonly kind: 'printed' }
  /** All that there is has been printed. */
  | { readonly kind: 'level' }
  /** What was printed is no longer the beginning of the log; the next step starts from the beginning. */
  | { readonly kind: 'rewritten' }
  /** Nobody reads the output any more. */
  | { readonly kind: 'unread' }
  | Exclude<LogPortion, { readonly kind: 'portion' }>;

/** Where a log is printed. Resolves with false when nobody reads it any more. */
export type Print = (bytes: Buffer) => Promise<boolean>;

/** Prints a log, or its last lines, portion by portion, never more than a portion of it in memory. */
export class LogPrinter {
  #done = 0;
  /** The end of what was printed. */
  #end: Buffer = Buffer.alloc(0);
  /** Nothing beyond this byte is printed; null until the first portion has told the size. */
  #limit: number | null = null;

  readonly #jobId: JobId;
  readonly #print: Print;
  readonly #follows: boolean;
  /** How many lines of the end are still to be found; null: it has begun, or begins with the first byte. */
  #lines: number | null;

  /**
   * Unless it `follows` the log as it grows, it prints as much as there is at the first step; of that the last `lines`,
   * or all for null. A log that is made only later is printed from its beginning.
   */
  constructor(jobId: JobId, print: Print, follows: boolean, lines: number | null = null) {
    this.#jobId = jobId;
    this.#print = print;
    this.#follows = follows;
    this.#lines = lines;
  }

  /** Prints the next portion. */
  async step(reader: PortionReader): Promise<Step> {
    if (this.#lines !== null) {
      const found = await lastLines(reader, this.#jobId, this.#lines);
      if (found.kind !== 'problem') this.#lines = null;
      if (found.kind !== 'beginning') return found;
      this.#done = found.at;
    }
    const before = this.#end.length;
    const portion = await reader.portion(this.#jobId, this.#done - before, before + portionBytes);
    if (portion.kind !== 'portion') return portion;
    const bytes = Buffer.from(portion.bytes.buffer, portion.bytes.byteOffset, portion.bytes.byteLength);
    // If the log is shorter now there is less to compare.
    if (!bytes.subarray(0, before).equals(this.#end)) {
      this.#done = 0;
      this.#end = Buffer.alloc(0);
      return { kind: 'rewritten' };
    }
    if (!this.#follows) this.#limit ??= portion.size;
    const limit = (this.#limit ?? portion.size) - this.#done;
    const fresh = bytes.subarray(before, before + limit);
    if (fresh.length === 0) return { kind: 'level' };
    if (!(await this.#print(fresh))) return { kind: 'unread' };
    this.#done += fresh.length;
    // A copy, so that the portion can be freed.
    this.#end = Buffer.from(Buffer.concat([this.#end, fresh]).subarray(-comparedBytes));
    return { kind: 'printed' };
  }
}
