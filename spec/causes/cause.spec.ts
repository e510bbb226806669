import { describe, expect, it } from '@jest/globals';
import { causeOf, causeOfRecord, causeOfText, keyOf } from '../../lib/causes/cause.js';
import { recordInBrief } from '../../lib/causes/error.js';
import { failuresInMessage } from '../../lib/causes/failures.js';

describe("a cause's key", () => {
  it('is the same in every version', () => {
    expect(keyOf('')).toBe('44f1af7611fd');
    expect(keyOf('KeyError: <n>')).toBe('5504a1672c24');
    expect(causeOf('SchemaViolation at row 12: expected Decimal(18,2), got "12"').key).toBe('f8b701e9f313');
  });

  it('differs with any character at any place', () => {
    const texts = Array.from({ length: 2000 }, (_, n) => 'a'.repeat(n));
    const changed = Array.from({ length: 2000 }, (_, n) => `${'a'.repeat(n)}b${'a'.repeat(1999 - n)}`);
    const numbers = Array.from({ length: 200_000 }, (_, n) => `x${n}`);
    const all = [...texts, ...changed, ...numbers];
    expect(new Set(all.map(keyOf)).size).toBe(all.length);
  });

  it('depends on words beyond the shortened text', () => {
    const long = 'words '.repeat(100);
    const [one, other] = [causeOf(`${long}red`), causeOf(`${long}blue`)];
    expect(one.text).toBe(other.text);
    expect(one.key).not.toBe(other.key);
  });
});

describe("a cause's text", () => {
  it('is cut between characters', () => {
    expect(causeOf('𝒳'.repeat(300)).text).toBe(`${'𝒳'.repeat(199)}…`);
    expect(causeOf('𝒳'.repeat(200)).text).toBe('𝒳'.repeat(200));
    expect(causeOf('x'.repeat(201)).text).toBe(`${'x'.repeat(199)}…`);
  });

  it('hides a quotation of any length', () => {
    const quoted = (length: number) => causeOf(`bad "${'x '.repeat(length)}" there`).key;
    expect(quoted(1000)).toBe(quoted(1));
    expect(quoted(50_000)).toBe(quoted(5000));
  });

  it('is empty for a blank message', () => {
    expect(causeOf(' \n ').text).toBe('');
  });
});

describe('the cause of a record’s error', () => {
  const traceback =
    'Traceback (most recent call last):\n  File "/app/parser.py", line 6, in <module>\n    parse()\nKeyError: \'price\'\n';

  it('is that of the error thrown in a traceback', () => {
    expect(causeOfText(traceback, null)?.text).toBe("KeyError: '<…>'");
    expect(causeOfText(`permanent_error: ${traceback}`, null)?.text).toBe("KeyError: '<…>'");
    expect(causeOfText('', traceback)?.text).toBe("KeyError: '<…>'");
    expect(causeOfText('row 5', traceback)?.text).toBe('row <n>');
  });

  it('is that of the first failure in a JSON list', () => {
    const list = '[{"file_path":"a.csv","error":"row 5 is bad","line":5},{"error":"other"}]';
    expect(causeOfText(list, null)?.text).toBe('row <n> is bad');
    expect(causeOfText(`max_retries_exceeded: ${list.slice(0, -4)}`, null)?.text).toBe('row <n> is bad');
  });

  it.each([
    [
      'Ruby',
      { exception_class: 'A::B', message: 'row 5', backtrace: ["/gems/c.rb:3:in 'd'", "/app/e.rb:1:in 'f'"] },
      'A::B: row <n>',
      'e.rb:1',
    ],
    [
      'JavaScript',
      { name: 'TypeError', message: 'row 5', stack: 'TypeError: row 5\n    at f (/app/a.js:3:4)' },
      'TypeError: row <n>',
      'a.js:3',
    ],
    [
      'Go',
      { error: 'row 5', trace: 'goroutine 1 [running]:\nmain.f()\n\t/app/a.go:7 +0x1' },
      'row <n>',
      'a.go:7',
    ],
    ['nobody known', { name: 'a.csv', error: 'row 5', stack: [7] }, 'row <n>', null],
  ])('is that of the error that %s recorded as JSON', (_, error, cause, frame) => {
    const text = JSON.stringify(error);
    expect(causeOfText(text, null)?.text).toBe(cause);
    const read = { errorMessage: text, failures: failuresInMessage(text, 1) };
    expect(recordInBrief(read)?.frame).toBe(frame);
  });

  it('is null for a blank error', () => {
    for (const text of [null, '', ' \n', 'permanent_error', 'permanent_error: ']) {
      expect(causeOfText(text, null)).toBeNull();
    }
    expect(causeOfRecord({ errorMessage: null, failures: [] })).toBeNull();
  });

  it.each([
    'row 5',
    'permanent_error: row 5',
    'permanent_error: ',
    traceback,
    '[{"error":"row 5"}]',
    '{"error_type":"KeyError","message":"no 5"}',
    '[]',
    '{',
    ' ',
  ])('is the same for a job as for its text: %j', (errorMessage) => {
    const read = { errorMessage, failures: failuresInMessage(errorMessage, 1) };
    expect(causeOfText(errorMessage, null)).toEqual(causeOfRecord(read));
  });
});
