import { describe, expect, it } from '@jest/globals';
import { compareKeys, type ListKey } from '../../../lib/model/sort.js';
import { asOf, QueueDatabase } from './queue-database.js';

describe('the value that a list is sorted by', () => {
  it('is a running job’s duration up to the requested instant', async () => {
    const database = await QueueDatabase.of('D', 'none');
    const claim = new Date(asOf - 60_000).toISOString();
    database.add({ id: 1, status: 'RUNNING', plugin_name: 'x', claim_time: claim });
    const sort = { by: 'duration', reversed: false, failedFirst: true } as const;
    const places = { at: [0] };
    expect(database.picture({ sort, places }).places?.keys[0]?.value).toBe(60_000);
    expect(database.picture({ sort, places, sortedAt: asOf + 5000 }).places?.keys[0]?.value).toBe(65_000);
    database.close();
  });

  it('is compared by characters, not by UTF-16 units, if it is a text', () => {
    const sort = { by: 'name', reversed: false, failedFirst: false } as const;
    const key = (value: string | null): ListKey => ({ rank: 0, value, time: null, turn: null });
    const names = ['', 'a', 'ab', 'b', '\u{e000}', '\u{fffd}', '\u{10000}', '\u{10001}', null];
    for (const [index, one] of names.entries())
      for (const [other, another] of names.entries())
        expect(Math.sign(compareKeys(sort, key(one), key(another)))).toBe(Math.sign(index - other));
  });
});
