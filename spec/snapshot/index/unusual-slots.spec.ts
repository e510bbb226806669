import { expect, it } from '@jest/globals';
import { QueueIndex } from '../../../lib/snapshot/index/queue-index.js';
import { Unfit } from '../../../lib/snapshot/index/unfit.js';
import { writeUnusual } from '../../../lib/snapshot/index/unusual-slots.js';
import { DatabaseShape } from '../../../lib/snapshot/tables/database-shape.js';
import { QueueDatabase } from '../queries/queue-database.js';

it('a row that SQL does not find where a leaf has it makes the table unfit to be walked', async () => {
  const database = await QueueDatabase.of('A', 'all');
  const shape = new DatabaseShape(database.tables(), new Set());
  const index = new QueueIndex();
  index.room.scratch(8);
  index.columns.ids[0] = 7;
  expect(() => writeUnusual(database, shape, index, [0], new Map())).toThrow(Unfit);
  database.add({ id: 7, plugin_name: 'late', status: 'RUNNING' });
  writeUnusual(database, shape, index, [0], new Map());
  expect(index.names.plugin(index.columns.names[0] ?? 0)).toBe('late');
  database.close();
});
