import { describe, expect, it } from '@jest/globals';
import { type Clearing, everyJob } from '../../../lib/model/filter.js';
import type { JobId } from '../../../lib/model/job.js';
import { asOf, QueueDatabase, versions } from './queue-database.js';

/** Long before the instant of the pictures, and the second in which they are made. */
const early = '2026-01-13 09:00:00';
const now = new Date(asOf).toISOString().slice(0, 19).replace('T', ' ');

describe.each(versions)('clearing in version %s', (version) => {
  const endColumn = version === 'B' ? 'completed_at' : 'end_time';

  async function queue(): Promise<QueueDatabase> {
    const rows = [
      { id: 1, status: 'COMPLETED', [endColumn]: early },
      { id: 2, status: 'SUCCESS', [endColumn]: now },
      { id: 3, status: 'COMPLETED', claim_time: null },
      { id: 4, status: 'RUNNING' },
      { id: 5, status: 'FAILED', [endColumn]: early },
      { id: 6, status: 'QUEUED', claim_time: null },
    ];
    return QueueDatabase.of(version, 'all', rows, { created_at: null, claim_time: early });
  }

  function cleared(queue: QueueDatabase): Clearing {
    const { clearing } = queue.picture({ clearing: true });
    if (!clearing) throw new Error('nothing to clear');
    return clearing;
  }

  function shown(queue: QueueDatabase, clearing: Clearing): readonly JobId[] {
    const { window } = queue.picture({ filter: { ...everyJob, cleared: clearing } });
    expect(window.matching).toBe(window.jobs.length);
    return window.jobs.map((job) => job.id).sort();
  }

  it('hides exactly the complete jobs, whatever their times, and they still count', async () => {
    const queue6 = await queue();
    const clearing = cleared(queue6);
    expect(clearing.until).toBe(Math.trunc(asOf / 1000) * 1000);
    expect(clearing.except).toEqual(['4', '6']);
    expect(shown(queue6, clearing)).toEqual(['4', '5', '6']);
    expect(queue6.picture({ filter: { ...everyJob, cleared: clearing } }).counts.complete).toBe(3);
  });

  it('leaves jobs in the list that end afterwards: in the same second, with an earlier time, or with none', async () => {
    const queue6 = await queue();
    const clearing = cleared(queue6);
    for (const end of [`'${now}'`, `'${early}'`, 'NULL']) {
      queue6.run(
        `UPDATE cf_processing_queue SET status = 'COMPLETED', ${endColumn} = ${end} WHERE id IN (4, 6)`,
      );
      expect(shown(queue6, clearing)).toEqual(['4', '5', '6']);
    }
    queue6.run(
      `UPDATE cf_processing_queue SET status = 'COMPLETED', ${endColumn} = '2026-01-14 00:00:00' WHERE id = 5`,
    );
    expect(shown(queue6, clearing)).toEqual(['4', '5', '6']);
  });

  it('is null if no job is complete, and reaches to before all times if no complete job has a time', async () => {
    const queue6 = await queue();
    queue6.run('DELETE FROM cf_processing_queue WHERE id IN (1, 2)');
    const clearing = cleared(queue6);
    expect(new Date(clearing.until).getTime()).toBeLessThan(-1e15);
    queue6.run("INSERT INTO cf_processing_queue (id, status) VALUES (7, 'FAILED'), (8, 'FAILED')");
    expect(shown(queue6, clearing)).toEqual(['4', '5', '6', '7', '8']);
    queue6.run('DELETE FROM cf_processing_queue WHERE id = 3');
    expect(queue6.picture({ clearing: true }).clearing).toBeNull();
    expect('clearing' in queue6.picture()).toBe(false);
  });

  it('excepts only running jobs if nothing has completed lately', async () => {
    const queue6 = await queue();
    queue6.run('DELETE FROM cf_processing_queue WHERE id = 2');
    expect(cleared(queue6)).toEqual({ until: Date.UTC(2026, 0, 13, 9), except: ['4'] });
  });

  it('excepts the next 500 in line if very many jobs wait', async () => {
    const queue6 = await queue();
    queue6.run(`WITH RECURSIVE n(i) AS (SELECT 7 UNION ALL SELECT i + 1 FROM n WHERE i < 600)
      INSERT INTO cf_processing_queue (id, status) SELECT i, 'QUEUED' FROM n`);
    const next = Array.from({ length: 500 }, (_, index) => String(index + 6));
    expect(cleared(queue6).except).toEqual(['4', ...next]);
  });
});
