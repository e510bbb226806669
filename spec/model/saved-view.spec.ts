import { describe, expect, it } from '@jest/globals';
import { columnsIn, fieldColumns, mostColumns } from '../../lib/model/saved-view.js';

describe('a list of columns', () => {
  it('has names of fields, in any letter case, each once', () => {
    expect(columnsIn(['retries', ' Worker ', 'WORKER'])).toEqual(['retries', 'worker']);
    expect(columnsIn([...fieldColumns])).toEqual(fieldColumns);
    expect(columnsIn([])).toEqual([]);
  });

  it.each([[['retry']], [['__proto__']], [['constructor']], [[7]], [Array(mostColumns + 1).fill('rows')]])(
    'is not %j',
    (names) => {
      expect(columnsIn(names)).toBeNull();
    },
  );
});
