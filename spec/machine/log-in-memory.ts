import type { JobsEvent } from '../../lib/machine/state/event.js';
import type {
  LogLine,
  LogMatches,
  LogReading,
  LogRequest,
  LogSearch,
  LogSearchResult,
} from '../../lib/model/log.js';
import { patternOf } from '../../lib/pattern.js';

/** A log as text of one-byte characters, and how a reader cuts it up (lib/model/log.ts). */
export class LogInMemory {
  readonly #longest: number;

  /** Lines longer than `longest` come in pieces. */
  constructor(
    readonly text: string,
    longest = 64,
  ) {
    this.#longest = longest;
  }

  /** All lines. */
  lines(): LogLine[] {
    const lines: LogLine[] = [];
    let start = 0;
    for (const whole of this.text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
      for (let from = 0; from < whole.length; from += this.#longest) {
        const text = whole.slice(from, from + this.#longest);
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

  /** What a reader answers at an instant, which may bring fewer lines than it is asked for; it has not looked further. */
  read(
    { jobId, place, only, countFrom: from, ...asked }: LogRequest,
    asOf = 0,
    most = Number.POSITIVE_INFINITY,
  ) {
    const { text } = this;
    const all = this.lines().filter((line) => patternOf(only ?? '').isIn(line.text));
    const offset = place.kind === 'end' ? text.length : Math.min(place.offset, text.length - 1);
    const found = all.findIndex((line) => line.end > offset);
    const index = found < 0 ? all.length : found;
    const before = Math.min(asked.before, most);
    const after = Math.max(1, Math.min(asked.after, most));
    const lines = all.slice(Math.max(0, index - before), index + after);
    const filtered =
      only === undefined
        ? null
        : {
            ...{
              only,
              count: all.length,
              isWhole: true,
              isDone: before === asked.before && after >= asked.after,
            },
            from: index - before <= 0 ? 0 : (lines[0]?.start ?? 0),
            to: index + after >= all.length ? text.length : (lines.at(-1)?.end ?? 0),
          };
    const isNew = ({ start }: LogLine) => start >= (from ?? 0) && (start === 0 || text[start - 1] === '\n');
    const added = from === undefined ? null : { from, count: all.filter(isNew).length, more: false };
    const origin = { kind: 'database' } as const;
    return {
      kind: 'piece',
      piece: { jobId, asOf, size: text.length, lines, added, filtered, origin },
    } as const;
  }

  /** The lines that hold what is looked for, counted. */
  matches({ text, only = '' }: LogSearch, at: number): LogMatches {
    const matching = this.lines().filter(
      (line) => patternOf(text).isIn(line.text) && patternOf(only).isIn(line.text),
    );
    const before = matching.filter(({ start }) => start < at).length;
    return { kind: 'counted', total: matching.length, before, size: this.text.length };
  }

  /** What a search finds: in lines that begin at `from` or after it, or in those before it; then round the end. */
  search({ text, from, direction, only = '' }: LogSearch): LogSearchResult {
    const lines = this.lines();
    const holds = (line: LogLine) => patternOf(text).isIn(line.text) && patternOf(only).isIn(line.text);
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

/** What is read where a job has no log. */
export const noLog: LogReading = { kind: 'none', looked: ['/logs/5.log'] };

/** Numbered lines of different lengths. */
export function numberedLog(count: number): LogInMemory {
  const lines = Array.from({ length: count }, (_, index) => `${index} ${'x'.repeat((index * 7) % 50)}\n`);
  return new LogInMemory(lines.join(''));
}

/** The event of a read. */
export function logEvent(reading: LogReading, request: LogRequest): JobsEvent {
  return { type: 'log', reading, request };
}
