import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { WordTable } from '../../../lib/snapshot/index/columns/word-table.js';
import { inAnyCase } from './any-value.js';

/** Nearly as many as a table has room for, many of which have one place; some begin others, or have no letter. */
const words = [
  ...Array.from({ length: 60 }, (_, index) => `${'ABCDEFGH'.slice(0, (index % 8) + 1)}${index}`),
  ...Array.from({ length: 20 }, (_, index) => `WORD_${'X'.repeat(index)}`),
  ...['A', 'AB', '1', '@', '[', '_', 'CANCELLED BY USER', 'É'.normalize('NFD')[0] ?? ''].slice(0, 7),
];
const table = new WordTable(words.map((word, index) => [word, index]));

const bytesOf = (text: string) => Buffer.from(`A1${text}1A`, 'latin1');
const viewOf = ({ buffer, byteOffset, length }: Buffer) => new DataView(buffer, byteOffset, length);
const codeOf = (text: string) => table.code(viewOf(bytesOf(text)), 2, text.length);
const isAllOf = (text: string) => table.isAllOf(viewOf(bytesOf(text)), 2, text.length);

/** As SQLite's upper() has it: ASCII letters only. */
const upper = (text: string) => text.replace(/[a-z]/g, (letter) => letter.toUpperCase());

const inCase = inAnyCase(...words);
const text = fc.oneof(
  inCase,
  fc.string({ maxLength: 6 }),
  // Another character where one stands, not only a letter's other case.
  fc.tuple(inCase, fc.nat(), fc.constantFrom(-0x20, 0x20, 0x40, 1)).map(([word, at, step]) => {
    const place = at % word.length;
    const other = String.fromCharCode((word.charCodeAt(place) + step) & 0xff);
    return word.slice(0, place) + other + word.slice(place + 1);
  }),
  fc.tuple(inCase, fc.nat(12)).map(([word, length]) => word.slice(0, length)),
);

describe('a table of words', () => {
  it('has each word in any letter case, and no other', () => {
    words.forEach((word, index) => {
      expect([codeOf(word), codeOf(word.toLowerCase())]).toEqual([index, index]);
      for (let length = 0; length < word.length; length += 1) {
        const part = word.slice(0, length);
        expect([part, codeOf(part)]).toEqual([part, words.indexOf(part)]);
      }
    });
    fc.assert(
      fc.property(text, (any) => {
        expect(codeOf(any)).toBe(words.indexOf(upper(any)));
      }),
      { numRuns: 2000 },
    );
  });

  it('has a word with blanks around it, up to the first NUL', () => {
    const blanks = fc.constantFrom('', '', ' ', '   ', '\t');
    const end = fc.constantFrom('', '', '\0', '\0 more', ' \0', '.');
    fc.assert(
      fc.property(blanks, text, blanks, end, (before, any, after, rest) => {
        const whole = before + any + after + rest;
        const known = whole.split('\0')[0]?.replace(/^ +| +$/g, '') ?? '';
        expect([whole, isAllOf(whole)]).toEqual([whole, words.includes(upper(known))]);
      }),
      { numRuns: 1000 },
    );
  });
});
