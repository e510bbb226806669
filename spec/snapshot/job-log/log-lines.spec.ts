import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LogLine } from '../../../lib/model/log.js';
import { HeldBytes } from '../../../lib/snapshot/job-log/log-bytes.js';
import { boundaries, linesAround, linesFrom, longestLine } from '../../../lib/snapshot/job-log/log-lines.js';

const everything = 1_000_000;

function allLines(bytes: Uint8Array): readonly LogLine[] {
  const place = { kind: 'offset', offset: 0 } as const;
  return linesAround(new HeldBytes(bytes), { place, before: 0, after: everything });
}

/** What the lines are by definition: split at line feeds, without the one that ends the log. */
function splitLines(bytes: Buffer): readonly string[] {
  const lines = bytes.toString('latin1').split('\n');
  if (lines.at(-1) === '') lines.pop();
  const text = (line: string) =>
    new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.from(line, 'latin1'));
  return lines.map((line, index) => {
    const whole = index < lines.length - 1 || bytes.at(-1) === 10 ? line.replace(/\r$/, '') : line;
    return text(index === 0 ? whole.replace(/^\xef\xbb\xbf/, '') : whole);
  });
}

/** Lines of which those that came in pieces are put together. */
function whole(lines: readonly LogLine[]): readonly string[] {
  const joined: string[] = [];
  let goesOn = false;
  for (const { text, complete } of lines) {
    joined.push((goesOn ? (joined.pop() ?? '') : '') + text);
    goesOn = !complete;
  }
  return joined;
}

const chunks = fc.oneof(
  {
    arbitrary: fc.constantFrom(...'\n|\r\n|\r|\n\n|\ufeff|€uro|😀|plain text|\x1b[31mred\x1b[0m'.split('|')),
    weight: 6,
  },
  { arbitrary: fc.integer({ min: 1, max: 3 * longestLine }).map((length) => 'x'.repeat(length)), weight: 1 },
  { arbitrary: fc.integer({ min: 1, max: longestLine }).map((length) => '€'.repeat(length)), weight: 1 },
);

const logs = fc
  .array(
    fc.oneof(
      chunks.map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
    ),
    { maxLength: 40 },
  )
  .map((parts) => Buffer.concat(parts));

describe('the division of a log into lines', () => {
  it.each([
    ['', []],
    ['\n', ['']],
    ['one', ['one']],
    ['one\n', ['one']],
    ['one\n\n', ['one', '']],
    ['one\r\ntwo\r', ['one', 'two\r']],
    ['10%\r20%\r30%\ndone\n', ['10%\r20%\r30%', 'done']],
    ['\ufeffone\n\ufefftwo', ['one', '\ufefftwo']],
  ])('splits %j into %j', (log, lines) => {
    expect(allLines(Buffer.from(log)).map(({ text }) => text)).toEqual(lines);
  });

  it('shows bytes that are not UTF-8 as replacement characters', () => {
    expect(allLines(Buffer.from([0x61, 0xff, 0x0a, 0xe2, 0x82])).map(({ text }) => text)).toEqual([
      'a\ufffd',
      '\ufffd',
    ]);
  });

  it('loses no byte of any log', () => {
    fc.assert(
      fc.property(logs, (bytes) => {
        const lines = allLines(bytes);
        expect(whole(lines)).toEqual(splitLines(bytes));
        expect(lines.map(({ start }) => start)).toEqual(
          [0, ...lines.map(({ end }) => end)].slice(0, lines.length),
        );
        expect(lines.at(-1)?.end ?? 0).toBe(bytes.length);
        for (const { start, end } of lines) expect(end - start).toBeLessThanOrEqual(longestLine + 4);
      }),
      { numRuns: Number(process.env.LOG_RUNS ?? 200) },
    );
  });

  it('is the same from any place of the log', () => {
    fc.assert(
      fc.property(logs, fc.nat(), fc.nat(5), fc.nat(5), (bytes, any, before, after) => {
        const lines = allLines(bytes);
        const log = new HeldBytes(bytes);
        const offset = bytes.length === 0 ? 0 : any % bytes.length;
        const here = lines.findIndex(({ end }) => offset < end);
        const place = { kind: 'offset', offset } as const;
        expect(linesAround(log, { place, before, after })).toEqual(
          here < 0 ? [] : lines.slice(Math.max(0, here - before), here + after),
        );
        const end = linesAround(log, { place: { kind: 'end' }, before, after });
        expect(end).toEqual(before === 0 ? [] : lines.slice(-before));
        const beyond = { kind: 'offset', offset: bytes.length + any } as const;
        expect(linesAround(log, { place: beyond, before: 0, after: 1 })).toEqual(lines.slice(-1));
      }),
      { numRuns: Number(process.env.LOG_RUNS ?? 200) },
    );
  });

  it('reads less than 500 kB around a place of 20 MB', () => {
    const bytes = Buffer.alloc(20 << 20, 'a line like any other in a long log\n');
    let read = 0;
    const held = new HeldBytes(bytes);
    const log = {
      size: bytes.length,
      read(from: number, to: number) {
        read += to - from;
        return held.read(from, to);
      },
    };
    linesAround(log, { place: { kind: 'offset', offset: 10 << 20 }, before: 100, after: 100 });
    expect(read).toBeLessThan(500_000);
    // One line without an end.
    const endless = { size: 1 << 30, read: (from: number, to: number) => Buffer.alloc(to - from, 'x') };
    const lines = linesAround(endless, { place: { kind: 'end' }, before: 3, after: 0 });
    expect(lines.map(({ end, start }) => end - start)).toEqual([longestLine, longestLine, longestLine]);
    expect(boundaries(endless, 5, longestLine)).toEqual([longestLine]);
  });
});

describe('the count of lines from a byte on', () => {
  it('equals the number of lines that begin there or later', () => {
    fc.assert(
      fc.property(logs, fc.nat(), (bytes, any) => {
        const from = any % (bytes.length + 1);
        const starts = [0, ...[...bytes.entries()].filter(([, byte]) => byte === 10).map(([at]) => at + 1)];
        const expected = starts.filter((start) => start >= from && start < bytes.length).length;
        expect(linesFrom(new HeldBytes(bytes), from)).toEqual({ from, count: expected, more: false });
      }),
    );
  });

  it('stops after 8 MB, and reports that there are more', () => {
    const bytes = Buffer.from('x\n'.repeat((5 << 20) + 1));
    expect(linesFrom(new HeldBytes(bytes), 0)).toEqual({ from: 0, count: 4 << 20, more: true });
    expect(linesFrom(new HeldBytes(bytes), 4 << 20)).toMatchObject({ count: (3 << 20) + 1, more: false });
  });
});
