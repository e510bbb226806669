import { boundaries, longestLine } from './line-boundaries.js';
import type { LineMatcher } from './line-matcher.js';
import type { LogBytes } from './log-bytes.js';
import { type LineBounds, matchesForward } from './search-stretch.js';

/** A log is looked through in stretches of this many bytes. */
const stretchBytes = 256 << 10;
/** No more lines than this are remembered, of those far from where the operator is none; their number is. */
const mostKept = 100_000;
/** What is this near, in stretches, is always remembered. */
const near = 2;

/** Which lines match among those that begin in a stretch of a log. */
export interface Stretch {
  /** Null: forgotten. */
  readonly lines: readonly LineBounds[] | null;
  readonly count: number;
  /** Where to go on, in bytes. */
  readonly next: number;
  /** The log's size when it was looked through. */
  readonly size: number;
}

/** What is known of the stretches of one log, by their numbers. */
export type Stretches = ReadonlyMap<number, Stretch>;

/** The number of the stretch that holds a byte. */
export function stretchOf(place: number): number {
  return Math.floor(place / stretchBytes);
}

/** Where a stretch of a log of this size ends, in bytes. */
export function endOfStretch(index: number, size: number): number {
  return Math.min(size, (index + 1) * stretchBytes);
}

/** What is known without the lines that are too many to be remembered, and far from a place. */
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

/** One log at one instant, looked through as far as there is time; what was known before is not looked at again. */
export class Looking {
  /** What was found now. */
  readonly fresh = new Map<number, Stretch>();

  readonly #matcher: LineMatcher;
  readonly #known: Stretches;
  /** By the clock of `performance`, ms. Something is looked at even if it is over. */
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

  /** What is known of a stretch; what is near the end of a log that has grown since isn't. */
  at(index: number): Stretch | null {
    const stretch = this.fresh.get(index) ?? this.#known.get(index) ?? null;
    const { size } = this.bytes;
    const isSettled = stretch !== null && endOfStretch(index, Infinity) + 2 * longestLine <= stretch.size;
    return stretch !== null && (isSettled || stretch.size === size) ? stretch : null;
  }

  /** Whether a stretch has been looked through. */
  isWhole(index: number): boolean {
    return (this.at(index)?.next ?? -1) >= endOfStretch(index, this.bytes.size);
  }

  /** Looks through a stretch, or goes on with it; what came of it as long as there was time. */
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
    // A stretch in which no line begins needs no look.
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
