import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  decode,
  encode,
  FrameReader,
  frameOf,
  longestFrame,
  longestPacked,
  preamble,
  WireError,
} from '../../../lib/hosts/wire/frames.js';
import { anyCharacter } from '../../support/any-character.js';

const greeting = Buffer.from('Welcome to \0jobs-host!\n');
const values = [
  { kind: 'ping' },
  { text: 'x'.repeat(5000), big: 2n ** 64n },
  null,
  ['ü', new Uint8Array([0, 255])],
];
const stream = Buffer.concat([greeting, preamble, ...values.map(frameOf)]);

function read(chunks: readonly Uint8Array[], startsAtPreamble = true): unknown[] {
  const reader = new FrameReader(startsAtPreamble);
  return chunks.flatMap((chunk) => [...reader.take(chunk)]);
}

/** A frame as a stranger might write it. */
function frame(form: number, body: Uint8Array, length = body.length + 1): Buffer {
  const header = Buffer.alloc(5);
  header.writeUInt32BE(length);
  header[4] = form;
  return Buffer.concat([header, body]);
}

describe('A frame', () => {
  it('has the same value wherever the stream is cut', () => {
    for (let at = 0; at <= stream.length; at += 1)
      expect(read([stream.subarray(0, at), stream.subarray(at)])).toStrictEqual(values);
    expect(read([...stream].map((byte) => Uint8Array.of(byte)))).toStrictEqual(values);
  });

  it('is read only once it is whole', () => {
    const ends = values.map(
      (_, index) => Buffer.concat([greeting, preamble, ...values.slice(0, index + 1).map(frameOf)]).length,
    );
    for (let at = 0; at <= stream.length; at += 1)
      expect(read([stream.subarray(0, at)])).toHaveLength(ends.filter((end) => end <= at).length);
  });

  it('is packed if it is long', () => {
    expect(frameOf({ text: 'x'.repeat(100_000) }).length).toBeLessThan(1000);
    expect(frameOf({ kind: 'ping' }).toString()).toContain('{"kind":"ping"}');
  });

  it.each([
    ['a length of 0', frame(0, Buffer.alloc(0), 0)],
    ['an unknown form', frame(2, Buffer.from('null'))],
    ['what is not packed', frame(1, Buffer.from('null'))],
    ['no UTF-8', frame(0, Buffer.from([0x22, 0xff, 0x22]))],
    ['no JSON', frame(0, Buffer.from('nul'))],
  ])('is refused with %s', (_, bytes) => {
    expect(() => read([bytes], false)).toThrow(WireError);
  });

  it('is parsed with long texts of those signs', () => {
    const value = ['[{,\\"'.repeat(1_000_000)];
    expect(read([frameOf(value)], false)).toEqual([value]);
  });

  it('is never made longer than a reader accepts', () => {
    expect(() => frameOf({ text: 'x'.repeat(longestFrame) })).toThrow(WireError);
    // What is too long because it can't be packed.
    expect(() => frameOf(randomBytes(longestPacked))).toThrow(WireError);
  });

  it('is found behind 60 kB of greeting, but not behind an endless one', () => {
    expect(read([Buffer.alloc(60_000, 'x'), stream])).toStrictEqual(values);
    const words = Array.from({ length: 300 }, () => Buffer.alloc(200, 'x'));
    expect(read([...words, stream])).toStrictEqual(values);
    const reader = new FrameReader(true);
    expect(() => {
      for (let times = 0; times < 70; times += 1) reader.take(Buffer.alloc(1000, 'x')).next();
    }).toThrow(WireError);
  });

  it('fails with nothing but a WireError for any bytes', () => {
    const json = fc.json({ maxDepth: 3 }).map((text) => text.replaceAll('"a"', '"$"'));
    const garbage = fc.oneof(
      fc.uint8Array(),
      fc.tuple(fc.integer({ min: 0, max: 3 }), fc.uint8Array()).map(([form, body]) => frame(form, body)),
      fc.oneof(fc.string(), json).map((text) => frame(0, Buffer.from(text))),
    );
    fc.assert(
      fc.property(garbage, (bytes) => {
        try {
          read([bytes], false);
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
        }
      }),
      { numRuns: 200 },
    );
  });
});

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
    ['bytes that are no text', '{"$":"bytes","of":1}'],
    ['a prototype within an object with the tag', '{"$":"object","of":{"$":1,"__proto__":{}}}'],
    ['no JSON', '{'],
    ['nothing', ''],
  ])('refuses %s', (_, text) => {
    expect(() => decode(text)).toThrow(WireError);
  });
});
