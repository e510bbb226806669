import type { LogLine } from '../../model/log.js';
import { boundaries, longestLine, windowAround } from './line-boundaries.js';
import type { LogBytes } from './log-bytes.js';
import { linesBetween } from './log-lines.js';
import type { Needle } from './needle.js';

/** So many bytes are searched at a time. */
const stretchBytes = 512 << 10;

/** What searching a stretch of a log came to. */
export interface Stretch {
  /** Where the line begins that holds the match nearest to where the search came from. */
  readonly found: number | null;
  /** Where to go on. */
  readonly next: number;
}

/** Searches lines that begin from `from` on and before `limit`. */
export function searchForward(log: LogBytes, needle: Needle, from: number, limit: number): Stretch {
  const end = Math.min(limit, from + stretchBytes);
  const haystack = new Haystack(log, needle, from, end);
  const next = haystack.boundaryFrom(end) ?? log.size;
  return { found: haystack.first(next), next };
}

/** Searches lines that begin before `from` and from `limit` on, the last one first. */
export function searchBackward(log: LogBytes, needle: Needle, from: number, limit: number): Stretch {
  const begin = Math.max(limit, from - stretchBytes);
  const haystack = new Haystack(log, needle, begin, from);
  const next = haystack.boundaryFrom(begin) ?? begin;
  return { found: haystack.last(next, from), next: Math.max(begin, Math.min(next, from - 1)) };
}

/** The lines with a match that begin from `from` on and before `limit`, as far as one stretch goes. */
export function matchesForward(
  log: LogBytes,
  needle: Needle,
  from: number,
  limit: number,
): { readonly found: readonly number[]; readonly next: number } {
  const end = Math.min(limit, from + stretchBytes);
  const haystack = new Haystack(log, needle, from, end);
  const next = haystack.boundaryFrom(end) ?? log.size;
  return { found: haystack.all(next), next };
}

/** A stretch of a log, and one more line that a match may reach into. */
class Haystack {
  private readonly window: LogBytes;
  private readonly to: number;

  constructor(
    log: LogBytes,
    private readonly needle: Needle,
    private readonly from: number,
    to: number,
  ) {
    this.to = Math.min(log.size, to + 2 * longestLine);
    this.window = windowAround(log, from, this.to);
  }

  /** The first place from `low` on where a line begins. */
  boundaryFrom(low: number): number | undefined {
    return boundaries(this.window, low, Math.min(this.to, low + 2 * longestLine))[0];
  }

  /** The first line with a match that begins before `end`. */
  first(end: number): number | null {
    const text = this.simpleText();
    if (text !== null) {
      const at = text.indexOf(this.needle.text);
      return at < 0 || this.from + at >= end ? null : this.lineAt(this.from + at);
    }
    const lines = this.lines();
    const index = lines.findIndex((line, at) => line.start < end && this.matches(line, lines[at + 1]));
    return lines[index]?.start ?? null;
  }

  /** All lines with a match that begin before `end`, in order. */
  all(end: number): readonly number[] {
    const text = this.simpleText();
    if (text === null) {
      const lines = this.lines();
      return lines
        .filter((line, at) => line.start < end && this.matches(line, lines[at + 1]))
        .map(({ start }) => start);
    }
    const starts = boundaries(this.window, this.from, this.to);
    const found: number[] = [];
    let at = text.indexOf(this.needle.text);
    for (const [index, start] of starts.entries()) {
      if (at < 0 || start >= end) break;
      const next = starts[index + 1] ?? this.to;
      if (this.from + at >= next) continue;
      found.push(start);
      at = text.indexOf(this.needle.text, next - this.from);
    }
    return found;
  }

  /** The last line with a match that begins from `begin` on and before `end`. */
  last(begin: number, end: number): number | null {
    if (end <= begin) return null;
    const text = this.simpleText();
    if (text !== null) {
      const at = this.from + text.lastIndexOf(this.needle.text, end - 1 - this.from);
      return at < Math.max(begin, this.from) ? null : this.lineAt(at);
    }
    const lines = this.lines();
    const index = lines.findLastIndex(
      (line, at) => line.start >= begin && line.start < end && this.matches(line, lines[at + 1]),
    );
    return lines[index]?.start ?? null;
  }

  private lines(): readonly LogLine[] {
    return linesBetween(this.window, boundaries(this.window, this.from, this.to));
  }

  /** Where the line begins that holds a place. */
  private lineAt(place: number): number | null {
    return boundaries(this.window, Math.max(this.from, place - 2 * longestLine), place).at(-1) ?? null;
  }

  private matches(line: LogLine, following: LogLine | undefined): boolean {
    if (this.needle.isIn(line.text)) return true;
    return !line.complete && following !== undefined && this.needle.isAcross(line.text, following.text);
  }

  /** The bytes as characters, where nothing in them is hidden and each byte that counts is a character of its own. */
  private simpleText(): string | null {
    if (!this.needle.isAscii) return null;
    const bytes = this.window.read(this.from, this.to);
    // ESC, DEL, and the first byte of the C1 controls in UTF-8.
    if (bytes.includes(0x1b) || bytes.includes(0x7f) || bytes.includes(0xc2)) return null;
    return this.needle.fold(bytes.toString('latin1'));
  }
}
