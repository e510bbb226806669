import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ListedStatus } from '../../../lib/model/filter.js';
import { mostWorkersListed } from '../../../lib/model/worker.js';
import type { Workers } from '../../../lib/snapshot/queries/panels/read-workers.js';
import { QueueDatabase } from './queue-database.js';

/** Workers of jobs whose ids end with 1 are gone. */
const workers: Workers = {
  judge: (records) =>
    new Map(
      records.flatMap(({ id }) =>
        id.endsWith('1') ? [[id, { kind: 'gone', since: null, reused: false }] as const] : [],
      ),
    ),
  stillRunning: () => new Map(),
};

describe('the worker list of a filter', () => {
  let database: QueueDatabase;

  beforeEach(async () => {
    database = await QueueDatabase.of('D', 'none');
  });

  /** The picture by SQL, which that by the index has to equal. */
  const told = (worker: string, statuses: readonly ListedStatus[] | null) =>
    database.picture(
      { filter: { statuses, types: null, name: '', cleared: null, worker }, before: 0, after: 1 },
      workers,
    ).listedWorkers;

  it('has the workers of the jobs that pass, and exists only for a filter by a part of names', () => {
    const row = { plugin_name: 'fix', status: 'RUNNING', worker_host: 'vm' };
    database.add({ ...row, id: 1, worker_pid: 7 });
    database.add({ ...row, id: 2, worker_pid: 8 });
    database.add({ ...row, id: 3, worker_pid: 9, status: 'FAILED' });
    database.add({ ...row, id: 4, worker_host: 'other', worker_pid: 9 });
    database.add({ ...row, id: 5, worker_host: null, worker_pid: null });
    expect(told('VM', null)).toEqual({ names: ['vm:7', 'vm:8', 'vm:9'], areMore: false });
    expect(told('vm', ['running'])?.names).toEqual(['vm:7', 'vm:8']);
    expect(told('vm', ['gone'])?.names).toEqual(['vm:7']);
    expect(told('vm', ['failed'])?.names).toEqual(['vm:9']);
    expect(told('nobody', null)).toEqual({ names: [], areMore: false });
    expect(told('=vm:7', null)).toBeUndefined();
  });

  it('has as many workers as the filter dialog lists at most, and whether there are more', () => {
    for (let pid = 1; pid <= mostWorkersListed + 2; pid += 1)
      database.add({ plugin_name: 'fix', status: 'FAILED', worker_host: 'vm', worker_pid: pid });
    const all = told('vm', null);
    expect([all?.names.length, all?.areMore]).toEqual([mostWorkersListed, true]);
    expect(told('vm:1', null)).toEqual({
      names: ['vm:1', ...Array.from({ length: 10 }, (_, number) => `vm:1${number}`)],
      areMore: false,
    });
  });

  it('is complete however many jobs have to be searched for it', () => {
    database.run(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10050)
      INSERT INTO cf_processing_queue (id, plugin_name, status, worker_host, worker_pid)
      SELECT i, 'fix', 'FAILED', 'vm', CASE WHEN i < 10 THEN 99 ELSE i % ${mostWorkersListed} END FROM n`);
    const all = told('vm', null);
    expect([all?.names.length, all?.areMore]).toEqual([mostWorkersListed, true]);
  });
});
