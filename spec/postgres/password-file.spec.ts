import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { passwordIn } from '../../lib/postgres/password-file.js';

const wanted = { host: 'there', port: 5432, database: 'queue', user: 'me' };

describe('A file of passwords', () => {
  it.each([
    ['a line that fits', 'there:5432:queue:me:right', 'right'],
    ['stars', '*:*:*:*:right', 'right'],
    ['the first of two lines', 'there:*:*:me:right\n*:*:*:*:wrong', 'right'],
    [
      'lines for others before it',
      'there:5433:queue:me:wrong\nthere:5432:queue:you:wrong\r\n*:5432:*:me:right\r\n',
      'right',
    ],
    ['a comment', '#there:5432:queue:me:wrong', null],
    ['no password', 'there:5432:queue:me', null],
    ['an empty one', 'there:5432:queue:me:', ''],
    ['a star with a backslash', '\\*:*:*:*:wrong', null],
    ['nothing', '', null],
  ])('yields a password or none with %s', (_, text, password) => {
    expect(passwordIn(text, wanted)).toBe(password);
  });

  it('gives back whatever was written with backslashes', () => {
    const text = fc.string({ unit: 'grapheme-ascii', minLength: 1 });
    const written = (value: string) => value.replace(/[\\:*]/g, (character) => `\\${character}`);
    fc.assert(
      fc.property(text, text, text, text, (host, database, user, password) => {
        fc.pre(!written(host).startsWith('#'));
        const line = [host, '5432', database, user, password].map(written).join(':');
        expect(passwordIn(line, { host, port: 5432, database, user })).toBe(password);
      }),
    );
  });
});
