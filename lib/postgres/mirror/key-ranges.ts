import { type CopiedIn, PostgresFailure, type Row } from '../link/server-connection.js';
import type { AskServer, ServerInstant } from '../link/server-link.js';
import { hasKeyTwice, keyOfEach, lastKey, withoutLast } from './copied-rows.js';
import type { MirroredRows } from './mirrored-rows.js';
import { statementFor } from './mirrored-table.js';
import {
  changedOf,
  type MirroredPart,
  type MirrorWriter,
  rowsAt,
  type SnapshotStamp,
  sinceText,
} from './part.js';

/** A range of whole numbers, both ends included, and when the mirror last agreed with the server on its rows. */
interface KeyRange {
  from: bigint;
  to: bigint;
  /** Null: they have yet to be read. */
  right: SnapshotStamp | null;
  /**
   * How many rows the mirror had in it then; null: they have to be counted, because somebody else has written in the
   * range. Without that, a row that was added to the mirror and then removed at the server would stay: the server shows
   * neither as a change.
   */
  count: number | null;
}

/** The limit for rows with the same number, which are always read together: none. */
const mostOfOne = 2 ** 31;
/** Aims at no more than this many bytes at once, as the server sends them: a quarter of the most that is accepted. */
const mostBytes = 1 << 24;
/** Up to twenty ranges are asked for ahead, and each may bring this fraction of the rows that are read at once. */
const rangesAhead = 20;
/** After a read that took too long, this many times fewer rows are read at once. */
const fewer = 8;
/** After small rows, this many times more. */
const more = 1.25;
/** For the first time, as many rows are read at once as server and line are busy with for this many ms. */
const loadMs = 400;
/** No more rows are read at once than come in this many ms: well before a copy is given up. */
const slowMs = 1000;
const least = -(2n ** 63n);
const greatest = 2n ** 63n - 1n;

/**
 * The rows of a table, range by range: each range agrees with the server as of a moment of its own, so that no
 * transaction has to last long enough for the whole table. A row never leaves its range as long as it keeps its key or,
 * in a table whose rows are told apart by their places, the number of its job.
 */
export class KeyRanges implements MirroredPart {
  /** In the order of their keys, without a gap. */
  readonly #ranges: KeyRange[] = [{ from: least, to: greatest, right: null, count: null }];
  readonly #rowsAtOnce: number;
  /** Once a read has taken too long, no more are read at once than usual. */
  #loadedAtMost: number;
  /** How many rows are read at once now: fewer if they are large. */
  #most: number;
  /** How many rows are read at once for the first time: more if they come quickly. */
  #toLoad: number;
  #isLoading = false;
  /** The range to compare next: the one that was compared longest ago. */
  #next = 0;
  /** What was asked for ahead: the rows of a range that may have changed. */
  readonly #asked = new Map<KeyRange, Promise<readonly Row[]>>();
  /** Whether a range was brought up to date by that. */
  readonly #outcomes = new Map<KeyRange, PromiseSettledResult<boolean>>();
  /** The greatest key at the beginning; 0 until it is known. */
  #greatest = 0n;

  /**
   * A range starts with `rowsAtOnce` rows, or fewer if they are large; once it has more than twice `rowsAtOnce`, it is
   * read again from scratch. For the first time, up to `loadedAtMost` rows are read at once, which are several ranges.
   */
  constructor(
    readonly rows: MirroredRows,
    rowsAtOnce: number,
    loadedAtMost = rowsAtOnce,
  ) {
    this.#rowsAtOnce = rowsAtOnce;
    this.#loadedAtMost = loadedAtMost;
    this.#most = rowsAtOnce;
    this.#toLoad = rowsAtOnce;
  }

  readonly restsAt = null;

  get isLoading(): boolean {
    return this.#isLoading;
  }

  /** When the range that was compared longest ago was right; null while some have yet to be read. */
  get oldest(): SnapshotStamp | null {
    return this.#ranges[this.#next]?.right ?? null;
  }

  get size(): number {
    return this.#ranges.length;
  }

  /** By the keys, as if they were spread evenly. */
  get portionRead(): number {
    const last = this.#ranges[this.#next - 1]?.to ?? null;
    if (this.oldest !== null) return 1;
    return last === null || this.#greatest <= 0n ? 0 : Math.min(1, Number(last) / Number(this.#greatest));
  }

