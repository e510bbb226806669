import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { LogRequest } from '../../../lib/model/log.js';
import { matcherFor } from '../../../lib/snapshot/job-log/line-matcher.js';
import { HeldBytes, type LogBytes, type LogSource } from '../../../lib/snapshot/job-log/log-bytes.js';
import { linesAround } from '../../../lib/snapshot/job-log/log-lines.js';
import { type Filtered, MatchingLines } from '../../../lib/snapshot/job-log/matching-lines.js';
import { withoutEscapeSequences } from '../../../lib/view/text/escape-sequences.js';

type Wanted = Pick<LogRequest, 'place' | 'before' | 'after' | 'countFrom'>;

/** A log that grows and is rewritten, and counts the bytes that are read of it. */
class Log implements LogSource {
  edition = 'first';
  /** How many bytes were read of it, and how often. */
  bytesRead = 0;
  readings = 0;

  constructor(public bytes: Buffer) {}

  async read<T>(work: (bytes: LogBytes) => T) {
    this.readings += 1;
    const held = new HeldBytes(this.bytes);
    const counting: LogBytes = {
      size: held.size,
      read: (from, to) => {
        this.bytesRead += to - from;
        return held.read(from, to);
      },
    };
    const { edition } = this;
    const origin = { kind: 'database' as const };
    return { kind: 'value' as const, value: work(counting), asOf: 0, edition, state: edition, origin };
  }
}

const never = new AbortController().signal;

const filteredBy = (only: string) => new MatchingLines(matcherFor(only, withoutEscapeSequences));

/** One answer, whole or not. */
async function once(lines: MatchingLines, log: Log, wanted: Wanted): Promise<Filtered> {
  const outcome = await lines.read(log, { ...wanted, only: '^a' }, never);
  if (outcome === 'stopped' || outcome.kind !== 'value') throw new Error('nothing was read');
  return outcome.value;
}

/** The answer once it is whole. */
async function whole(lines: MatchingLines, log: Log, wanted: Wanted): Promise<Filtered> {
  for (;;) {
    const answer = await once(lines, log, wanted);
    if (answer.filtered.isDone && answer.filtered.isWhole) return answer;
  }
}

const at = (offset: number, before: number, after: number): Wanted => ({
  place: { kind: 'offset', offset },
  before,
  after,
});
const end = (before: number): Wanted => ({ place: { kind: 'end' }, before, after: 1 });
const textOf = ({ lines }: Filtered) => lines.map(({ text }) => text);

