import { Buffer } from 'node:buffer';
import type { IndexLoader } from '../../snapshot/mirror/index-loader.js';
import { RecordWriter } from '../../snapshot/mirror/record-writer.js';
import type { MirroredTable } from './mirrored-table.js';

/** The longest status, in bytes: a longer one would need overflow pages in an index. */
const longestWord = 500;

/** The jobs of a queue by status, and within it by priority, so that indexes can be filled in order. */
export class JobGroups {
  /** By status (null: none) and priority, the keys in their order. */
  readonly #groups = new Map<string | null, Map<number | null, number[]>>();
  #isFit = true;

  /** Whether a table has the columns by which jobs are grouped. */
  static suits({ columns }: MirroredTable): boolean {
    const kindOf = (wanted: string) => columns.find(({ name }) => name === wanted)?.kind;
    return kindOf('status') === 'text' && [undefined, 'integer'].includes(kindOf('priority'));
  }

  /** Whether the indexes can be filled: every status is a short text, and every number is exact in JavaScript. */
  get isFit(): boolean {
    return this.#isFit;
  }

  /** Jobs must be added in the order of their keys. */
  add(key: number | bigint, status: string | null, priority: number | bigint | null): void {
    if (typeof key === 'bigint' || typeof priority === 'bigint' || isTooLong(status)) {
      this.#isFit = false;
      return;
    }
    const ofStatus = this.#groups.get(status) ?? new Map<number | null, number[]>();
    if (ofStatus.size === 0) this.#groups.set(status, ofStatus);
    const keys = ofStatus.get(priority);
    if (keys === undefined) ofStatus.set(priority, [key]);
    else keys.push(key);
  }

  /** Fills an index on (status, priority, id). */
  fillDispatch(loader: IndexLoader): void {
    const groups = this.#inOrder().flatMap(([status, ofStatus]) =>
      [...ofStatus]
        .sort(([one], [other]) => byNumber(one, other))
        .map(([priority, keys]) => ({ status, priority, keys })),
    );
    fill(loader, groups);
  }

  /** Fills an index on (status, id) of the jobs with these statuses, in any letter case. */
  fillByStatus(loader: IndexLoader, words: readonly string[]): void {
    const groups = this.#inOrder()
      .filter(([status]) => status !== null && words.includes(plainWord(status)))
      .map(([status, ofStatus]) => ({
        status,
        keys: Float64Array.from([...ofStatus.values()].flat()).sort(),
      }));
    fill(loader, groups);
  }

  /** In the order in which SQLite compares texts: by their bytes; null comes first. */
  #inOrder(): [string | null, Map<number | null, number[]>][] {
    return [...this.#groups].sort(([one], [other]) =>
      one === null ? -1 : other === null ? 1 : Buffer.compare(Buffer.from(one), Buffer.from(other)),
    );
  }
}

/** In UTF-8 a text has at most three bytes for each of its code units. */
function isTooLong(status: string | null): boolean {
  return status !== null && status.length > longestWord / 3 && Buffer.byteLength(status) > longestWord;
}

/** A status as SQLite's `upper(trim(…))` has it, which leaves all but spaces and ASCII letters as they are. */
export function plainWord(status: string): string {
  return status.replace(/^ +| +$/g, '').replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

/** Jobs with the same values in an index; without a `priority`, it isn't in the index. */
interface Group {
  readonly status: string | null;
  readonly priority?: number | null;
  readonly keys: Iterable<number> & { readonly length: number };
}

/** Fills an index on what groups have in common, which are in its order, and the key: the row's number, too. */
function fill(loader: IndexLoader, groups: readonly Group[]): void {
  const record = new RecordWriter();
  let left = groups.reduce((sum, { keys }) => sum + keys.length, 0);
  for (const { status, priority, keys } of groups) {
    const word = status === null ? null : Buffer.from(status);
    record.begin();
    if (word === null) record.null();
    else record.text(word, 0, word.length);
    if (priority === null) record.null();
    else if (priority !== undefined) record.integer(priority);
    const common = record.place;
    for (const key of keys) {
      record.backTo(common);
      record.integer(key);
      record.integer(key);
      left -= 1;
      loader.add(record, left === 0);
    }
  }
  loader.end();
}

function byNumber(one: number | null, other: number | null): number {
  return one === null ? -1 : other === null ? 1 : one - other;
}
