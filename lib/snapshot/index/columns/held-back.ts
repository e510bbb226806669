import { type JobColumns, type NameTable, takable } from './job-columns.js';

/** Slots of jobs. */
interface Block {
  readonly from: number;
  readonly count: number;
}

/** Added to the turn of a queued job that can't be taken, see `schema/fragments/turn.sql`. */
const held = 4;

/** Which queued jobs can't be taken at an instant: they wait for a later time, or for a paused parser. */
export class HeldBack {
  /** Before the first instant, nothing is held back. */
  #at = Number.POSITIVE_INFINITY;
  #paused: ReadonlySet<string> = new Set();
  /** By the code of a name, as far as it was needed. */
  #pausedNames: boolean[] = [];
  /** The first time after the instant that a job waits for, ms. */
  #next = Number.POSITIVE_INFINITY;

  /** Completes the turns of jobs whose words have just been written. */
  mark(columns: JobColumns, names: NameTable, { from, count }: Block): void {
    const { turns } = columns;
    for (let slot = from; slot < from + count; slot += 1) {
      const turn = turns[slot] ?? 0;
      if (turn !== 0 && this.#isHeld(columns, names, slot)) turns[slot] = turn | held;
    }
  }

  /**
   * Goes to an instant (ms) at which these parsers are paused; returns the slots whose turns are no longer right, for
   * {@link turn}. A pass over all jobs, if that may have changed for any.
   */
  go(
    columns: JobColumns,
    names: NameTable,
    blocks: Iterable<Block>,
    { now, paused }: { readonly now: number; readonly paused: readonly string[] },
  ): readonly number[] {
    const isSame = paused.length === this.#paused.size && paused.every((name) => this.#paused.has(name));
    const isSoon = isSame && now >= this.#at && now < this.#next;
    if (isSoon) return [];
    this.#at = now;
    this.#next = Number.POSITIVE_INFINITY;
    this.#paused = new Set(paused);
    this.#pausedNames = [];
    const { turns } = columns;
    const changed: number[] = [];
    for (const { from, count } of blocks) {
      for (let slot = from; slot < from + count; slot += 1) {
        const turn = turns[slot] ?? 0;
        if (turn !== 0 && this.#isHeld(columns, names, slot) !== turn > held) changed.push(slot);
      }
    }
    return changed;
  }

  /** Turns a job that was held back into one that isn't, and the other way round. */
  turn({ turns }: JobColumns, slot: number): void {
    turns[slot] = (turns[slot] ?? 0) ^ held;
  }

  clear(): void {
    this.#at = Number.POSITIVE_INFINITY;
    this.#pausedNames = [];
  }

  #isHeld({ turns, dues, names: codes }: JobColumns, names: NameTable, slot: number): boolean {
    const due = dues[slot] ?? 0;
    if (((turns[slot] ?? 0) & (held - 1)) !== takable) return false;
    const isLater = due > this.#at;
    if (isLater && due < this.#next) this.#next = due;
    return isLater || this.#isPaused(names, codes[slot] ?? 0);
  }

  #isPaused(names: NameTable, code: number): boolean {
    if (this.#paused.size === 0) return false;
    this.#pausedNames[code] ??= this.#paused.has(names.plugin(code));
    return this.#pausedNames[code];
  }
}
