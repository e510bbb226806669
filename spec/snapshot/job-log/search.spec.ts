import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LogMatches, LogSearchResult } from '../../../lib/model/log.js';
import { matcherFor } from '../../../lib/snapshot/job-log/line-matcher.js';
import { HeldBytes, type LogBytes, type LogSource } from '../../../lib/snapshot/job-log/log-bytes.js';
import { linesAround } from '../../../lib/snapshot/job-log/log-lines.js';
import { MatchingLines } from '../../../lib/snapshot/job-log/matching-lines.js';
import { fillWithLog } from '../../../lib/snapshot/job-log/save-log.js';
import { withoutEscapeSequences } from '../../../lib/view/text/escape-sequences.js';
import { testFolder } from '../../support/test-folder.js';

/** A log that stands still, or is another one at each reading. */
function source(...logs: readonly Buffer[]): LogSource & { readings: number } {
  return {
    readings: 0,
    async read<T>(work: (bytes: LogBytes) => T) {
      const log = logs[Math.min(this.readings, logs.length - 1)] ?? Buffer.alloc(0);
      const edition = String(Math.min(this.readings, logs.length - 1));
      this.readings += 1;
      const value = work(new HeldBytes(log));
      return {
        ...{ kind: 'value' as const, value, asOf: 0, edition, state: edition },
        origin: { kind: 'database' as const },
      };
    },
  };
}

const linesWith = (text: string) => new MatchingLines(matcherFor(text, withoutEscapeSequences));

function search(
  log: LogSource | Buffer,
  text: string,
  { from = 0, direction = 'forward' as 'forward' | 'backward', signal = new AbortController().signal } = {},
): Promise<LogSearchResult> {
  return linesWith(text).next(Buffer.isBuffer(log) ? source(log) : log, { from, direction }, signal);
}

function count(
  log: LogSource | Buffer,
  text: string,
  at: number,
  signal = new AbortController().signal,
): Promise<LogMatches> {
  return linesWith(text).count(Buffer.isBuffer(log) ? source(log) : log, at, signal);
}

const found = (start: number, wrapped = false) => ({ kind: 'found', start, wrapped });

