import { describe, expect, it } from '@jest/globals';
import { expectGolden } from './golden.js';

describe('a golden screen', () => {
  it('fails while it has no file, and says how to make one', () => {
    expect(() => expectGolden('no/such/screen', 'text')).toThrow(/UPDATE_GOLDEN=1/);
  });
});
