import { setTimeout } from 'node:timers/promises';
import type {
  AddedLines,
  FilteredPart,
  LogLine,
  LogMatches,
  LogRequest,
  LogSearch,
  LogSearchResult,
} from '../../model/log.js';
import { nextTurn } from '../files/node-system.js';
import type { LineMatcher } from './line-matcher.js';
import type { LogBytes, LogResult, LogSource } from './log-bytes.js';
import { boundaries, linesBetween, longestLine } from './log-lines.js';
import { orStopped } from './save-log.js';
import { type LineBounds, matchesForward } from './search-stretch.js';

/** A log is searched in stretches of this many bytes. */
const stretchBytes = 256 << 10;
/** At most this many lines are remembered; of those far from the operator's place only the number is kept. */
const mostLines = 100_000;
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
type Stretches = ReadonlyMap<number, Stretch>;

/** Which edition of a log the stretches are of; null: of several, since it was rewritten too often to search one. */
interface Memory {
  readonly edition: string | null;
  readonly stretches: Stretches;
}

/** The number of the stretch that holds a byte. */
function stretchOf(place: number): number {
  return Math.floor(place / stretchBytes);
}

/** Where a stretch of a log of this size ends, in bytes. */
function endOfStretch(index: number, size: number): number {
  return Math.min(size, (index + 1) * stretchBytes);
}

/** The stretches without lines that are too many to remember and far from a place. */
function remembered(stretches: Stretches, place: number): Stretches {
  const middle = stretchOf(place);
  let count = 0;
  for (const { lines } of stretches.values()) count += lines?.length ?? 0;
  if (count <= mostLines) return stretches;
  const rest = new Map(stretches);
  const farthest = [...stretches].sort(([one], [other]) => Math.abs(other - middle) - Math.abs(one - middle));
  for (const [index, stretch] of farthest) {
    if (count <= mostLines || Math.abs(index - middle) <= near) break;
    if (stretch.count === 0) continue;
    count -= stretch.lines?.length ?? 0;
    rest.set(index, { ...stretch, lines: null });
  }
  return rest;
}

/**
 * A search of one log at one instant, for as long as there is time; what was already known isn't searched again.
 */
class MatchSearch {
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

/** Others get their turn after this time, ms. A count then rests three times as long: it takes a quarter of the time. */
const turnMs = 8;
const rest = 3 * turnMs;
/** A read looks for its lines for this long, ms, and returns those found by then. */
const longestReadMs = 100;
/** If it has found them all, it counts others until this long after its start, ms. */
const longestCount = 40;
/** A log that is rewritten meanwhile is searched again at most this many times; then further changes are ignored. */
const mostRestarts = 3;

/** A part of the lines of a log that match. */
export interface Filtered {
  readonly size: number;
  readonly lines: readonly LogLine[];
  readonly added: AddedLines | null;
  readonly filtered: FilteredPart;
}

type Wanted = Pick<LogRequest, 'place' | 'before' | 'after' | 'countFrom'> & { readonly only: string };

/** What a turn has come to: the place around which lines are remembered, in bytes, and the result, null for not yet. */
interface Turn<T> {
  readonly middle: number;
  readonly result: T | null;
}

/**
 * The lines of one log that match. Each question continues where those before had to stop, so that the log is searched
 * only once, however large it is.
 */
export class MatchingLines {
  #memory: Memory = { edition: null, stretches: new Map() };

  readonly #matcher: LineMatcher;

  constructor(matcher: LineMatcher) {
    this.#matcher = matcher;
  }

  /** Lines around a place, as if there were no others, as many as are found in time; others are counted meanwhile. */
  read(log: LogSource, wanted: Wanted, signal: AbortSignal): Promise<LogResult<Filtered> | 'stopped'> {
    const began = performance.now();
    return this.#ask(log, signal, (search) => filteredIn(search, wanted, began), nextTurn, Infinity);
  }

