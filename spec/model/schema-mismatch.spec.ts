import { describe, expect, it } from '@jest/globals';
import { mismatchWords, type SchemaMismatch } from '../../lib/model/schema-mismatch.js';

const nothing: SchemaMismatch = {
  ...{ output: 'orders', kind: '', expectedName: null, actualName: null, expectedType: null },
  ...{ actualType: null, expectedIndex: null, actualIndex: null },
};
const price = { expectedName: 'price', expectedType: 'Decimal' };
const both = { ...price, actualName: 'price', actualType: 'Utf8' };
const placed = { expectedName: 'price', actualName: 'venue' };

describe('a schema mismatch in words', () => {
  it.each<[string, Partial<SchemaMismatch>, string]>([
    ['missing_column', { ...price, expectedIndex: 3 }, 'orders: column price (Decimal) is missing'],
    ['missing_column', { expectedName: 'price' }, 'orders: column price is missing'],
    ['missing_column', { expectedType: 'Decimal' }, 'orders: column Decimal is missing'],
    ['MissingColumn', {}, 'orders: column ? is missing'],
    ['extra_column', { actualName: 'x', actualType: 'Utf8' }, 'orders: column x (Utf8) is not in the schema'],
    ['type_mismatch', both, 'orders: column price is Utf8, not Decimal'],
    [
      'order_mismatch',
      { ...both, expectedIndex: 0, actualIndex: 3 },
      'orders: column price is number 4, not 1',
    ],
    ['column_order_mismatch', { ...placed, expectedIndex: 1 }, 'orders: column 2 is venue, not price'],
    ['order', { expectedName: 'price', actualIndex: 3 }, 'orders: column price is out of order'],
    ['name_mismatch', placed, 'orders: column venue should be named price'],
    ['nullability_mismatch', { expectedName: 'price' }, 'orders: column price differs in allowing nulls'],
    ['lost', { ...price, actualType: 'Float' }, 'orders: lost, expected price (Decimal), found Float'],
    ['precision_lost', {}, 'orders: precision_lost'],
    [' ', { output: null, actualName: 'x' }, 'schema mismatch, found x'],
    ['constructor', {}, 'orders: constructor'],
    ['missing_column', { output: null, expectedName: 'price' }, 'column price is missing'],
  ])('%s', (kind, given, words) => {
    expect(mismatchWords({ ...nothing, kind, ...given })).toBe(words);
  });
});
