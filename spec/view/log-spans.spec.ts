import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Span } from '../../lib/view/frame.js';
import { logSpans } from '../../lib/view/log/log-spans.js';
import {
  cellSlice,
  severityColor,
  shownLine,
  timestampLength,
  wrappedRows,
  wrappedSlice,
} from '../../lib/view/log/shown-line.js';
import { firstMatch, highlighted, logLookFor, soughtPattern } from '../../lib/view/log/text-lines.js';
import { cells } from '../../lib/view/text/width.js';
import { anyCharacter } from '../support/any-character.js';
import { cpuMs } from '../support/cpu-time.js';
import { hostileText } from './any-value.js';
import { lineOf, settings } from './log-spans-scene.js';

const forbidden =
  /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Emoji_Presentation}\p{Regional_Indicator}]|(?! )\p{Zs}/u;

function textOf(spans: readonly Span[]): string {
  return spans.map((span) => span.text).join('');
}

/** A text with a mark before each span that has a style: `plain [red:x]`. */
function drawn(text: string): string {
  return logSpans(text, true)
    .map(({ text: shown, style }) => (style === 'plain' ? shown : `[${style}:${shown}]`))
    .join('');
}

describe('a line of a log', () => {
  it.each([
    ['plain text', 'INFO  done', 'INFO  done'],
    ['indentation and spaces at the end', '    at x  ', '    at x  '],
    [
      'tabs up to the next of every eight columns',
      '\ta\tbc\t12345678\tx',
      '        a       bc      12345678        x',
    ],
    ['tabs behind wide characters', '漢字\tx', '漢字    x'],
    ['nothing', '', ''],
    ['a line feed with its return', 'text\r', 'text'],
    ['the last state of a progress bar', ' 10%\r 50%\r100%', '100%'],
    ['what a shorter state leaves of a longer one', 'downloading\rdone', 'doneloading'],
    ['a line that was erased for the next state', 'downloading\r\x1b[Kdone', 'done'],
    ['one that was erased wholly', 'downloading\x1b[2K\rdone', 'done       '],
    ['one that begins again by column', 'downloading\x1b[1G\x1b[0Kdone', 'done'],
    ['a wide character that was written over by half', '漢字\rx', 'x 字'],
    ['struck-over bold', 'N\bNA\bAM\bME\bE', 'NAME'],
    ['struck-over underlined, either way round', '_\bx y\b_', 'x y'],
    ['a spinner', '|\b/\b-\b\\', '\\'],
    ['the 8 colours', '\x1b[31mred\x1b[0m, \x1b[34mblue\x1b[m.', '[red:red], [blue:blue].'],
    [
      'bold, alone and coloured',
      '\x1b[1mbold\x1b[32mgreen\x1b[22mgreen',
      '[strong:bold][strongGreen:green][green:green]',
    ],
    ['bright ones', '\x1b[91mred\x1b[90mgrey', '[red:red][dim:grey]'],
    ['several at once', '\x1b[0;1;33;44mwarn\x1b[0m', '[strongYellow:warn]'],
    ['of the 256', '\x1b[38;5;196mred\x1b[38;5;250mgrey\x1b[38;5;12mblue', '[red:red]grey[blue:blue]'],
    ['true colours', '\x1b[38;2;250;40;30mred\x1b[38:2:20:200:210mcyan', '[red:red][cyan:cyan]'],
    ['black and white, which could not be read', '\x1b[30mblack\x1b[37mwhite', 'blackwhite'],
    ['backgrounds, without them', '\x1b[41mx\x1b[48;5;1my\x1b[48;2;1;31;1mz', 'xyz'],
    ['nonsense for a colour', '\x1b[38m\x1b[38;5m\x1b[999;7mx\x1b[38;2;mx', 'xx'],
    ['8-bit sequences', '\x9b31mred', '[red:red]'],
    ['a link', '\x1b]8;;http://x.y\x1b\\here\x1b]8;;\x1b\\', 'here'],
    ['a title that holds a colour', 'a\x1b]0;x\x1b[31my\x07b', 'ab'],
    ['cursor movement and the other screen', '\x1b[?1049h\x1b[2J\x1b[10;10Hx\x1b[3Ay', 'xy'],
    ['a question to the terminal', 'a\x1b[6n\x1b[cb\x05', 'ab'],
    ['strange breaks', 'a\vb\u2028c', 'a ↵ b ↵ c'],
    ['emoji', 'ok 🔥 done', 'ok � done'],
    ['a column far away', 'x\x1b[999999999Gy', 'xy'],
  ])('shows %s', (_, text, expected) => {
    expect(drawn(text)).toBe(expected);
  });

  it('leaves nothing that a terminal could take for anything but text', () => {
    const controls = fc.constantFrom(...'\r \b \t \x1b[K \x1b[1K \x1b[2K \x1b[5G \x1b[1;35m'.split(' '));
    const texts = fc.array(fc.oneof(hostileText, controls, fc.string({ unit: anyCharacter, maxLength: 8 })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(texts, fc.boolean(), (pieces, unicode) => {
        const text = textOf(logSpans(pieces.join(''), unicode));
        expect(text).not.toMatch(forbidden);
        expect(text).not.toMatch(/^[\p{Mn}\p{Me}]/u);
        if (!unicode) expect(text).toMatch(/^[ -~]*$/);
      }),
      { numRuns: 500, seed: 20260113 },
    );
  });
});

describe('a line in rows', () => {
  const texts = fc.string({ unit: fc.constantFrom('a', ' ', 'é', '漢', 'e\u0301', '→'), maxLength: 120 });
  const width = fc.integer({ min: 2, max: 30 });

  it('is complete, with no row wider than the screen and none broken early', () => {
    fc.assert(
      fc.property(texts, fc.tuple(width, width), (text, widths) => {
        const line = lineOf(text);
        const shown = shownLine(line, settings, true);
        const look = logLookFor({ unicode: true } as never);
        // At one width after another, as in a window that is resized.
        for (const columns of widths) {
          const count = wrappedRows(shown, columns);
          const rows = Array.from({ length: count }, (_, row) => {
            const { from, to } = wrappedSlice(shown, columns, row);
            return shown.text.slice(from, to);
          });
          expect(rows.join('')).toBe(shown.text);
          for (const [index, row] of rows.entries()) {
            expect(cells(row)).toBeLessThanOrEqual(columns);
            expect(row).not.toMatch(/^[\p{Mn}]/u);
            if (index < count - 1) expect(cells(row)).toBeGreaterThanOrEqual(columns - 1);
          }
          expect(look.rows(line, { ...settings, wrap: true }, columns)).toBe(count);
        }
      }),
      { numRuns: 300, seed: 20260113 },
    );
  });

  it('shows the cells from any column on', () => {
    fc.assert(
      fc.property(texts, fc.nat(60), width, (text, left, columns) => {
        const shown = shownLine(lineOf(text), settings, true);
        const { from, to, lost } = cellSlice(shown, left, columns);
        const before = cells(shown.text.slice(0, from));
        if (from < shown.text.length) expect(before).toBe(left + lost);
        expect(lost).toBeLessThanOrEqual(1);
        expect(lost + cells(shown.text.slice(from, to))).toBeLessThanOrEqual(columns);
      }),
      { numRuns: 300, seed: 20260113 },
    );
  });
});

describe('a time at the beginning of a line', () => {
  it.each([
    '2026-01-13T10:38:15.123Z ',
    '2026-01-13T10:38:15.123456789+00:00 ',
    '2026-01-13 10:38:15,123 ',
    '2026-01-13 10:38:15 ',
    '2026-01-13 10:38:15 +0100 ',
    '2026/01/13 10:38:15 ',
    '[2026-01-13T10:38:15Z] ',
    '[10:38:15] ',
    '10:38:15.120 ',
    'Jan 13 10:38:15 ',
    'Jan  3 10:38:15 ',
    '1768300695 ',
    '1768300695123 ',
    '1768300695.123 ',
    '[1768300695.123] ',
  ])('is recognized: %s', (stamp) => {
    expect(timestampLength(`${stamp}INFO x`)).toBe(stamp.length);
    const shown = shownLine(
      lineOf(`\x1b[90m${stamp}\x1b[0mINFO  x`),
      { ...settings, timestamps: false },
      true,
    );
    expect(shown.text).toBe('INFO  x');
  });

  it.each([
    'INFO 2026-01-13T10:38:15Z x',
    '2026-13-13T10:38:15Z x',
    '2026-01-13T25:38:15Z x',
    '2026-01-13 x',
    '2026-01-13T10:38:15Zx',
    '10:38 x',
    '99:38:15 x',
    'Jam 13 10:38:15 x',
    '12345 rows',
    '9999999999 rows',
    '17683006951 rows',
    '[10:38:15 x',
    '2026-01-13T10:38:15Z ',
    '10:38:15',
  ])('is not recognized in: %s', (line) => {
    expect(timestampLength(line)).toBe(0);
  });
});

describe('a match', () => {
  const marked = (text: string, sought: string, slice = { from: 0, to: text.length }) => {
    const pattern = soughtPattern(sought);
    const shown = shownLine(lineOf(text), settings, true);
    const search = pattern && { pattern, style: 'match' as const };
    return highlighted(shown, slice, search)
      .map(({ text: part, style }) => (style === 'match' ? `<${part}>` : part))
      .join('');
  };

  it.each([
    ['error', 'an Error, an ERROR', 'an <Error>, an <ERROR>'],
    ['Error', 'an Error, an ERROR', 'an <Error>, an ERROR'],
    ['ÄRGER', 'Ärger, ÄRGER', 'Ärger, <ÄRGER>'],
    ['ärger', 'Ärger, ÄRGER', '<Ärger>, <ÄRGER>'],
    ['a.*[b', 'a.*[b, aab', '<a.*[b>, aab'],
    ['^an? \\w', 'an old, an ox', '<an o>ld, an ox'],
    ['e\\b', 'the red\x1b[31me\x1b[0m', 'th<e> red<e>'],
    ['x*', 'xxaxx', '<xx>a<xx>'],
    ['a-b/c\\', 'a-b/c\\', '<a-b/c\\>'],
    ['red', '\x1b[31mre\x1b[0md', '<red>'],
    ['x', 'none', 'none'],
    ['', 'none', 'none'],
  ])('of %s is marked', (sought, text, expected) => {
    expect(marked(text, sought)).toBe(expected);
  });

  it('is marked quickly, whatever is sought in however long lines', () => {
    const lines = Array.from({ length: 60 }, (_, index) => lineOf(`${index}${'a'.repeat(16_000)}!`));
    for (const sought of ['(a+)+$', '(.*a){100}b', '(a|aa)+$', '.*.*=.*']) {
      const pattern = soughtPattern(sought);
      const search = pattern && { pattern, style: 'match' as const };
      const took = cpuMs(() => {
        for (const line of lines)
          highlighted(shownLine(line, settings, true), { from: 8000, to: 8080 }, search);
      });
      if (pattern !== null) firstMatch(shownLine(lines[0] ?? lineOf(''), settings, true), pattern);
      expect({ sought, isLong: took > 5000 }).toEqual({ sought, isLong: false });
    }
  });

  it('changes no text, whatever is sought', () => {
    fc.assert(
      fc.property(
        hostileText,
        fc.string({ unit: anyCharacter, minLength: 1, maxLength: 4 }),
        (text, sought) => {
          const shown = shownLine(lineOf(text), settings, true);
          const pattern = soughtPattern(sought);
          const search = pattern && { pattern, style: 'match' as const };
          const spans = highlighted(shown, { from: 0, to: shown.text.length }, search);
          expect(textOf(spans)).toBe(shown.text);
          if (pattern !== null) {
            // An expression may match nothing at all, which isn't seen.
            if (pattern.text !== null)
              expect(firstMatch(shown, pattern) !== null).toBe(spans.some(({ style }) => style === 'match'));
          }
        },
      ),
      { numRuns: 300, seed: 20260113 },
    );
  });
});

describe('the level of a log line', () => {
  it.each([
    ['2026-01-15T11:39:58.120Z ERROR reader: no such file', 'red'],
    ['[CRITICAL] disk full', 'red'],
    ['12:00:00 [main] FATAL o.a.Boot - gone', 'red'],
    ['time=12:00 level=error msg="refused"', 'red'],
    ['{"level":"error","msg":"refused"}', 'red'],
    ['{"severity": "warning"}', 'yellow'],
    ['error: no such column', 'red'],
    ['[warn] slow', 'yellow'],
    ['12:00:00 WARN retry after ERROR', 'yellow'],
    ['12:00:00 ERROR after a WARNING', 'red'],
    ['12:00:00 INFO 3 errors, no warnings', null],
    ['an error is not always one', null],
    ['TERRORS and ERRORS', null],
    ['warned: nothing', null],
    [`${'x'.repeat(120)} ERROR too far in`, null],
    ['', null],
  ])('of %j is %s', (text, color) => expect(severityColor(text)).toBe(color));
});
