import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PlainJson } from '../../../lib/snapshot/index/decode/plain-json.js';

/** Whether all of a text is one value, with blanks around it. */
function isPlain(text: string): boolean {
  const bytes = new TextEncoder().encode(text);
  const json = new PlainJson(bytes, 0, bytes.length);
  json.blanks();
  if (!json.value()) return false;
  json.blanks();
  return json.at === bytes.length;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What JSON is made of, and what it nearly is. */
const piece = fc.constantFrom(
  ...'{ } [ ] , : " "a" "b":1 \\ \\n \\u00aF \\u00g1 \\u12 \\u12ag \\x'.split(' '),
  ...[' ', '\t', '\r', '\n', '\v', '\f', '\u0000', '\u001f', '\u007f', 'ä'],
  ...'0 - 1 12 01 . .5 1. e E + 1e5 -0 true false null nul NaN'.split(' '),
);

/** A sound text into which some pieces were thrown. */
const nearly = fc
  .tuple(fc.json({ maxDepth: 4 }), fc.array(fc.tuple(fc.nat(), fc.nat(2), piece), { maxLength: 2 }))
  .map(([text, changes]) =>
    changes.reduce((all, [at, taken, put]) => {
      const place = at % (all.length + 1);
      return all.slice(0, place) + put + all.slice(place + taken);
    }, text),
  );

describe('plain JSON', () => {
  it('is recognized exactly if JSON.parse accepts it', () => {
    const text = fc.oneof(
      nearly,
      fc.array(piece, { maxLength: 7 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(text, (each) => {
        expect([each, isPlain(each)]).toEqual([each, isJson(each)]);
      }),
      { numRuns: 5000 },
    );
  });

  it('is recognized up to a depth of 16', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(isPlain(nested(16))).toBe(true);
    expect(isPlain(nested(17))).toBe(false);
    expect(isPlain(nested(100_000))).toBe(false);
  });
});
