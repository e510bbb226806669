import type { JobsEvent } from '../../lib/machine/state.js';
import type {
  LogLine,
  LogMatches,
  LogPiece,
  LogReading,
  LogRequest,
  LogSearch,
  LogSearchResult,
} from '../../lib/model/log.js';
import { patternOf } from '../../lib/pattern/pattern.js';

/** A log as text of one-byte characters, and how a reader cuts it up (lib/model/log.ts). */
export class LogInMemory {
  constructor(
    readonly text: string,
    /** Longer lines come in pieces. */
    private readonly longest = 64,
  ) {}

  /** All lines. */
  lines(): LogLine[] {
    const lines: LogLine[] = [];
    let start = 0;
    for (const whole of this.text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
      for (let from = 0; from < whole.length; from += this.longest) {
        const text = whole.slice(from, from + this.longest);
        const end = start + text.length;
        lines.push({
          start,
          end,
          text: text.replace(/\n$/, ''),
          complete: text.endsWith('\n') || end === this.text.length,
        });
        start = end;
      }
    }
    return lines;
  }

  /** What a reader answers at an instant, which may bring fewer lines than it is asked for. */
  read(request: LogRequest, asOf = 0, most = Number.POSITIVE_INFINITY): LogReading {
    const lines = this.lines();
    const { place } = request;
    const before = Math.min(request.before, most);
    const after = Math.max(1, Math.min(request.after, most));
    const last = lines.length - 1;
    const found = place.kind === 'end' ? lines.length : lines.findIndex((line) => line.end > place.offset);
    const index = found < 0 ? last : found;
    const piece: LogPiece = {
      jobId: request.jobId,
      asOf,
      size: this.text.length,
      lines: lines.slice(Math.max(0, index - before), index + after),
      added: request.countFrom === undefined ? null : this.added(request.countFrom),
      filtered: null,
      origin: { kind: 'database' },
    };
    return { kind: 'piece', piece };
  }

  private added(from: number): LogPiece['added'] {
    const starts = [0, ...[...this.text.matchAll(/\n/g)].map(({ index }) => index + 1)];
    return {
      from,
      count: starts.filter((start) => start >= from && start < this.text.length).length,
      more: false,
    };
  }

  /** The lines that hold what is looked for, counted. */
  matches({ text }: LogSearch, at: number): LogMatches {
    const matching = this.lines().filter((line) => patternOf(text).isIn(line.text));
    const before = matching.filter(({ start }) => start < at).length;
    return { kind: 'counted', total: matching.length, before, size: this.text.length };
  }

  /** What a search comes to: in lines that begin at `from` or after it, or in those before it; then round the end. */
  search({ text, from, direction }: LogSearch): LogSearchResult {
    const lines = this.lines();
    const holds = (line: LogLine) => patternOf(text).isIn(line.text);
    const origin = lines.findIndex((line) => line.start >= from);
    const split = origin < 0 ? lines.length : origin;
    const first = direction === 'forward' ? lines.slice(split) : lines.slice(0, split).reverse();
    const second = direction === 'forward' ? lines.slice(0, split) : lines.slice(split).reverse();
    const match = first.find(holds);
    if (match !== undefined) return { kind: 'found', start: match.start, wrapped: false };
    const round = second.find(holds);
    return round === undefined ? { kind: 'none' } : { kind: 'found', start: round.start, wrapped: true };
  }
}

/** Numbered lines of different lengths. */
export function numberedLog(count: number): LogInMemory {
  const lines = Array.from({ length: count }, (_, index) => `${index} ${'x'.repeat((index * 7) % 50)}\n`);
  return new LogInMemory(lines.join(''));
}

/** The event of a read. */
export function logEvent(reading: LogReading, request: LogRequest): JobsEvent {
  return { type: 'log', reading, request };
}
