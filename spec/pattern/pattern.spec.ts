import { describe, expect, it } from '@jest/globals';
import { patternOf } from '../../lib/pattern.js';

/** What of a line matches, between angle brackets: every match. */
function marked(typed: string, line: string): string {
  const pattern = patternOf(typed);
  let text = '';
  let at = 0;
  let match = pattern.find(line, 0);
  // Whatever was asked for before.
  expect(pattern.find(line, 0)).toEqual(match);
  while (match !== null) {
    text += `${line.slice(at, match.from)}<${line.slice(match.from, match.to)}>`;
    at = match.to;
    match = match.to > match.from ? pattern.find(line, match.to) : null;
  }
  expect(pattern.isIn(line)).toBe(at > 0 || text !== '');
  return text + line.slice(at);
}

describe('a pattern', () => {
  it.each([
    ['error', 'an Error, an ERROR', 'an <Error>, an <ERROR>'],
    ['Error', 'an Error, an ERROR', 'an <Error>, an ERROR'],
    ['row \\d+', 'row 12 of Row 7', '<row 12> of <Row 7>'],
    ['^row', 'row, row', '<row>, row'],
    ['err(or)?s?$', 'errors, err', 'errors, <err>'],
    ['warn|error', 'an ERROR, a Warning', 'an <ERROR>, a <Warn>ing'],
    ['ÄR.ER', 'Ärger, ÄRGER', 'Ärger, <ÄRGER>'],
    ['är.er', 'Ärger, ÄRGER', '<Ärger>, <ÄRGER>'],
    ['[[:digit:]]{2,}', '1 22 333', '1 <22> <333>'],
    ['x', 'none', 'none'],
  ])('finds %s', (typed, line, expected) => {
    expect(patternOf(typed).fault).toBeNull();
    expect(marked(typed, line)).toBe(expected);
  });

  it.each(['\\Sa', '\\p{L}a', '\\PNa', '(?P<Name>a)', '(?<Name>a)', '\\Ba'])(
    'ignores the letter case despite the capital in %s',
    (typed) => {
      expect(patternOf(typed).isIn('xxA')).toBe(true);
      expect(patternOf(typed.replace(/a(\)?)$/, 'A$1')).isIn('xxa')).toBe(false);
    },
  );

  it.each([
    ['fetch(', 'a fetch(url)', 'a <fetch(>url)', 'missing closing )'],
    ['a[0', 'xa[0]', 'x<a[0>]', 'missing closing ]'],
    ['*x', 'a *x', 'a <*x>', 'missing argument to repetition operator'],
    ['C:\\', 'at c:\\, C:\\', 'at c:\\, <C:\\>', 'trailing backslash'],
    ['\\1', 'a\\1', 'a<\\1>', 'invalid escape sequence'],
    ['(?=a)', 'b(?=A)', 'b<(?=A)>', 'no such (?…)'],
    ['a{2000}', 'a{2000}', '<a{2000}>', 'invalid repeat count'],
    ['(a?b?){300}', '(a?b?){300}', '<(a?b?){300}>', 'pattern too large'],
  ])('takes %s as text, with the fault', (typed, line, expected, fault) => {
    expect(patternOf(typed).fault).toBe(fault);
    expect(marked(typed, line)).toBe(expected);
  });

  it('takes time linear in the length of the line', () => {
    const line = `${'a'.repeat(100_000)}!`;
    for (const typed of ['(a+)+$', '(a|a)*b', '(a*)*b', '(a|aa)+$', '(.*a){50}b', '([a-z]+)*\\d']) {
      const began = process.cpuUsage();
      expect(patternOf(typed).isIn(line)).toBe(false);
      expect(patternOf(typed).find(line, 0)).toBeNull();
      // Processor time: what else the machine does is no part of it.
      expect(process.cpuUsage(began).user).toBeLessThan(5_000_000);
    }
  });
});
