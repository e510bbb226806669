import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pasteable } from '../../lib/terminal/clipboard/clipboard.js';
import { anyCharacter } from '../support/any-character.js';

/** C0, DEL, C1, the separators of lines and paragraphs, and what turns the direction of text: by their numbers. */
const forbidden = /[\0-\x1f\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const nasty = fc.constantFrom(
  ...[
    '\x1b[201~',
    '\x1b[200~',
    '\x9b201~',
    '\x1b',
    '\x9d',
    '\r',
    '\n',
    '\r\n',
    '\x85',
    '\u2028',
    '\u2029',
    '\t',
  ],
  ...['\0', '\x7f', '\x03', '\x04', '\u202e', '\u2066', '\u200f', '\u061c', '[201~', '; rm -rf x', '201~'],
);
const texts = fc
  .array(fc.oneof(nasty, fc.string({ unit: anyCharacter })), { maxLength: 12 })
  .map((pieces) => pieces.join(''));

describe('a text that may be pasted', () => {
  it('holds nothing that ends a paste, a line or a text direction, and lists what it lost', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { text: clean, lost } = pasteable(text);
        expect(clean).not.toMatch(forbidden);
        expect(lost.length === 0).toBe(clean === text);
        expect(pasteable(clean)).toEqual({ text: clean, lost: [] });
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['/data/a b/ünder-\u{1f4a9}é.txt', '/data/a b/ünder-\u{1f4a9}é.txt', []],
    ['/out\x1b[201~\ntouch x\n', '/out touch x', ['1 control character', '2 line breaks']],
    ['\x1b[1;31mError\x1b[0m: no\tdisk', 'Error: no disk', ['3 control characters']],
    ['a\r\nb\u2028c\x85d', 'a b c d', ['3 line breaks']],
    ['\n a \r', ' a ', ['2 line breaks']],
    ['gpj.\u202etxt\x00', 'gpj.txt', ['1 control character', '1 direction mark']],
  ])('is made of %j: %j', (text, clean, lost) => {
    expect(pasteable(text)).toEqual({ text: clean, lost });
  });
});
