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
