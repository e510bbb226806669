import { keepLast, putLast } from '../../model/recently-used.js';
import type { JobColumns, NameTable } from './job-columns.js';
import { inNoLine, inSomeLine } from './line-columns.js';
import { lineOrder } from './line-order.js';
import { type Move, OrderedJobs, OutOfOrder, type Passes } from './ordered-jobs.js';
import { Scratch } from './scratch.js';

/** At most this many lines are kept in order. */
const mostLines = 4;
/** If more than this share of the jobs move at once, or have become due, lines are made again. */
const manyMoves = 1 / 8;
/** Lines that weren't read during this many changes are forgotten. */
const longUnused = 60;

/** A line at one instant, in the order in which workers take its jobs. */
export interface Line {
  /** Jobs that could already be taken when the line was made. */
  readonly ready: OrderedJobs;
  /** Jobs that have become due since. */
  readonly due: OrderedJobs;
  /** Queued jobs whose line or place has to be read by SQL. */
  readonly strange: OrderedJobs;
}

interface KeptLine extends Omit<Line, 'due'> {
  /** When it was made, ms. */
  readonly at: number;
  /** Jobs that waited for a later time then. */
  readonly later: OrderedJobs;
}

/** The jobs that lines are made of. */
interface QueuedJobs {
  readonly columns: JobColumns;
  readonly names: NameTable;
  readonly jobs: number;
  firstFirst(): Iterable<{ readonly from: number; readonly count: number }>;
}

/** Lines of queued jobs, kept while jobs change. */
export class LineLists {
  /** By line and paused parsers; least recently used first. */
  readonly #lines = new Map<string, KeptLine>();
  /** How many changes there were since a line was last read. */
  #unused = 0;

  readonly #of: QueuedJobs;

  constructor(of: QueuedJobs) {
    this.#of = of;
  }

  /** How many are kept. */
  get count(): number {
    return this.#lines.size;
  }

  /** A line at an instant (ms), without the jobs of paused parsers. */
  line(line: number, at: number, paused: readonly string[]): Line {
    const { columns } = this.#of;
    const key = JSON.stringify([line, paused]);
    const isDue: Passes = ({ dues }, slot) => (dues[slot] ?? 0) <= at;
    const dueIn = ({ later }: KeptLine) => later.among(columns, isDue);
    const known = this.#lines.get(key);
    let kept = known !== undefined && known.at <= at ? known : this.#made(line, at, paused);
    let due = dueIn(kept);
    if (due.count > this.#of.jobs * manyMoves + 1000) {
      kept = this.#made(line, at, paused);
      due = dueIn(kept);
    }
    this.#unused = 0;
    putLast(this.#lines, key, kept);
    keepLast(this.#lines, mostLines);
    return { ready: kept.ready, due, strange: kept.strange };
  }

  /** Moves jobs in all lines. Both the old and the new slots must still hold their jobs. */
  move(moves: readonly Move[]): void {
    if (moves.length === 0) return;
    this.#unused += 1;
    if (this.#unused > longUnused || moves.length > this.#of.jobs * manyMoves + 1000) {
      this.clear();
      return;
    }
    for (const [key, { ready, later, strange }] of this.#lines) {
      try {
        for (const list of [ready, later, strange]) list.move(this.#of.columns, moves);
      } catch (error) {
        if (!(error instanceof OutOfOrder)) throw error;
        this.#lines.delete(key);
      }
    }
  }

  clear(): void {
    this.#lines.clear();
  }

  #made(line: number, at: number, paused: readonly string[]): KeptLine {
    const { columns } = this.#of;
    const isPaused = pausedNames(this.#of, paused);
    const isIn: Passes = ({ lines, names }, slot) => lines[slot] === line && !isPaused(names[slot] ?? 0);
    const isReady: Passes = (own, slot) => isIn(own, slot) && (own.dues[slot] ?? 0) <= at;
    const isLater: Passes = (own, slot) => isIn(own, slot) && (own.dues[slot] ?? 0) > at;
    const isStrange: Passes = ({ lines }, slot) => lines[slot] === inSomeLine;
    const scratch = new Scratch();
    const queued = this.#queued(scratch);
    const listOf = (passes: Passes) => {
      const slots = scratch.numbers(queued.length);
      slots.set(queued);
      return OrderedJobs.of(columns, slots, passes, () => false, lineOrder);
    };
    const made = { at, ready: listOf(isReady), later: listOf(isLater), strange: listOf(isStrange) };
    scratch.free();
    return made;
  }

  /** The slots of all queued jobs, with the lowest id first. */
  #queued(scratch: Scratch): Uint32Array {
    const { lines } = this.#of.columns;
    const slots = scratch.numbers(this.#of.jobs);
    let count = 0;
    for (const { from, count: jobs } of this.#of.firstFirst()) {
      for (let slot = from; slot < from + jobs; slot += 1) {
        if (lines[slot] === inNoLine) continue;
        slots[count] = slot;
        count += 1;
      }
    }
    return slots.subarray(0, count);
  }
}

/** Whether the name with a code is one of these parsers'. Codes may be added later. */
function pausedNames({ names }: QueuedJobs, paused: readonly string[]): (code: number) => boolean {
  if (paused.length === 0) return () => false;
  const plugins = new Set(paused);
  const known: boolean[] = [];
  return (code) => {
    known[code] ??= plugins.has(names.plugin(code));
    return known[code];
  };
}
