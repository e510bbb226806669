import type { LogLine } from '../../model/log.js';
import { boundaries, longestLine } from './line-boundaries.js';
import type { LogBytes } from './log-bytes.js';
import { linesBetween } from './log-lines.js';
import type { Needle } from './needle.js';

/** So many bytes are searched at a time. */
const stretchBytes = 256 << 10;

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
  const bounds = boundaries(log, from, Math.min(log.size, end + 2 * longestLine));
  const next = bounds.find((bound) => bound >= end) ?? log.size;
  return { found: new Haystack(log, bounds, needle).first(next), next };
}

/** Searches lines that begin before `from` and from `limit` on, the last one first. */
export function searchBackward(log: LogBytes, needle: Needle, from: number, limit: number): Stretch {
  const begin = Math.max(limit, from - stretchBytes);
  const bounds = boundaries(log, begin, Math.min(log.size, from + 2 * longestLine));
  const next = Math.min(bounds[0] ?? begin, from - 1);
  return { found: new Haystack(log, bounds, needle).last(next, from), next: Math.max(next, begin) };
}

/** Consecutive lines that are searched, and one more that a match may reach into. */
class Haystack {
  constructor(
    private readonly log: LogBytes,
    private readonly bounds: readonly number[],
    private readonly needle: Needle,
  ) {}

  /** The first line with a match that begins before `end`. */
  first(end: number): number | null {
    const text = this.simpleText();
    if (text !== null) {
      const at = this.start + text.indexOf(this.needle.text);
      return at < this.start || at >= end ? null : this.lineAt(at);
    }
    const lines = linesBetween(this.log, this.bounds);
    const index = lines.findIndex((line, at) => line.start < end && this.matches(line, lines[at + 1]));
    return lines[index]?.start ?? null;
  }

  /** The last line with a match that begins from `begin` on and before `end`. */
  last(begin: number, end: number): number | null {
    const text = this.simpleText();
    if (text !== null) {
      const at = this.start + text.lastIndexOf(this.needle.text, end - 1 - this.start);
      return at < Math.max(begin, this.start) || end <= this.start ? null : this.lineAt(at);
    }
    const lines = linesBetween(this.log, this.bounds);
    const index = lines.findLastIndex(
      (line, at) => line.start >= begin && line.start < end && this.matches(line, lines[at + 1]),
    );
    return lines[index]?.start ?? null;
  }

  private get start(): number {
    return this.bounds[0] ?? 0;
  }

  private lineAt(place: number): number | null {
    return this.bounds.findLast((bound) => bound <= place) ?? null;
  }

  private matches(line: LogLine, following: LogLine | undefined): boolean {
    if (this.needle.isIn(line.text)) return true;
    return !line.complete && following !== undefined && this.needle.isAcross(line.text, following.text);
  }

  /** The bytes as characters, where nothing in them is hidden and each byte that counts is a character of its own. */
  private simpleText(): string | null {
    if (!this.needle.isAscii) return null;
    const bytes = this.log.read(this.start, this.bounds.at(-1) ?? this.start);
    // ESC, DEL, and the first byte of the C1 controls in UTF-8.
    if (bytes.includes(0x1b) || bytes.includes(0x7f) || bytes.includes(0xc2)) return null;
    return this.needle.fold(bytes.toString('latin1'));
  }
}
