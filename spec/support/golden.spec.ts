import { describe, expect, it } from '@jest/globals';
import { expectGolden } from './golden.js';

describe('expectGolden', () => {
  it('fails for a screen that has no file, and says how to make one', () => {
    expect(() => expectGolden('no/such/screen', 'text')).toThrow(/UPDATE_GOLDEN=1/);
  });
});