  /**
   * The next matching line, first among those that begin at or after `from`, or, backwards, among those that begin
   * before it; then among all others. So the start of the last line found continues backwards, and its end forwards.
   */
  async next(
    log: LogSource,
    wanted: Pick<LogSearch, 'from' | 'direction'>,
    signal: AbortSignal,
  ): Promise<LogSearchResult> {
    if (this.#matcher.isNothing) return { kind: 'none' };
    const answer = await this.#ask(log, signal, (search) => nextIn(search, wanted), nextTurn);
    return answerOf(answer);
  }

  /** How many lines match: all of them, and those that begin before `at` (bytes). */
  async count(log: LogSource, at: number, signal: AbortSignal): Promise<LogMatches> {
    if (this.#matcher.isNothing) return { kind: 'none' };
    const rested = () => setTimeout(rest, undefined, { signal }).catch(() => {});
    return answerOf(await this.#ask(log, signal, (search) => countIn(search, at), rested));
  }

  /** Has a question answered in turns. */
  async #ask<T>(
    log: LogSource,
    signal: AbortSignal,
    turn: (search: MatchSearch) => Turn<T>,
    pause: () => Promise<unknown>,
    restartsAtMost = mostRestarts,
  ): Promise<LogResult<T> | 'stopped'> {
    for (let restarts = 0; !signal.aborted; await pause()) {
      const { edition, stretches } = this.#memory;
      const work = (bytes: LogBytes) => {
        const search = new MatchSearch(bytes, this.#matcher, stretches, performance.now() + turnMs);
        return { ...turn(search), fresh: search.fresh };
      };
      const answer = await orStopped(log.read(work), signal);
      if (answer === 'stopped' || answer.kind !== 'value') return answer;
      const { fresh, middle, result } = answer.value;
      const isIgnored = restarts >= restartsAtMost;
      // If the log is another one now, everything known is discarded, except what was found in this read alone.
      if (isIgnored || stretches.size === 0 || edition === answer.edition) {
        // Meanwhile others may have searched it, too.
        const now = this.#memory.edition === answer.edition ? this.#memory.stretches : [];
        const known = new Map([...(isIgnored ? stretches : now), ...fresh]);
        this.#memory = {
          edition: isIgnored ? null : answer.edition,
          stretches: remembered(known, middle),
        };
        if (result !== null) return { ...answer, value: result };
      } else {
        this.#memory = { edition: answer.edition, stretches: new Map() };
        restarts += 1;
      }
    }
    return 'stopped';
  }
}

/** An answer without what only a read tells. */
function answerOf<T>(answer: LogResult<T> | 'stopped') {
  if (answer === 'stopped') return { kind: 'stopped' } as const;
  if (answer.kind === 'value') return answer.value;
  return answer.kind === 'none' ? ({ kind: 'none' } as const) : answer;
}

/** A byte of a log; its end if it is shorter. */
function placeIn({ size }: LogBytes, place: number): number {
  return Math.floor(Math.min(Math.max(0, place || 0), size));
}

function filteredIn(search: MatchSearch, wanted: Wanted, began: number): Turn<Filtered> {
  const { bytes } = search;
  const isEnd = wanted.place.kind === 'end';
  const offset = wanted.place.kind === 'end' ? bytes.size : wanted.place.offset;
  const middle = Math.min(placeIn(bytes, offset), Math.max(0, bytes.size - 1));
  const { isDone, ...found } = around(search, isEnd ? bytes.size : middle, {
    before: wanted.before + (isEnd ? 1 : 0),
    after: isEnd ? 0 : Math.max(1, wanted.after),
  });
  if (isDone) countOn(search);
  const { count, isWhole } = counted(search, 0);
  const took = performance.now() - began;
  const isEnough = took >= longestReadMs || (isDone && (isWhole || took >= longestCount));
  if (!isEnough) return { middle, result: null };
  const lines = found.lines.flatMap(({ start, end }) => linesBetween(bytes, [start, end]));
  const { from, to } = found;
  const filtered = { only: wanted.only, from, to, count, isWhole, isDone };
  const added = wanted.countFrom === undefined ? null : addedFrom(search, wanted.countFrom);
  return { middle, result: { size: bytes.size, lines, added, filtered } };
}

function addedFrom(search: MatchSearch, from: number): AddedLines {
  const { count, isWhole } = counted(search, from);
  return { from, count, more: !isWhole };
}

type Next = Extract<LogSearchResult, { kind: 'found' | 'none' }>;

function nextIn(search: MatchSearch, { from, direction }: Pick<LogSearch, 'from' | 'direction'>): Turn<Next> {
  const middle = placeIn(search.bytes, from);
  const isForward = direction === 'forward';
  const isBeyond = ({ start }: LineBounds) => start >= middle === isForward;
  const stretches = search.last + 1;
  const first = Math.min(search.last, stretchOf(middle));
  // Once around the log, back to the other side of the first stretch.
  for (let step = 0; step <= stretches; step += 1) {
    const index = (stretches + first + (isForward ? step : -step)) % stretches;
    const { lines, next } = search.through(index);
    const isWhole = next >= endOfStretch(index, search.bytes.size);
    if (!isForward && !isWhole) return { middle, result: null };
    const candidates = step === 0 ? lines.filter(isBeyond) : lines;
    const found = candidates.at(isForward ? 0 : -1);
    if (found !== undefined)
      return { middle, result: { kind: 'found', start: found.start, wrapped: !isBeyond(found) } };
    if (!isWhole) return { middle, result: null };
  }
  return { middle, result: { kind: 'none' } };
}

function countIn(search: MatchSearch, at: number): Turn<Extract<LogMatches, { kind: 'counted' }>> {
  const middle = placeIn(search.bytes, at);
  countOn(search);
  const { count: total, isWhole } = counted(search, 0);
  if (!isWhole || search.at(stretchOf(middle))?.lines === null) {
    search.through(Math.min(search.last, stretchOf(middle)));
    return { middle, result: null };
  }
  const before = total - counted(search, middle).count;
  return { middle, result: { kind: 'counted', total, before, size: search.bytes.size } };
}

interface Around {
  readonly lines: readonly LineBounds[];
  readonly from: number;
  readonly to: number;
  readonly isDone: boolean;
}

/** The matching lines on either side of a place: first those from it on, then those that end before it. */
function around(
  search: MatchSearch,
  place: number,
  wanted: { readonly before: number; readonly after: number },
): Around {
  const { size } = search.bytes;
  const isAfter = ({ end }: LineBounds) => end > place;
  const middle = Math.min(search.last, stretchOf(place));
  let lines: readonly LineBounds[] = [];
  let to = middle === 0 ? 0 : endOfStretch(middle - 1, size);
  let from = to;
  for (let index = middle; index <= search.last; index += 1) {
    if (index > middle && lines.filter(isAfter).length >= wanted.after) break;
    const stretch = search.through(index);
    lines = [...lines, ...stretch.lines];
    to = Math.min(stretch.next, endOfStretch(index, size));
    if (to < endOfStretch(index, size)) return trimmed({ lines, from, to, isDone: false }, isAfter, wanted);
  }
  for (let index = middle - 1; index >= 0; index -= 1) {
    if (lines.filter((line) => !isAfter(line)).length >= wanted.before) break;
    const stretch = search.through(index);
    if (stretch.next < endOfStretch(index, size))
      return trimmed({ lines, from, to, isDone: false }, isAfter, wanted);
    lines = [...stretch.lines, ...lines];
    from = index === 0 ? 0 : endOfStretch(index - 1, size);
  }
  return trimmed({ lines, from, to, isDone: true }, isAfter, wanted);
}

/** Only as many lines as are wanted. */
function trimmed(
  found: Around,
  isAfter: (line: LineBounds) => boolean,
  wanted: { readonly before: number; readonly after: number },
): Around {
  const before = found.lines.filter((line) => !isAfter(line));
  const after = found.lines.filter(isAfter);
  const lines = [
    ...before.slice(Math.max(0, before.length - wanted.before)),
    ...after.slice(0, wanted.after),
  ];
  return {
    ...found,
    lines,
    from: before.length > wanted.before ? (lines[0]?.start ?? found.from) : found.from,
    to: after.length > wanted.after ? (lines.at(-1)?.end ?? found.to) : found.to,
  };
}

/**
 * Searches the rest of the log, from the beginning on, while there is time; at least something, if nothing else
 * was searched.
 */
function countOn(search: MatchSearch): void {
  for (let index = 0; index <= search.last; index += 1) {
    if (search.isWhole(index)) continue;
    if (search.fresh.size > 0 && search.isOver()) return;
    search.through(index);
  }
}

/** How many matching lines begin at or after a byte, and whether all have been searched for. */
function counted(search: MatchSearch, from: number): { readonly count: number; readonly isWhole: boolean } {
  const first = stretchOf(Math.max(0, from));
  let count = 0;
  let isWhole = true;
  for (let index = first; index <= search.last; index += 1) {
    const { lines, count: all } = search.at(index) ?? { lines: null, count: 0 };
    count += index > first || lines === null ? all : lines.filter(({ start }) => start >= from).length;
    isWhole &&= search.isWhole(index);
  }
  return { count, isWhole };
}
