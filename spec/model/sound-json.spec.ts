import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { soundJson } from '../../lib/model/sound-json.js';

describe('JSON that may be malformed', () => {
  it('is parsed as by JSON.parse if it is well-formed', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(soundJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each<[string, unknown]>([
    ['{"a": 1, "b": nope, "c": [2, {"d": "},"}], "e": "cut sho', { a: 1, c: [2, { d: '},' }] }],
    ['{"a": 1, "b": 12', { a: 1 }],
    ['{"a": 1,}', { a: 1 }],
    ['{"a": 1} and more', { a: 1 }],
    ['{a: 1, "b": 2}', { b: 2 }],
    ['{', {}],
    ['{"a": "\\', {}],
    ['[1, [2, 3], {"a": 1}, {"b"', [1, [2, 3], { a: 1 }]],
    ['[1 2, 3]', [3]],
    ['  [', []],
    ['', undefined],
    ['nonsense', undefined],
    ['"cut', undefined],
    ['{"__proto__": {"a": 1}, x', JSON.parse('{"__proto__": {"a": 1}}')],
  ])('%s', (text, expected) => {
    expect(soundJson(text)).toEqual(expected);
  });

  it('keeps a beginning of its elements wherever it is cut', () => {
    const lists = fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 5 });
    fc.assert(
      fc.property(lists, fc.nat(), (list, cut) => {
        const text = JSON.stringify(list);
        const found = soundJson(text.slice(0, cut % (text.length + 1)));
        if (!Array.isArray(found)) return expect(cut % (text.length + 1)).toBe(0);
        expect(found).toEqual(JSON.parse(JSON.stringify(list.slice(0, found.length))));
      }),
    );
  });

  it('never throws, and takes linear time', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[[\]{},:"\\ 0-9a-z]*$/), (text) => {
        expect(() => soundJson(text)).not.toThrow();
      }),
    );
    expect(soundJson('['.repeat(65_536))).toEqual([]);
    expect(soundJson(`[${'1,'.repeat(32_768)}`)).toHaveLength(32_768);
  });
});
