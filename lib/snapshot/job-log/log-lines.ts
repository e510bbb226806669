import { isAscii } from 'node:buffer';
import type { AddedLines, LogLine, LogRequest } from '../../model/log.js';
import { HeldPart, type LogBytes } from './log-bytes.js';

/** Longer lines are split into pieces, which end where the position in the log is a multiple of this, in bytes. */
export const longestLine = 16 << 10;

/** A place's boundaries depend on the bytes within this distance. */
const margin = longestLine + 4;

/** The part of a log needed to find the boundaries from `low` to `high`, and to read what is between them. */
export function heldAround(log: LogBytes, low: number, high: number): LogBytes {
  return new HeldPart(log, Math.max(0, low - margin), Math.min(log.size, high + margin));
}

/** The byte that ends a line. */
export const lineBreak = 10;

/**
 * All positions from `low` to `high` where a line or a piece of one begins or the log ends, in order. Each depends
 * only on the bytes around it, so that the same ones are found from either side. A line that is too long is cut at
 * multiples of {@link longestLine} in the log, or up to 3 bytes before, to keep a character whole.
 */
export function boundaries(log: LogBytes, low: number, high: number): readonly number[] {
  const breaks = new LineBreaks(log, Math.max(0, low - margin), Math.min(log.size, high + margin));
  const starts = breaks.starts.filter((start) => start >= low && start <= high);
  const cuts: number[] = [];
  const first = Math.max(1, Math.ceil(low / longestLine)) * longestLine;
  for (let place = first; place < Math.min(log.size, high + 4); place += longestLine) {
    const cut = breaks.cutAt(place);
    if (cut !== null && cut >= low && cut <= high) cuts.push(cut);
  }
  return cuts.length === 0 ? starts : [...starts, ...cuts].sort((one, other) => one - other);
}

/** The line breaks in the loaded bytes, and where lines are cut. */
class LineBreaks {
  /** Where lines begin after a line break, and the log's ends, if they are loaded. */
  readonly starts: readonly number[];
  readonly #bytes: Buffer;
  #next = 0;

  readonly #from: number;

  constructor(log: LogBytes, from: number, to: number) {
    this.#from = from;

    this.#bytes = log.read(from, to);
    const starts = from === 0 ? [0] : [];
    for (let at = this.#bytes.indexOf(lineBreak); at >= 0; at = this.#bytes.indexOf(lineBreak, at + 1)) {
      starts.push(from + at + 1);
    }
    if (to === log.size && starts.at(-1) !== to) starts.push(to);
    this.starts = starts;
  }

  /** Where the line that holds this byte is cut; null if it isn't. Must be called with ascending positions. */
  cutAt(place: number): number | null {
    const cut = this.#beginOfCharacter(place);
    while ((this.starts[this.#next] ?? Number.POSITIVE_INFINITY) <= cut) this.#next += 1;
    // Anything that isn't loaded is further away than the length of a line.
    const begin = this.starts[this.#next - 1] ?? Number.NEGATIVE_INFINITY;
    const end = this.starts[this.#next] ?? Number.POSITIVE_INFINITY;
    if (begin === cut || end === place + 1) return null;
    return end - begin > longestLine ? cut : null;
  }

  #at(place: number): number {
    return this.#bytes[place - this.#from] ?? 0;
  }

  #beginOfCharacter(place: number): number {
    let begin = place;
    while (begin > place - 3 && begin > this.#from && isContinuation(this.#at(begin))) begin -= 1;
    return lengthOfCharacter(this.#at(begin)) > place - begin ? begin : place;
  }
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

/** How many bytes a character has that begins with this byte; 0 if none can. */
function lengthOfCharacter(byte: number): number {
  if (byte < 0x80) return 1;
  if (byte < 0xc2 || byte > 0xf4) return 0;
  return byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

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
