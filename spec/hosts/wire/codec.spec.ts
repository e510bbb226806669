import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decode, encode, WireError } from '../../../lib/hosts/wire/frames.js';
import { anyCharacter } from '../../support/any-character.js';

/** Anything that may be sent, with the names that the codec uses itself among its fields. */
const sent = fc
  .letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constant(null),
      fc.boolean(),
      fc.double(),
      fc.constantFrom(-0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
      fc.integer(),
      fc.bigInt(-(2n ** 70n), 2n ** 70n),
      fc.string({ unit: anyCharacter }),
      fc.constant('\ud800'),
      fc.uint8Array(),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.uniqueArray(fc.string(), { maxLength: 4 }).map((items) => new Set(items)),
      fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('$', 'of', 'constructor')), tie('value'), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
    ),
  }))
  .value.filter((value) => !hasForbiddenName(value));

function hasForbiddenName(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false;
  return Object.hasOwn(value, '__proto__') || Object.values(value).some(hasForbiddenName);
}

describe('The codec', () => {
  it('gives back every value that it has encoded', () => {
    fc.assert(
      fc.property(sent, (value) => {
        // Unlike a matcher this doesn't mind what a field is called.
        return isDeepStrictEqual(decode(encode(value)), value);
      }),
    );
  });

  it('leaves out undefined fields, and refuses values that are not plain', () => {
    expect(decode(encode({ there: 1, absent: undefined }))).toStrictEqual({ there: 1 });
    for (const value of [
      () => 1,
      Symbol('a'),
      undefined,
      new Date(0),
      new Map(),
      JSON.parse('{"__proto__":1}'),
    ])
      expect(() => encode(value)).toThrow(WireError);
  });

  it('refuses a value that is nested too deeply, and one that holds itself', () => {
    const endless: unknown[] = [];
    endless.push(endless);
    expect(() => encode(endless)).toThrow(WireError);
    const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });
    expect(() => encode(deep(1000))).toThrow(WireError);
    expect(decode(encode(deep(60)))).toStrictEqual(deep(60));
  });

  it('decodes bytes into an array of their own size', () => {
    const bytes = decode(encode(Buffer.from('abc'))) as Uint8Array;
    expect(Object.getPrototypeOf(bytes)).toBe(Uint8Array.prototype);
    expect(bytes.buffer.byteLength).toBe(3);
  });

  it.each([
    ['another tag', '{"$":"date","of":1}'],
    ['a tag of objects', '{"$":"constructor","of":1}'],
    ['more than a tag', '{"$":"set","of":[],"more":1}'],
    ['a tag without a word', '{"$":1,"of":"1"}'],
    ['no integer', '{"$":"bigint","of":"0x10"}'],
    ['an integer with zeros before it', '{"$":"bigint","of":"01"}'],
    ['an endless integer', `{"$":"bigint","of":"${'9'.repeat(101)}"}`],
    ['no base64', '{"$":"bytes","of":"?"}'],
    ['other base64', '{"$":"bytes","of":"AAAB"}'.replace('AAAB', 'AB')],
    ['another number', '{"$":"number","of":"toString"}'],
    ['a set of nothing', '{"$":"set","of":1}'],
    ['an object without the tag', '{"$":"object","of":{"a":1}}'],
    ['a prototype', '{"__proto__":{"a":1}}'],
    ['a prototype within', '[{"a":{"__proto__":null}}]'],
    ['too deep a nest', `${'['.repeat(70)}${']'.repeat(70)}`],
    ['an abyss', '['.repeat(1_000_000)],
    ['an abyss of objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
    ['an abyss of sets', `${'{"$":"set","of":['.repeat(100_000)}${']}'.repeat(100_000)}`],
    [
      'an abyss of objects with the tag',
      `${'{"$":"object","of":{"$":'.repeat(100_000)}1${'}}'.repeat(100_000)}`,
    ],
    ['bytes that are no text', '{"$":"bytes","of":1}'],
    ['a prototype within an object with the tag', '{"$":"object","of":{"$":1,"__proto__":{}}}'],
    ['no JSON', '{'],
    ['nothing', ''],
  ])('refuses %s', (_, text) => {
    expect(() => decode(text)).toThrow(WireError);
  });

  it('throws nothing but a WireError for any text', () => {
    const json = fc.json({ maxDepth: 3 }).map((text) => text.replaceAll('"a"', '"$"'));
    fc.assert(
      fc.property(fc.oneof(fc.string(), json), (text) => {
        try {
          decode(text);
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
        }
      }),
    );
  });
});
