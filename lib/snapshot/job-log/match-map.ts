import { boundaries, longestLine } from './line-boundaries.js';
import type { LineMatcher } from './line-matcher.js';
import type { LogBytes } from './log-bytes.js';
import { type LineBounds, matchesForward } from './search-stretch.js';

/** A log is searched in stretches of this many bytes. */
const stretchBytes = 256 << 10;
/** At most this many lines are remembered; of those far from the operator's place only the number is kept. */
const mostKept = 100_000;
/** Lines within this many stretches are always remembered. */
const near = 2;

/** The matching lines among those that begin in a stretch of a log. */
export interface Stretch {
  /** Null: not remembered any more. */
  readonly lines: readonly LineBounds[] | null;
  readonly count: number;
  /** Where to continue, in bytes. */
  readonly next: number;
  /** The log's size when this was searched. */
  readonly size: number;
}

/** What is known about the stretches of one log, by number. */
export type Stretches = ReadonlyMap<number, Stretch>;

/** The number of the stretch that holds a byte. */
export function stretchOf(place: number): number {
  return Math.floor(place / stretchBytes);
}

/** Where a stretch of a log of this size ends, in bytes. */
export function endOfStretch(index: number, size: number): number {
  return Math.min(size, (index + 1) * stretchBytes);
}

/** The stretches without lines that are too many to remember and far from a place. */
export function remembered(stretches: Stretches, place: number): Stretches {
  const middle = stretchOf(place);
  let kept = 0;
  for (const { lines } of stretches.values()) kept += lines?.length ?? 0;
  if (kept <= mostKept) return stretches;
  const rest = new Map(stretches);
  const farthest = [...stretches].sort(([one], [other]) => Math.abs(other - middle) - Math.abs(one - middle));
  for (const [index, stretch] of farthest) {
    if (kept <= mostKept || Math.abs(index - middle) <= near) break;
    kept -= stretch.lines?.length ?? 0;
    rest.set(index, { ...stretch, lines: null });
  }
  return rest;
}

/**
 * A search of one log at one instant, for as long as there is time; what was already known isn't searched again.
 */
export class MatchSearch {
  /** What was found this time. */
  readonly fresh = new Map<number, Stretch>();

  readonly #matcher: LineMatcher;
  readonly #known: Stretches;
  /** Time limit by the clock of `performance`, ms. At least something is searched, even after it. */
  readonly #until: number;

  constructor(
    readonly bytes: LogBytes,
    matcher: LineMatcher,
    known: Stretches,
    until: number,
  ) {
    this.#matcher = matcher;
    this.#known = known;
    this.#until = until;
  }

  /** The number of the last stretch. */
  get last(): number {
    return stretchOf(Math.max(0, this.bytes.size - 1));
  }

  /** What is known about a stretch; null if it is near the end of a log that has grown since. */
  at(index: number): Stretch | null {
    const stretch = this.fresh.get(index) ?? this.#known.get(index) ?? null;
    const { size } = this.bytes;
    const isFinal = stretch !== null && endOfStretch(index, Infinity) + 2 * longestLine <= stretch.size;
    return stretch !== null && (isFinal || stretch.size === size) ? stretch : null;
  }

  /** Whether a whole stretch has been searched. */
  isWhole(index: number): boolean {
    return (this.at(index)?.next ?? -1) >= endOfStretch(index, this.bytes.size);
  }

  /** Searches a stretch, or continues with it; returns what was found while there was time. */
  through(index: number): Stretch & { readonly lines: readonly LineBounds[] } {
    const { size } = this.bytes;
    const end = endOfStretch(index, size);
    const before = this.at(index);
    let lines = before?.lines ?? [];
    let next = before === null || before.lines === null ? this.#lineFrom(index * stretchBytes) : before.next;
    while (next < end && (this.fresh.size === 0 || !this.isOver())) {
      const matching = matchesForward(this.bytes, this.#matcher, next, end, this.#until);
      lines = [...lines, ...matching.found];
      next = matching.next;
      this.fresh.set(index, { lines, count: lines.length, next, size });
    }
    // A stretch in which no line begins doesn't have to be searched.
    if (!this.fresh.has(index) && before === null && next >= end)
      this.fresh.set(index, { lines, count: 0, next, size });
    return { lines, count: lines.length, next, size };
  }

  isOver(): boolean {
    return performance.now() >= this.#until;
  }

  #lineFrom(place: number): number {
    const { size } = this.bytes;
    return boundaries(this.bytes, place, Math.min(size, place + 2 * longestLine))[0] ?? size;
  }
}
