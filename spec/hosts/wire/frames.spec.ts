import { randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  FrameReader,
  frameOf,
  longestFrame,
  longestPacked,
  preamble,
  WireError,
} from '../../../lib/hosts/wire/frames.js';

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
    ['too great a length', frame(0, Buffer.alloc(0), longestPacked + 2)],
    ['an unknown form', frame(2, Buffer.from('null'))],
    ['what is not packed', frame(1, Buffer.from('null'))],
    ['what unpacks to too much', frame(1, deflateRawSync(`"${'x'.repeat(longestFrame)}"`))],
    ['no UTF-8', frame(0, Buffer.from([0x22, 0xff, 0x22]))],
    ['no JSON', frame(0, Buffer.from('nul'))],
  ])('is refused with %s', (_, bytes) => {
    expect(() => read([bytes], false)).toThrow(WireError);
  });

  it.each([
    ['lists as deep as it is long', '['.repeat(14_000_000)],
    ['millions of values', `[${JSON.stringify('\\"[')},${'{},'.repeat(4_000_000)}0]`],
  ])('is not even parsed with %s', (_, text) => {
    expect(() => read([frame(1, deflateRawSync(text))], false)).toThrow('too many values');
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
    const garbage = fc.oneof(
      fc.uint8Array(),
      fc.tuple(fc.integer({ min: 0, max: 3 }), fc.uint8Array()).map(([form, body]) => frame(form, body)),
    );
    fc.assert(
      fc.property(garbage, (bytes) => {
        try {
          read([bytes], false);
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
        }
      }),
    );
  });
});