describe('a search of a log', () => {
  const log = Buffer.from('one\nTwo\nthree\ntwo\n');

  it('respects letter case only if a capital was typed', async () => {
    expect(await search(log, 'two')).toEqual(found(4));
    expect(await search(log, 'Two', { from: 5 })).toEqual(found(4, true));
    expect(await search(log, 'TWO')).toEqual({ kind: 'none' });
    expect(await search(Buffer.from('ÄRGER\n'), 'ärger')).toEqual(found(0));
    expect(await search(Buffer.from('ärger\n'), 'Ärger')).toEqual({ kind: 'none' });
  });

  it('finds nothing for an empty text, across lines, and in an empty log', async () => {
    expect(await search(log, '')).toEqual({ kind: 'none' });
    expect(await search(log, 'one\ntwo')).toEqual({ kind: 'none' });
    expect(await search(Buffer.alloc(0), 'one')).toEqual({ kind: 'none' });
    expect(await search(Buffer.alloc(0), 'one', { direction: 'backward' })).toEqual({ kind: 'none' });
  });

  it('ignores escape sequences within a match, and finds nothing inside them', async () => {
    const coloured = Buffer.from('one\n\x1b[31mERR\x1b[0mOR: \x1b]0;title\x07bad\n');
    expect(await search(coloured, 'error: bad')).toEqual(found(4));
    expect(await search(coloured, '31m')).toEqual({ kind: 'none' });
    expect(await search(coloured, 'title')).toEqual({ kind: 'none' });
  });

  it('finds a match across two reads and across two pieces of a line', async () => {
    for (const filler of ['x', '\x1b[1mx', 'é']) {
      for (const size of [16 << 10, 512 << 10]) {
        for (const by of [-9, -3, 0]) {
          // Filled up, so that no escape sequence takes the needle for its own.
          const whole = filler.repeat(Math.floor((size + by) / Buffer.byteLength(filler)));
          const before = Buffer.from(whole.padEnd(whole.length + size + by - Buffer.byteLength(whole), 'x'));
          const bytes = Buffer.concat([before, Buffer.from('needle'), Buffer.alloc(50_000, filler)]);
          const lines = linesAround(new HeldBytes(bytes), {
            place: { kind: 'offset', offset: before.length },
            before: 0,
            after: 1,
          });
          for (const direction of ['forward', 'backward'] as const) {
            const from = direction === 'forward' ? 0 : bytes.length;
            const result = await search(bytes, 'needle', { from, direction });
            expect({ filler, size, by, direction, ...result }).toMatchObject(found(lines[0]?.start ?? -1));
          }
        }
      }
    }
  });

  it('finds and counts what a search line by line does, for any log and text', async () => {
    const parts = fc.array(
      fc.oneof(
        fc.constantFrom('a', 'b', 'ab', 'B', '\n', '\r\n', '\x1b[0m', 'é', 'É', '\x1b]0;a'),
        fc.integer({ min: 1, max: 40_000 }).map((length) => 'c'.repeat(length)),
      ),
      { maxLength: 60 },
    );
    const text = fc.constantFrom(...'a ab B é aé bb É ba ^a a.?b$ [aé]{2} c(a|b)'.split(' '));
    await fc.assert(
      fc.asyncProperty(parts, text, fc.nat(), fc.boolean(), async (some, typed, any, isForward) => {
        const bytes = Buffer.from(some.join(''));
        const from = any % (bytes.length + 1);
        const matcher = matcherFor(typed, withoutEscapeSequences);
        const place = { kind: 'offset', offset: 0 } as const;
        const lines = linesAround(new HeldBytes(bytes), { place, before: 0, after: 10_000 });
        const matching = lines
          .filter((line, index) => {
            const begins = index === 0 || lines[index - 1]?.complete === true;
            return matcher.isIn({ line, following: lines[index + 1], begins });
          })
          .map(({ start }) => start);
        const here = matching.filter((start) => (isForward ? start >= from : start < from));
        const there = matching.filter((start) => !here.includes(start));
        const nearest = (starts: readonly number[]) => (isForward ? starts[0] : starts.at(-1));
        const start = nearest(here) ?? nearest(there);
        const direction = isForward ? 'forward' : 'backward';
        expect(await search(bytes, typed, { from, direction })).toEqual(
          start === undefined ? { kind: 'none' } : found(start, here.length === 0),
        );
        expect(await count(bytes, typed, from)).toEqual({
          kind: 'counted',
          total: matching.length,
          before: matching.filter((start) => start < from).length,
          size: bytes.length,
        });
      }),
      { numRuns: Number(process.env.LOG_RUNS ?? 150) },
    );
  });

  it('applies a regular expression to each line', async () => {
    expect(await search(log, 't(w|x)o')).toEqual(found(4));
    expect(await search(log, '^t.*e$')).toEqual(found(8));
    expect(await search(log, 'T\\w+', { from: 5 })).toEqual(found(4, true));
    expect(await search(log, 'one.two')).toEqual({ kind: 'none' });
    expect(await search(log, 'one\\ntwo')).toEqual({ kind: 'none' });
    expect(await search(log, '^two', { from: 14, direction: 'backward' })).toEqual(found(4));
    expect(await count(log, '^t', 8)).toMatchObject({ total: 3, before: 1 });
  });

  it('matches ^ and $ only at the ends of a whole line, not at those of a piece', async () => {
    const long = Buffer.from(`x${'a'.repeat(100_000)}y\n${'b'.repeat(16 << 10)}\n`);
    expect(await search(long, '(a+)+$')).toEqual({ kind: 'none' });
    expect(await search(long, '^a')).toEqual({ kind: 'none' });
    expect(await count(long, '^xa+', 0)).toMatchObject({ total: 1 });
    expect(await count(long, 'a+y$', 0)).toMatchObject({ total: 2 });
    expect(await count(long, 'ay$', 0)).toMatchObject({ total: 1 });
    expect(await count(long, '^b+$', 0)).toMatchObject({ total: 1 });
  });

  it.each(['(a+)+$', '(a|aa)+$', '(.*a){90}b'])(
    'returns from each line with the regular expression %s, and is aborted between two lines',
    async (hostile) => {
      const one = Buffer.from(`${'a'.repeat(100_000)}!\n`);
      const log = source(Buffer.concat(Array.from({ length: 40 }, () => one)));
      for (const direction of ['forward', 'backward'] as const) {
        const control = new AbortController();
        const from = direction === 'forward' ? 0 : 40 * one.length;
        const searching = search(log, hostile, { from, direction, signal: control.signal });
        // Each turn ends after a line, and lets others have theirs: what a key calls off is called off there.
        let longest = 0;
        for (const end = log.readings + 3; log.readings < end; ) {
          const began = performance.now();
          await new Promise((resolve) => setImmediate(resolve));
          longest = Math.max(longest, performance.now() - began);
        }
        control.abort();
        expect(await searching).toEqual({ kind: 'stopped' });
        expect(longest).toBeLessThan(5000);
      }
    },
  );

  it('stops at once when it is aborted', async () => {
    const endless: LogSource = { read: () => new Promise(() => undefined) };
    const control = new AbortController();
    const searching = search(endless, 'x', { signal: control.signal });
    control.abort();
    expect(await searching).toEqual({ kind: 'stopped' });
    expect(await search(log, 'x', { signal: control.signal })).toEqual({ kind: 'stopped' });
  });

  it('ends on a log that is rewritten over and over, and finds a line that came meanwhile', async () => {
    const versions = Array.from({ length: 200 }, (_, index) =>
      Buffer.alloc(2 << 20, `nothing ${index % 10}\n`),
    );
    const rewritten = source(...versions);
    expect(await search(rewritten, 'needle')).toEqual({ kind: 'none' });
    expect(rewritten.readings).toBeLessThan(100);
    // Larger than a turn searches, however fast the machine.
    const large = Buffer.alloc(64 << 20, 'nothing\n');
    const late = source(large, large, Buffer.from('one\nneedle\n'));
    expect(await search(late, 'needle')).toEqual(found(4));
    const still = source(Buffer.from('one\nneedle\n'));
    expect([await search(still, 'needle'), still.readings]).toEqual([found(4), 1]);
  });
});

