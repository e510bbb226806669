import { expect, it } from '@jest/globals';
import type { LargeNumbers } from '../../../lib/snapshot/index/columns/queue-sums.js';
import { NotWalkable } from '../../../lib/snapshot/index/pages/not-walkable.js';
import { QueueIndex } from '../../../lib/snapshot/index/queue/queue-index.js';
import { writeUnusual } from '../../../lib/snapshot/index/queue/unusual-slots.js';
import { DatabaseShape } from '../../../lib/snapshot/tables/database-shape.js';
import { QueueDatabase } from '../queries/queue-database.js';

it('a table is refused if SQL does not find a row that a leaf has', async () => {
  const database = await QueueDatabase.of('A', 'all');
  const shape = new DatabaseShape(database.tables(), new Set());
  const index = new QueueIndex();
  index.room.scratch(8);
  index.columns.ids[0] = 7;
  expect(() => writeUnusual(database, shape, index, [0], new Map())).toThrow(NotWalkable);
  database.add({ id: 7, plugin_name: 'late', status: 'RUNNING' });
  writeUnusual(database, shape, index, [0], new Map());
  expect(index.names.plugin(index.columns.names[0] ?? 0)).toBe('late');
});

it('numbers of files and bytes that the columns cannot hold are returned, and no others', async () => {
  const database = await QueueDatabase.of('A', 'all');
  const shape = new DatabaseShape(database.tables(), new Set());
  const index = new QueueIndex();
  index.room.scratch(8);
  const rows = [
    { items_total: 2 ** 32 - 1, output_size_bytes: 2 ** 53 - 1 },
    { items_total: 2 ** 32, output_size_bytes: 1 },
    { items_total: 1, output_size_bytes: 2n ** 53n + 1n },
  ];
  for (const [slot, row] of rows.entries()) {
    database.add({ id: slot + 1, plugin_name: 'p', status: 'COMPLETED', ...row });
    index.columns.ids[slot] = slot + 1;
  }
  const great = new Map<number, LargeNumbers>();
  writeUnusual(database, shape, index, [0, 1, 2], great);
  expect([...great.keys()]).toEqual([1, 2]);
  expect(great.get(1)?.filesTotal).toBe(2 ** 32);
  expect(great.get(2)?.bytes).toBe(2n ** 53n + 1n);
  expect(index.columns.bytes[0]).toBe(2 ** 53 - 1);
});
