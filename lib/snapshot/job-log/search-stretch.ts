import type { LogLine } from '../../model/log.js';
import type { LineMatcher } from './line-matcher.js';
import type { LogBytes } from './log-bytes.js';
import { boundaries, heldAround, lineBreak, linesBetween, longestLine } from './log-lines.js';

/** This many bytes are searched at a time. */
const stretchBytes = 512 << 10;
/** And this many if lines have to be decoded, which takes longer. */
const readBytes = 128 << 10;
/**
 * Lines are judged for at least this long, ms, however long reading them took: otherwise a slow machine would read
 * them one by one.
 */
const leastTimeMs = 4;

/** The result of searching a stretch of a log. */
export interface Stretch {
  /** The beginning of the line with the match nearest to where the search came from. */
  readonly found: number | null;
  /** Where to continue. */
  readonly next: number;
}

/**
 * Searches lines that begin at or after `from` and before `limit`; no longer than `until` if lines have to be
 * decoded.
 */
export function searchForward(
  log: LogBytes,
  matcher: LineMatcher,
  from: number,
  limit: number,
  until: number,
): Stretch {
  const end = Math.min(limit, from + bytesAtOnce(matcher));
  const stretch = new SearchedBytes(log, matcher, from, end, until);
  const next = stretch.boundaryFrom(end) ?? log.size;
  const { found, looked } = stretch.first(next);
  return { found, next: looked };
}

/** Searches lines that begin before `from` and at or after `limit`, last one first; with the same time limit. */
export function searchBackward(
  log: LogBytes,
  matcher: LineMatcher,
  from: number,
  limit: number,
  until: number,
): Stretch {
  const begin = Math.max(limit, from - bytesAtOnce(matcher));
  const stretch = new SearchedBytes(log, matcher, begin, from, until);
  const next = stretch.boundaryFrom(begin) ?? begin;
  const { found, looked } = stretch.last(next, from);
  return { found, next: Math.max(begin, Math.min(looked, from - 1)) };
}

/** The matching lines that begin at or after `from` and before `limit`, within one stretch and the time limit. */
export function matchesForward(
  log: LogBytes,
  matcher: LineMatcher,
  from: number,
  limit: number,
  until: number,
): { readonly found: readonly LineBounds[]; readonly next: number } {
  const end = Math.min(limit, from + bytesAtOnce(matcher));
  const stretch = new SearchedBytes(log, matcher, from, end, until);
  const next = stretch.boundaryFrom(end) ?? log.size;
  const { found, looked } = stretch.all(next);
  return { found, next: looked };
}

function bytesAtOnce({ ascii }: LineMatcher): number {
  return ascii === null ? readBytes : stretchBytes;
}

/** The beginning and end of a line or a piece of one, in bytes. */
export type LineBounds = Pick<LogLine, 'start' | 'end'>;

/** What was found, and how far lines were searched: to the end, or until time ran out. */
interface Looked<T> {
  readonly found: T;
  readonly looked: number;
}

/** A stretch of a log, and one more line that a match may extend into. */
class SearchedBytes {
  readonly #held: LogBytes;
  readonly #to: number;

  readonly #matcher: LineMatcher;
  readonly #from: number;
  /**
   * Time limit for judging lines, by the clock of `performance`, ms; extended so that some lines are judged once
   * they have been read.
   */
  #until: number;

  constructor(log: LogBytes, matcher: LineMatcher, from: number, to: number, until: number) {
    this.#matcher = matcher;
    this.#from = from;
    this.#until = until;

    this.#to = Math.min(log.size, to + 2 * longestLine);
    this.#held = heldAround(log, from, this.#to);
  }

