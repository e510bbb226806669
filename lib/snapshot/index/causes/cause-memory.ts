import type { Cause } from '../../../model/cause/cause.js';
import { causeOfText } from '../../../model/cause/cause.js';
import { type CauseFilter, isCauseWanted } from '../../../model/causes.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import { KnownLeaves } from '../known-leaves.js';
import type { QueueIndex } from '../queue-index.js';

/** In place of a cause's code: the job's record has not been read yet. */
export const unread = 0;
/** The cause of jobs whose record says nothing. */
const silent: Cause = { key: '', text: '' };

/** Characters of error texts that are remembered with their causes: many jobs say the same. */
const mostText = 2_000_000;

/** Why the failed jobs of the index failed, as far as their records were read: kept from one attempt to the next. */
export class CauseMemory {
  /** The cause's code of each failed job, by slot; {@link unread} for those whose record has to be read, and for others. */
  codes = new Uint32Array(0);
  readonly leaves = new KnownLeaves(({ from, count }) => this.codes.fill(unread, from, from + count));
  /** By code. */
  readonly #causes: Cause[] = [silent, silent];
  readonly #byKey = new Map<string, number>([['', 1]]);
  readonly #byText = new Map<string, number>();
  #textLength = 0;
  #shape: DatabaseShape | null = null;
  #hadRecords = false;

  /** Begins an attempt. What other tables say belongs to one shape of the database. */
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

  /** Whether other tables say why jobs failed: once they begin to, or no longer do, nothing that was read counts. */
  expectRecords(hasRecords: boolean): void {
    if (hasRecords !== this.#hadRecords) this.leaves.forgetAll();
    this.#hadRecords = hasRecords;
  }

  /** The cause of a code, one without a key for jobs whose record says nothing. */
  cause(code: number): Cause {
    return this.#causes[code] ?? silent;
  }

  /** The code of a cause; null: the record says nothing. It stands as long as the memory isn't cleared. */
  codeOf(cause: Cause | null): number {
    const { key } = cause ?? silent;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const code = this.#causes.push(cause ?? silent) - 1;
    this.#byKey.set(key, code);
    return code;
  }

  /** The code of the cause that a row's own error text tells of. */
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

  /** Which codes are of causes that a filter means. */
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
