import { describe, expect, it } from '@jest/globals';
import { columnsIn, fieldColumns, mostColumns } from '../../lib/model/saved-view.js';

describe('a list of columns', () => {
  it('has names of fields, in any letter case, each once', () => {
    expect(columnsIn(['retries', ' Worker ', 'WORKER'])).toEqual(['retries', 'worker']);
    expect(columnsIn([...fieldColumns])).toEqual(fieldColumns);
    expect(columnsIn([])).toEqual([]);
    const args = [
      'args.user',
      'args.items[0].x',
      'args[#-1]',
      'args.__proto__',
      'args."first name"',
      'args.größe',
    ];
    expect(columnsIn(args)).toEqual(args);
  });

  it.each([
    [['retry']],
    [['__proto__']],
    [['constructor']],
    [[7]],
    ...[
      'args',
      'args.',
      'args[x]',
      'args.a b',
      'args."',
      'args.\u001b[2J',
      `args.${'a'.repeat(200)}`,
      'ARGS.a',
    ].map((name) => [[name]]),
    [Array(mostColumns + 1).fill('rows')],
  ])('is not %j', (names) => {
    expect(columnsIn(names)).toBeNull();
  });
});
