import { type Cause, causeOfText } from '../../../causes/cause.js';
import { type CauseFilter, isCauseWanted } from '../../../model/causes.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import { KnownLeaves } from '../queue/known-leaves.js';
import type { QueueIndex } from '../queue/queue-index.js';

/** Stands for a cause's code: the job's record hasn't been read yet. */
export const unread = 0;
/** The cause of jobs without an error. */
const silent: Cause = { key: '', text: '' };

/** At most this many characters of error texts are remembered with their causes: many jobs have the same text. */
const mostText = 2_000_000;

/**
 * Why the failed jobs in the index failed, as far as their records were read: kept from one attempt to the next.
 */
export class CauseMemory {
  /**
   * By slot, the code of each failed job's cause; {@link unread} for those whose record is still to be read, and
   * for other jobs.
   */
  codes = new Uint32Array(0);
  readonly leaves = new KnownLeaves(({ from, count }) => this.codes.fill(unread, from, from + count));
  /** By code. */
  readonly #causes: Cause[] = [silent, silent];
  readonly #byKey = new Map<string, number>([['', 1]]);
  readonly #byText = new Map<string, number>();
  #textLength = 0;
  #shape: DatabaseShape | null = null;
  #hadRecords = false;

  /** Begins an attempt. What was read from other tables is only valid for one shape of the database. */
  begin(shape: DatabaseShape, index: QueueIndex): void {
    if (shape !== this.#shape) this.clear();
    this.#shape = shape;
    this.leaves.begin(index, (slots) => {
      if (this.codes.length >= slots) return;
      const codes = new Uint32Array(slots);
      codes.set(this.codes);
      this.codes = codes;
    });
  }

  /**
   * `hasRecords`: whether other tables record why jobs failed; once that changes, everything that was read is dropped.
   */
  expectRecords(hasRecords: boolean): void {
    if (hasRecords !== this.#hadRecords) this.leaves.forgetAll();
    this.#hadRecords = hasRecords;
  }

  /** The cause of a code; its key is empty for jobs without an error. */
  cause(code: number): Cause {
    return this.#causes[code] ?? silent;
  }

  /** The code of a cause; null: there is no error. Valid until the memory is cleared. */
  codeOf(cause: Cause | null): number {
    const { key } = cause ?? silent;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const code = this.#causes.push(cause ?? silent) - 1;
    this.#byKey.set(key, code);
    return code;
  }

  /** The code of the cause in a row's own error text. */
  codeOfText(text: string | null): number {
    if (text === null) return this.codeOf(null);
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    const code = this.codeOf(causeOfText(text, null));
    if (this.#textLength + text.length > mostText) {
      this.#byText.clear();
      this.#textLength = 0;
    }
    this.#byText.set(text, code);
    this.#textLength += text.length;
    return code;
  }

  /** The codes of causes that match a filter. */
  wanted(filter: CauseFilter): ReadonlySet<number> {
    const codes = new Set<number>();
    for (let code = unread + 1; code < this.#causes.length; code += 1)
      if (isCauseWanted(filter, this.cause(code))) codes.add(code);
    return codes;
  }

  clear(): void {
    this.codes = new Uint32Array(0);
    this.leaves.clear();
    this.#causes.length = 2;
    this.#byKey.clear();
    this.#byKey.set('', 1);
    this.#byText.clear();
    this.#textLength = 0;
    this.#shape = null;
  }
}