describe('the filter of a log', () => {
  const log = new Log(Buffer.from('a1\nb1\na2\nb2\nb3\na3\n'));

  it('returns the matching lines around a place as if there were no others', async () => {
    const lines = filteredBy('^a');
    expect(textOf(await whole(lines, log, at(0, 5, 2)))).toEqual(['a1', 'a2']);
    expect(textOf(await whole(lines, log, at(3, 0, 1)))).toEqual(['a2']);
    expect(textOf(await whole(lines, log, at(7, 1, 9)))).toEqual(['a1', 'a2', 'a3']);
    expect(textOf(await whole(lines, log, end(1)))).toEqual(['a2', 'a3']);
    expect(await whole(lines, log, at(17, 9, 9))).toMatchObject({
      size: 18,
      added: null,
      filtered: { only: '^a', from: 0, to: 18, count: 3, isWhole: true, isDone: true },
    });
    expect((await whole(lines, log, at(7, 1, 1))).filtered).toMatchObject({ from: 0, to: 9 });
    expect((await whole(lines, log, at(7, 0, 1))).filtered).toMatchObject({ from: 6, to: 9 });
  });

  it('returns no lines if none match, and in an empty log', async () => {
    const none = { lines: [], filtered: { from: 0, to: 18, count: 0, isWhole: true, isDone: true } };
    expect(await whole(filteredBy('x'), log, at(7, 5, 5))).toMatchObject(none);
    expect(await whole(filteredBy('x'), new Log(Buffer.alloc(0)), end(5))).toMatchObject({
      lines: [],
      size: 0,
    });
  });

  it('counts the matching lines that begin at or after a byte', async () => {
    const added = async (countFrom: number) =>
      (await whole(filteredBy('a'), log, { ...end(5), countFrom })).added;
    expect(await added(0)).toEqual({ from: 0, count: 3, more: false });
    expect(await added(1)).toEqual({ from: 1, count: 2, more: false });
    expect(await added(18)).toEqual({ from: 18, count: 0, more: false });
  });

  it('returns the lines that matching each line in turn finds, while the log grows', async () => {
    const parts = fc.array(
      fc.oneof(
        fc.constantFrom('a', 'b', 'ab', '\n', '\n', '\r\n', '\x1b[0m', 'é'),
        fc.integer({ min: 1, max: 90_000 }).map((length) => 'c'.repeat(length)),
        fc.integer({ min: 1, max: 9000 }).map((count) => 'some ab\nnone\n'.repeat(count)),
      ),
      { maxLength: 8 },
    );
    const only = fc.constantFrom('a', 'ab', '^a', 'c$', 'é', 'none', 'x');
    await fc.assert(
      fc.asyncProperty(
        fc.array(parts, { minLength: 1, maxLength: 3 }),
        only,
        fc.nat(),
        fc.nat(40),
        fc.nat(40),
        async (growing, typed, any, before, after) => {
          const lines = filteredBy(typed);
          const matcher = matcherFor(typed, withoutEscapeSequences);
          const log = new Log(Buffer.alloc(0));
          for (const more of growing) {
            log.bytes = Buffer.concat([log.bytes, Buffer.from(more.join(''))]);
            const all = linesAround(new HeldBytes(log.bytes), { ...at(0, 0, 1e6), before: 0 } as never);
            const matching = all.filter((line, index) => {
              const begins = index === 0 || all[index - 1]?.complete === true;
              return matcher.isIn({ line, following: all[index + 1], begins });
            });
            const place = log.bytes.length === 0 ? 0 : any % log.bytes.length;
            const split = matching.findIndex((line) => line.end > place);
            const middle = split < 0 ? matching.length : split;
            const found = await whole(lines, log, at(place, before, after));
            const expected = matching.slice(Math.max(0, middle - before), middle + Math.max(1, after));
            // Lines beyond 4 MB are not in what they are compared with.
            if (all.at(-1)?.end !== log.bytes.length) return;
            expect(found.lines).toEqual(expected);
            expect(found.filtered.count).toBe(matching.length);
            const next = matching.find(({ start }) => start >= place) ?? matching[0];
            expect(await lines.next(log, { from: place, direction: 'forward' }, never)).toMatchObject(
              next === undefined ? { kind: 'none' } : { start: next.start, wrapped: next.start < place },
            );
            const atEnd = await whole(lines, log, end(before));
            expect(atEnd.lines).toEqual(matching.slice(-before - 1));
          }
        },
      ),
      { numRuns: Number(process.env.LOG_RUNS ?? 20) },
    );
  });
});