  /** The first position from `low` on where a line begins. */
  boundaryFrom(low: number): number | undefined {
    return boundaries(this.#held, low, Math.min(this.#to, low + 2 * longestLine))[0];
  }

  /** The first matching line that begins before `end`. */
  first(end: number): Looked<number | null> {
    const simple = this.#simpleText();
    if (simple !== null) {
      const at = simple.text.indexOf(simple.sought);
      const found = at < 0 || this.#from + at >= end ? null : this.#lineAt(this.#from + at);
      return { found, looked: end };
    }
    const lines = this.#lines();
    for (const [index, line] of lines.entries()) {
      if (line.start >= end) break;
      if (this.#matches(lines, index)) return { found: line.start, looked: end };
      if (this.#isOver()) return { found: null, looked: Math.min(end, line.end) };
    }
    return { found: null, looked: end };
  }

  /** All matching lines that begin before `end`, in order. */
  all(end: number): Looked<readonly LineBounds[]> {
    const simple = this.#simpleText();
    if (simple !== null) return { found: this.#allSimple(simple, end), looked: end };
    const lines = this.#lines();
    const found: LineBounds[] = [];
    for (const [index, line] of lines.entries()) {
      if (line.start >= end) break;
      if (this.#matches(lines, index)) found.push({ start: line.start, end: line.end });
      if (this.#isOver()) return { found, looked: Math.min(end, line.end) };
    }
    return { found, looked: end };
  }

  #allSimple({ text, sought }: SimpleText, end: number): readonly LineBounds[] {
    const starts = boundaries(this.#held, this.#from, this.#to);
    const found: LineBounds[] = [];
    let at = text.indexOf(sought);
    for (const [index, start] of starts.entries()) {
      if (at < 0 || start >= end) break;
      const next = starts[index + 1] ?? this.#to;
      if (this.#from + at >= next) continue;
      found.push({ start, end: next });
      at = text.indexOf(sought, next - this.#from);
    }
    return found;
  }

  /** The last matching line that begins at or after `begin` and before `end`. */
  last(begin: number, end: number): Looked<number | null> {
    if (end <= begin) return { found: null, looked: begin };
    const simple = this.#simpleText();
    if (simple !== null) {
      const at = this.#from + simple.text.lastIndexOf(simple.sought, end - 1 - this.#from);
      return { found: at < Math.max(begin, this.#from) ? null : this.#lineAt(at), looked: begin };
    }
    const lines = this.#lines();
    for (let index = lines.length - 1; index >= 0; index -= 1) {
      const line = lines[index];
      if (line === undefined || line.start >= end) continue;
      if (line.start < begin) break;
      if (this.#matches(lines, index)) return { found: line.start, looked: begin };
      if (this.#isOver()) return { found: null, looked: line.start };
    }
    return { found: null, looked: begin };
  }

  #matches(lines: readonly LogLine[], index: number): boolean {
    const line = lines[index];
    if (line === undefined) return false;
    const begins = lines[index - 1]?.complete ?? this.#beginsAt(line.start);
    return this.#matcher.isIn({ line, following: lines[index + 1], begins });
  }

  #beginsAt(start: number): boolean {
    return start === 0 || this.#held.read(start - 1, start)[0] === lineBreak;
  }

  #isOver(): boolean {
    return performance.now() >= this.#until;
  }

  #lines(): readonly LogLine[] {
    const lines = linesBetween(this.#held, boundaries(this.#held, this.#from, this.#to));
    this.#until = Math.max(this.#until, performance.now() + leastTimeMs);
    return lines;
  }

  /** The beginning of the line that holds a position. */
  #lineAt(place: number): number | null {
    return boundaries(this.#held, Math.max(this.#from, place - 2 * longestLine), place).at(-1) ?? null;
  }

  /**
   * The bytes as characters; null unless everything in them is visible and each relevant byte is a character of
   * its own.
   */
  #simpleText(): SimpleText | null {
    const { ascii } = this.#matcher;
    if (ascii === null) return null;
    const bytes = this.#held.read(this.#from, this.#to);
    // ESC, DEL, and the first byte of the C1 controls in UTF-8.
    if (bytes.includes(0x1b) || bytes.includes(0x7f) || bytes.includes(0xc2)) return null;
    return { text: this.#matcher.fold(bytes.toString('latin1')), sought: ascii };
  }
}

interface SimpleText {
  readonly text: string;
  readonly sought: string;
}