describe('the count of matches', () => {
  const log = Buffer.from('one\nTwo\nthree\ntwo two\n');

  it('finds nothing for an empty text', async () => {
    expect(await count(log, '', 0)).toEqual({ kind: 'none' });
  });

  it('starts over when the log was rewritten meanwhile', async () => {
    const large = Buffer.from('two\n'.repeat(3_000_000));
    expect(await count(source(large, Buffer.from('two\ntwo\n')), 'two', 4)).toMatchObject({
      total: 2,
      before: 1,
    });
  });

  it('takes at most a quarter of the time, and can be aborted while it rests', async () => {
    const large = source(Buffer.from('two\n'.repeat(3_000_000)));
    const control = new AbortController();
    const counting = count(large, 'two', 0, control.signal);
    const before = performance.now();
    while (large.readings < 5) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(performance.now() - before).toBeGreaterThan(4 * 24 - 5);
    control.abort();
    expect(await counting).toEqual({ kind: 'stopped' });
  });

  it('stops at once when it is aborted', async () => {
    const control = new AbortController();
    const counting = count({ read: () => new Promise(() => undefined) }, 'x', 0, control.signal);
    control.abort();
    expect(await counting).toEqual({ kind: 'stopped' });
  });
});

describe('a copy of a log', () => {
  it('starts over if the log is rewritten at its size between two portions', async () => {
    const [before, after] = [Buffer.alloc(3 << 20, 'a'), Buffer.alloc(3 << 20, 'b')];
    const path = join(testFolder(), 'copy');
    const descriptor = openSync(path, 'w');
    const { signal } = new AbortController();
    const copied = await fillWithLog(source(before, before, after), path, descriptor, signal, 'jobs.db');
    closeSync(descriptor);
    expect(copied).toMatchObject({ kind: 'copied', bytes: 3 << 20 });
    expect(readFileSync(path).equals(after)).toBe(true);
  });
});