describe('the filter of a large log', () => {
  const filler = Buffer.alloc(1 << 20, 'nothing to be seen here\n');
  const large = Buffer.concat([
    Buffer.from('ERROR first\n'),
    ...Array.from({ length: 48 }, () => filler),
    Buffer.from('\nERROR last\n'),
  ]);

  it('searches the log once, in portions, however often it is asked', async () => {
    const log = new Log(large);
    const lines = filteredBy('ERROR');
    // Whatever the machine, a tenth of a second is over after 25 MB.
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => log.bytesRead / (256 << 10));
    const first = await once(lines, log, end(5));
    clock.mockRestore();
    expect(first.filtered).toMatchObject({ isDone: false, isWhole: false, to: large.length });
    expect(textOf(first)).toEqual(['ERROR last']);
    expect(log.bytesRead).toBeLessThan(large.length);
    expect(textOf(await whole(lines, log, end(5)))).toEqual(['ERROR first', 'ERROR last']);
    const read = log.bytesRead;
    expect(read).toBeLessThan(2 * large.length);
    log.bytes = Buffer.concat([large, Buffer.from('ERROR new\n')]);
    const grown = await once(lines, log, end(5));
    expect(textOf(grown)).toEqual(['ERROR first', 'ERROR last', 'ERROR new']);
    expect(grown.filtered).toMatchObject({ count: 3, isWhole: true });
    expect(log.bytesRead - read).toBeLessThan(4 << 20);
  });

  it('is searched once for its filter, the next match and the count of matches, also by two at once', async () => {
    const log = new Log(large);
    const lines = filteredBy('ERROR');
    const last = large.length - 'ERROR last\n'.length;
    const counting = lines.count(log, 5, never);
    expect(await lines.next(log, { from: 1, direction: 'forward' }, never)).toMatchObject({ start: last });
    expect(await counting).toEqual({ kind: 'counted', total: 2, before: 1, size: large.length });
    expect(log.bytesRead).toBeLessThan(2 * large.length);
    log.bytesRead = 0;
    expect(await lines.next(log, { from: 0, direction: 'backward' }, never)).toEqual({
      kind: 'found',
      start: last,
      wrapped: true,
    });
    expect(await lines.count(log, last + 1, never)).toMatchObject({ total: 2, before: 2 });
    expect((await once(lines, log, end(0))).filtered.isWhole).toBe(true);
    expect(log.bytesRead).toBeLessThan(1000);
  });

  it('lets other work run between two portions', async () => {
    const log = new Log(large);
    let turns = 0;
    let isOver = false;
    const count = () => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    const lines = filteredBy('(E|F)RROR first');
    let answers = 0;
    for (; answers < 3; answers += 1) await once(lines, log, end(5));
    isOver = true;
    expect(turns).toBeGreaterThanOrEqual(log.readings - answers);
  });

  it('matches a line again that has grown across the end of a stretch', async () => {
    const stretch = 256 << 10;
    const log = new Log(Buffer.alloc(stretch + 4, 'b'));
    log.bytes.fill('none\n', 0, stretch - 4);
    log.bytes[stretch - 5] = 10;
    const lines = filteredBy('c$');
    expect((await whole(lines, log, end(5))).filtered.count).toBe(0);
    log.bytes = Buffer.concat([log.bytes, Buffer.from('c\n')]);
    expect(textOf(await whole(lines, log, end(5)))).toEqual(['bbbbbbbbc']);
  });

  it('starts over when the log is another edition', async () => {
    const log = new Log(large);
    const lines = filteredBy('ERROR');
    await whole(lines, log, end(5));
    log.bytes = Buffer.from(large);
    log.bytes.write('OTHER', 0);
    log.bytes.write('\nERROR other\n', 24 << 20);
    log.edition = 'second';
    expect(textOf(await whole(lines, log, end(5)))).toEqual(['ERROR other', 'ERROR last']);
  });

  it('remembers few lines of 4 million that match, and finds the others again', async () => {
    const log = new Log(Buffer.alloc(8 << 20, 'x\n'));
    const lines = filteredBy('x');
    const { filtered } = await whole(lines, log, at(0, 5, 5));
    expect(filtered.count).toBe(4 << 20);
    for (const place of [0, 4 << 20, 8 << 20]) {
      const answer = await whole(lines, log, at(place, 5, 5));
      expect(answer.filtered).toMatchObject({ count: 4 << 20, isDone: true });
      expect(answer.lines.some(({ start }) => Math.abs(start - place) < 12)).toBe(true);
    }
  });

  it('stops once the reader is closed', async () => {
    const control = new AbortController();
    const reading = filteredBy('nowhere').read(
      new Log(large),
      { ...end(5), only: 'nowhere' },
      control.signal,
    );
    control.abort();
    expect(await reading).toBe('stopped');
  });
});
