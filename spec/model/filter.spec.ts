import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { filterTyped, forAnotherWord, type TypedFilter, textOfFilter } from '../../lib/model/filter.js';

const piece = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.constantFrom('id:7', '"quoted"', 'vm-1:4711', 'disk  full', 'a"b', 'CAUSE:x', 'parquet://out', ' edge '),
);
const said = piece.filter((text) => text.trim() !== '');
const id = fc
  .string({ minLength: 1, maxLength: 5 })
  .filter((text) => text.trim() === text && !text.includes(','));

/** Any filter that could have been typed. */
const anyTyped: fc.Arbitrary<TypedFilter> = fc
  .record(
    {
      text: said,
      name: said.map((name) => name.trim()),
      ids: fc.uniqueArray(id, { minLength: 1, maxLength: 3 }),
      worker: piece.filter((text) => text !== '='),
      parser: piece,
      cause: fc.oneof(
        piece.map((text) => ({ key: null, text })),
        fc.constant({ key: '', text: '' }),
      ),
    },
    { requiredKeys: [] },
  )
  .map((parts) => ({ ...parts, name: parts.name ?? '' }));

describe('the text of a filter', () => {
  it('is parsed to the parts that it was made of', () => {
    fc.assert(
      fc.property(anyTyped, (parts) => {
        expect(filterTyped(textOfFilter(parts), undefined)).toEqual(parts);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps all its parts when another word is typed behind it', () => {
    fc.assert(
      fc.property(anyTyped, (parts) => {
        const typed = filterTyped(`${forAnotherWord(textOfFilter(parts))}more`, undefined);
        expect(typed).toEqual({ ...parts, text: `${parts.text === undefined ? '' : `${parts.text} `}more` });
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['', ''],
    ['disk', 'disk '],
    ['disk ', 'disk '],
    ['worker:', 'worker:'],
    ['x worker:""', 'x worker:"" '],
    ['"disk full', '"disk full'],
    ['"disk ', '"disk '],
    ['name:"a ""b""', 'name:"a ""b""'],
    ['name:"a ""b"""', 'name:"a ""b""" '],
    ['5"', '5" '],
  ])('gets room for another word behind %j: %j', (text, ready) => {
    expect(forAnotherWord(text)).toBe(ready);
    expect(forAnotherWord(ready)).toBe(ready);
  });

  it('is parsed whatever is typed, and its parts are parsed to themselves', () => {
    const typed = fc.array(
      fc.constantFrom('id:', 'worker:', 'Cause:', 'name:', '"', '""', ' ', 'a', '7,', ',', 'x:y'),
    );
    fc.assert(
      fc.property(
        typed.map((parts) => parts.join('')),
        (text) => {
          const parts = filterTyped(text, undefined);
          expect(filterTyped(textOfFilter(parts), undefined)).toEqual(parts);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each<[string, TypedFilter]>([
    ['', { name: '' }],
    ['disk full', { name: '', text: 'disk full' }],
    ['  disk   full ', { name: '', text: 'disk full' }],
    ['"disk  full"', { name: '', text: 'disk  full' }],
    ['id:7', { name: '', ids: ['7'] }],
    ['id:7,12 id:9,7', { name: '', ids: ['7', '12', '9'] }],
    ['worker:vm-1:4711', { name: '', worker: 'vm-1:4711' }],
    ['fix worker:vm-1 v1', { name: '', text: 'fix v1', worker: 'vm-1' }],
    ['worker:a worker:b', { name: '', worker: 'b' }],
    ['WORKER:a', { name: '', worker: 'a' }],
    ['name:fix', { name: 'fix' }],
    ['parser:"fix orders"', { name: '', parser: 'fix orders' }],
    ['cause:"no ""Price"" in row"', { name: '', cause: { key: null, text: 'no "Price" in row' } }],
    ['cause:"disk fu', { name: '', cause: { key: null, text: 'disk fu' } }],
    ['cause:""', { name: '', cause: { key: '', text: '' } }],
    ['cause:"no error recorded"', { name: '', cause: { key: '', text: '' } }],
    ['worker: id: cause: name:', { name: '' }],
    ['"worker:a"', { name: '', text: 'worker:a' }],
    ['parquet://out', { name: '', text: 'parquet://out' }],
    ['host:4711', { name: '', text: 'host:4711' }],
  ])('%j is parsed to %j', (text, parts) => {
    expect(filterTyped(text, undefined)).toEqual(parts);
  });

  it('keeps the key of a chosen cause as long as its words are unchanged', () => {
    const cause = { key: 'k1', text: 'Disk full at <path>' };
    const text = textOfFilter({ name: '', cause });
    expect(filterTyped(`x ${text}`, cause).cause).toBe(cause);
    expect(filterTyped('cause:"Disk full"', cause).cause).toEqual({ key: null, text: 'Disk full' });
    expect(filterTyped(text, undefined).cause).toEqual({ key: null, text: cause.text });
  });
});