  async step(instant: ServerInstant, now: SnapshotStamp, mirror: MirrorWriter): Promise<void> {
    const range = this.#ranges[this.#next];
    if (range === undefined) return;
    // Only for the progress, so nothing waits for it.
    if (range.right === null && this.#next === 0) this.#learnGreatest(instant);
    if (range.right === null && this.rows.table.key !== null) return this.#load(instant, range, now, mirror);
    await this.#compareAsked(instant, mirror);
    const known = this.#outcomes.get(range);
    this.#outcomes.delete(range);
    if (known?.status === 'rejected') throw known.reason;
    if (!(known?.value ?? (await this.#bringUpToDate(instant, range, range.right, mirror))))
      await this.#readAgain(instant, range, mirror);
    this.#pass(range, now);
  }

  /** A range is right now; the one after it is next. */
  #pass(range: KeyRange, now: SnapshotStamp): void {
    range.right = now;
    this.#next = (this.#next + 1) % this.#ranges.length;
  }

  askAhead(ask: AskServer, steps: number): void {
    this.#asked.clear();
    this.#outcomes.clear();
    for (let at = 0; at < Math.min(steps, this.#ranges.length); at += 1) {
      const range = this.#ranges[(this.#next + at) % this.#ranges.length];
      if (range === undefined || range.right === null) continue;
      const answer = this.#changedIn(ask, range, range.right, this.#mostAhead);
      // Whoever does the step hears of it.
      answer.catch(() => {});
      this.#asked.set(range, answer);
    }
  }

  /** How many rows at most come with the answer to what is asked for ahead, which may be about many ranges. */
  get #mostAhead(): number {
    return Math.ceil(this.#most / rangesAhead);
  }

  #changedIn(
    ask: AskServer,
    { from, to }: KeyRange,
    right: SnapshotStamp,
    most: number,
  ): Promise<readonly Row[]> {
    const asked = [sinceText(right), most, String(from), String(to)];
    return ask(statementFor('changed_between', this.rows.table), asked);
  }

  readLess(): boolean {
    const before = this.#most;
    this.#most = Math.max(1, Math.floor(before / fewer));
    this.#toLoad = this.#most;
    this.#loadedAtMost = 0;
    return this.#most < before;
  }

  /** Adjusts how many rows are read at once by the size of those that were just read, and how long they took. */
  #learn(count: number, bytes: number, tookMs = 0): void {
    const share = Math.min(mostBytes / bytes, slowMs / tookMs);
    const most = share < 1 ? Math.max(1, Math.floor(count * share)) : Math.ceil(more * this.#most);
    this.#most = Math.min(this.#rowsAtOnce, most);
  }

  /** Somebody else has written or removed rows with these keys in the mirror. */
  forgetCounts(keys: readonly string[]): void {
    for (const key of keys) {
      const range = this.#rangeOf(BigInt(key));
      if (range !== undefined) range.count = null;
    }
  }

  #rangeOf(key: bigint): KeyRange | undefined {
    let [from, to] = [0, this.#ranges.length - 1];
    while (from < to) {
      const middle = Math.floor((from + to) / 2);
      if (key <= (this.#ranges[middle]?.to ?? greatest)) to = middle;
      else from = middle + 1;
    }
    return this.#ranges[from];
  }

  #learnGreatest(instant: ServerInstant): void {
    const asked = instant.rows(statementFor('greatest_key', this.rows.table));
    asked.then(
      ([row]) => {
        this.#greatest = BigInt(row?.[0] ?? 0);
      },
      // What the range is read by fails, too.
      () => {},
    );
  }

  /** Compares all that was asked for ahead: what ranges of keys need further takes one round trip together. */
  async #compareAsked(instant: ServerInstant, mirror: MirrorWriter): Promise<void> {
    const asked = [...this.#asked];
    this.#asked.clear();
    const compared: Promise<unknown>[] = [];
    for (const [range, answer] of asked) {
      const outcome = this.#bringUpToDate(instant, range, range.right, mirror, answer);
      const settled = Promise.allSettled([outcome]).then(([known]) => this.#outcomes.set(range, known));
      // A row may have taken the place of one of another range.
      if (this.rows.table.key === null) await settled;
      compared.push(settled);
    }
    await Promise.all(compared);
  }

  /** False if too much has changed. `asked`: what was asked for ahead. */
  async #bringUpToDate(
    instant: ServerInstant,
    range: KeyRange,
    right: SnapshotStamp | null,
    mirror: MirrorWriter,
    asked?: Promise<readonly Row[]>,
  ): Promise<boolean> {
    if (right === null) return false;
    const { from, to } = range;
    const { table } = this.rows;
    const bounds = [String(from), String(to)];
    const most = this.#most;
    let answer = changedOf((await asked) ?? []);
    if (asked === undefined || (answer.changed > this.#mostAhead && answer.changed <= most))
      answer = changedOf(await this.#changedIn(instant.rows, range, right, most));
    const { count, changed, rows: read } = answer;
    if (changed > most || (count > 2 * this.#rowsAtOnce && from < to)) return false;
    if (read.length > 0 || range.count === null)
      range.count = mirror.write((writer) => {
        this.rows.fill(writer, read);
        return this.rows.countBetween(writer, from, to);
      });
    const isSame = range.count === count;
    // A place may be taken by a row of another range.
    if (table.key === null) range.count = null;
    if (isSame) return true;
    const keys = await instant.rows(statementFor('keys_between', table), bounds);
    const there = new Map(keys.map(([key, place]) => [key ?? '', place ?? '']));
    if (there.size < keys.length) throw sameIds();
    const gone = mirror.write((writer) =>
      this.rows.keysBetween(writer, from, to).filter((key) => !there.delete(key)),
    );
    const missing = await rowsAt(instant, this.rows, [...there.values()]);
    mirror.write((writer) => {
      this.rows.remove(writer, gone);
      this.rows.fill(writer, missing);
    });
    range.count = null;
    return true;
  }

  /** Reads a range for the first time, as many rows as may be read at once, and cuts it into ranges of the usual size. */
  async #load(
    instant: ServerInstant,
    whole: KeyRange,
    now: SnapshotStamp,
    mirror: MirrorWriter,
  ): Promise<void> {
    const { from, to } = whole;
    const { table } = this.rows;
    const most = this.#toLoad + 1;
    const atOnce = Math.min(this.#most, this.#toLoad);
    // If it takes too long, the next one is no larger than usual.
    this.#toLoad = atOnce;
    const found = await instant.copy(statementFor('copy_between', table, { from, to, most }));
    if (table.isParted && hasKeyTwice(found.bytes)) throw sameIds();
    const isMore = found.count >= most;
    const copied = isMore ? withoutLast(found) : found;
    this.#learn(found.count, found.bytes.length, found.tookMs);
    this.#learnPace(found);
    let range = whole;
    let left = copied.count;
    for (const key of left > atOnce ? keyOfEach(copied.bytes, atOnce) : []) {
      // What is left over belongs to the last one.
      if (left <= atOnce) break;
      left -= atOnce;
      this.#cut(range, BigInt(key));
      range.count = atOnce;
      this.#pass(range, now);
      range = this.#ranges[this.#next] ?? range;
    }
    if (isMore) this.#cut(range, BigInt(lastKey(copied.bytes) ?? 0));
    range.count = left;
    this.#pass(range, now);
    this.#isLoading = isMore;
    mirror.load(this.rows, copied, !isMore);
  }

  /** Adjusts how many rows are read at once for the first time by how long those took that were just read. */
  #learnPace({ count, bytes: { length }, tookMs }: CopiedIn): void {
    const share = Math.min(loadMs / Math.max(1, tookMs), mostBytes / Math.max(1, length));
    const quick = Math.min(this.#loadedAtMost, Math.floor(count * share));
    this.#toLoad = Math.max(this.#most, quick);
  }

  /** Reads a range from scratch and has SQLite write it: if too much of it has changed, or if its rows have no key. */
  async #readAgain(instant: ServerInstant, range: KeyRange, mirror: MirrorWriter): Promise<void> {
    const read = await this.#readRange(instant, range);
    mirror.later((writer) => {
      const here = this.rows.keysBetween(writer, range.from, range.to);
      // The first time, the mirror has hardly any of them.
      const there = new Set(here.length === 0 ? [] : read.map(([key]) => key ?? ''));
      this.rows.remove(
        writer,
        here.filter((key) => !there.has(key)),
      );
      this.rows.fill(writer, read);
    });
    range.count = this.rows.table.key === null ? null : read.length;
  }

  /** The rows of a range, which is cut before the first number whose rows weren't all read. */
  async #readRange(instant: ServerInstant, range: KeyRange): Promise<readonly Row[]> {
    const { table } = this.rows;
    const read = (to: bigint, most: number) =>
      instant.rows(statementFor('rows_between', table), [String(range.from), String(to), most]);
    const most = this.#most;
    const found = await read(range.to, most + 1);
    this.#learn(found.length, bytesOf(found));
    if (table.key !== null && found.some(([key], at) => at > 0 && key === found[at - 1]?.[0]))
      throw sameIds();
    const at = 1 + table.columns.findIndex(({ name }) => name === table.range);
    const next = found.length > most ? BigInt(found.at(-1)?.[at] ?? 0) : null;
    if (next === null) return found;
    this.#cut(range, next > range.from ? next - 1n : next);
    return next > range.from
      ? found.filter((row) => BigInt(row[at] ?? 0) !== next)
      : await read(next, mostOfOne);
  }

  /** Cuts a range short. The rest becomes a range of its own, right as of the same moment. */
  #cut(range: KeyRange, to: bigint): void {
    if (to >= range.to) return;
    this.#ranges.splice(this.#next + 1, 0, { ...range, from: to + 1n });
    range.to = to;
  }
}

function bytesOf(rows: readonly Row[]): number {
  return rows.reduce((sum, row) => row.reduce((bytes, value) => bytes + (value?.length ?? 0), sum), 0);
}

/** Two rows can have the same id only in different partitions, each of which has its own index. */
function sameIds(): PostgresFailure {
  return new PostgresFailure({ kind: 'same-ids' });
}
