import { expect, it } from '@jest/globals';
import { everyMake, QueueDatabase } from './queue-database.js';

const words = ['SCAN', 'parse', ' Parse ', '', null, 'EXPORT', 'export', 'BACKTEST', 'REINDEX', 'REINDEX'];

it.each(everyMake)(
  'jobs are counted by type, in version %s with %s of the additions',
  async (version, extent) => {
    const database = await QueueDatabase.of(version, extent);
    expect(database.picture().types).toEqual({ scan: 0, parse: 0, export: 0, backtest: 0, other: 0 });
    const statuses = ['QUEUED', 'FAILED', 'COMPLETED'];
    for (const [index, word] of words.entries()) {
      database.add({ status: statuses[index % 3] ?? '', job_type: word });
    }
    const isTyped = database.tables().get('cf_processing_queue')?.has('job_type') === true;
    const all = { scan: 0, parse: words.length, export: 0, backtest: 0, other: 0 };
    // A filter changes nothing: it is what there is to choose from.
    const filter = { statuses: ['failed'], types: ['scan'], name: 'x', cleared: null } as const;
    expect(database.picture({ filter }).types).toEqual(
      isTyped ? { scan: 1, parse: 4, export: 2, backtest: 1, other: 2 } : all,
    );
    database.close();
  },
);
