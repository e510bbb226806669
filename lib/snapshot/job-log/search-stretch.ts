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

/** The beginning and end of a line or a piece of one, in bytes. */
export type LineBounds = Pick<LogLine, 'start' | 'end'>;

/**
 * The matching lines that begin at or after `from` and before `limit`, within one stretch; no longer than `until` (by the
 * clock of `performance`, ms) if lines have to be decoded. `next`: where to continue.
 */
export function matchesForward(
  log: LogBytes,
  matcher: LineMatcher,
  from: number,
  limit: number,
  until: number,
): { readonly found: readonly LineBounds[]; readonly next: number } {
  const end = Math.min(limit, from + (matcher.ascii === null ? readBytes : stretchBytes));
  // One more line, which a match may extend into.
  const to = Math.min(log.size, end + 2 * longestLine);
  const held = heldAround(log, from, to);
  const next = boundaries(held, end, to)[0] ?? log.size;
  const found: LineBounds[] = [];
  const text = simpleText(held.read(from, to), matcher);
  if (text !== null && matcher.ascii !== null) {
    let at = text.indexOf(matcher.ascii);
    const starts = at < 0 ? [] : boundaries(held, from, to);
    for (const [index, start] of starts.entries()) {
      if (at < 0 || start >= next) break;
      const lineEnd = starts[index + 1] ?? to;
      if (from + at >= lineEnd) continue;
      found.push({ start, end: lineEnd });
      at = text.indexOf(matcher.ascii, lineEnd - from);
    }
    return { found, next };
  }
  const lines = linesBetween(held, boundaries(held, from, to));
  const last = Math.max(until, performance.now() + leastTimeMs);
  for (const [index, line] of lines.entries()) {
    if (line.start >= next) break;
    const begins = lines[index - 1]?.complete ?? (from === 0 || held.read(from - 1, from)[0] === lineBreak);
    const { start, end: lineEnd } = line;
    if (matcher.isIn({ line, following: lines[index + 1], begins })) found.push({ start, end: lineEnd });
    if (performance.now() >= last) return { found, next: Math.min(next, lineEnd) };
  }
  return { found, next };
}

/**
 * The bytes as characters; null unless everything in them is visible and each relevant byte is a character of its own.
 */
function simpleText(bytes: Buffer, matcher: LineMatcher): string | null {
  // ESC, DEL, and the first byte of the C1 controls in UTF-8.
  const isHidden = bytes.includes(0x1b) || bytes.includes(0x7f) || bytes.includes(0xc2);
  return matcher.ascii === null || isHidden ? null : matcher.fold(bytes.toString('latin1'));
}
