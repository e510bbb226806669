import { describe, expect, it } from '@jest/globals';
import { severityColor, shownLine } from '../../lib/view/log/shown-line.js';

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

  it('gives way to the colours that the log has of its own', () => {
    const style = (text: string) =>
      shownLine(
        { start: 0, end: 9, text, complete: true },
        { wrap: false, timestamps: true, search: null },
        true,
      ).spans.map((span) => span.style);
    expect(style('\x1b[32mERROR\x1b[0m all is well')).toEqual(style('\x1b[32mOTHER\x1b[0m all is well'));
    expect(style('ERROR')).not.toEqual(['plain']);
  });
});
