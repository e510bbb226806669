import { isAscii } from 'node:buffer';
import type { AddedLines, LogLine, LogRequest } from '../../model/log.js';
import { boundaries, longestLine } from './line-boundaries.js';
import type { LogBytes } from './log-bytes.js';

/**
 * How far from the place lines are searched for at first, and at most: if there are fewer lines within that, fewer
 * are returned.
 */
const firstReach = 4 * longestLine;
const lastReach = 4 << 20;

const byteOrderMark = 0xefbbbf;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** New lines are counted within this many bytes, at most. */
const countedBytes = 8 << 20;

/** How many lines begin at or after a byte; those beyond 8 MB aren't counted. */
export function linesFrom(log: LogBytes, place: number): AddedLines {
  const from = Math.floor(Math.min(Math.max(0, place || 0), log.size));
  const end = Math.min(log.size, from + countedBytes);
  // A line begins where the byte before it ends one.
  const bytes = end > from ? log.read(Math.max(0, from - 1), end - 1) : Buffer.alloc(0);
  let count = from === 0 && end > 0 ? 1 : 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count += 1;
  return { from: place, count, more: end < log.size };
}

/** The lines around a place of a log. */
export function linesAround(
  log: LogBytes,
  { place, before, after }: Pick<LogRequest, 'place' | 'before' | 'after'>,
): readonly LogLine[] {
  const { size } = log;
  if (size === 0) return [];
  // The last byte's line is the last one.
  const anchor = place.kind === 'end' ? size : Math.floor(Math.min(Math.max(0, place.offset || 0), size - 1));
  const backwards = startsBefore(log, anchor, before);
  const begin = backwards.at(-1) ?? anchor;
  const forwards = place.kind === 'end' ? [] : startsAfter(log, begin, after);
  const bounds = [...backwards, ...forwards];
  return linesBetween(log, bounds);
}

/** Where the line that holds the place begins, and at most `count` lines before it: in order. */
function startsBefore(log: LogBytes, place: number, count: number): readonly number[] {
  for (let reach = firstReach; ; reach *= 4) {
    const low = Math.max(0, place - reach);
    const starts = boundaries(log, low, place);
    const isEnough = starts.length > count || low === 0 || reach >= lastReach;
    if (isEnough) return starts.slice(-count - 1);
  }
}

/** Where at most `count` lines end, the first of which begins at `start`. */
function startsAfter(log: LogBytes, start: number, count: number): readonly number[] {
  for (let reach = firstReach; ; reach *= 4) {
    const high = Math.min(log.size, start + reach);
    const starts = boundaries(log, start + 1, high);
    const isEnough = starts.length >= count || high === log.size || reach >= lastReach;
    if (isEnough) return starts.slice(0, count);
  }
}

/** The lines between consecutive boundaries. */
export function linesBetween(log: LogBytes, bounds: readonly number[]): readonly LogLine[] {
  const [first] = bounds;
  const last = bounds.at(-1);
  if (first === undefined || last === undefined || last <= first) return [];
  const bytes = log.read(first, last);
  // Nearly all logs are ASCII, which is split much faster as one text.
  if (isAscii(bytes)) return asciiLines(bytes.toString('latin1'), bounds, log.size);
  return bounds.slice(1).map((end, index) => {
    const start = bounds[index] ?? first;
    return lineOf(bytes.subarray(start - first, end - first), start, end, log.size);
  });
}

function asciiLines(text: string, bounds: readonly number[], size: number): readonly LogLine[] {
  const first = bounds[0] ?? 0;
  return bounds.slice(1).map((end, index) => {
    const start = bounds[index] ?? first;
    const hasBreak = text.charCodeAt(end - first - 1) === 10;
    const breakBytes = hasBreak ? (end - start > 1 && text.charCodeAt(end - first - 2) === 13 ? 2 : 1) : 0;
    const line = text.slice(start - first, end - first - breakBytes);
    return { start, end, text: line, complete: hasBreak || end === size };
  });
}

function lineOf(bytes: Buffer, start: number, end: number, size: number): LogLine {
  const hasBreak = bytes.at(-1) === 10;
  const breakBytes = hasBreak ? (bytes.at(-2) === 13 ? 2 : 1) : 0;
  const hasMark = start === 0 && bytes.length >= 3 && bytes.readUIntBE(0, 3) === byteOrderMark;
  const text = bytes.subarray(hasMark ? 3 : 0, bytes.length - breakBytes);
  return { start, end, text: decoder.decode(text), complete: hasBreak || end === size };
}
