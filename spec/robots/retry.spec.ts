import { describe, expect, it } from '@jest/globals';
import { withOperator } from './operator.js';

describe('an operator who retries', () => {
  const operator = withOperator();

  it('puts the failed job back into the queue, and is told', async () => {
    const { press, sees, seesNo, read } = operator();
    await press('R');
    await sees('Job 1 is queued again');
    await seesNo('no such column');
    expect(await read(1, 'status')).toBe('QUEUED');
    expect(await read(1, 'retry_count')).toBe(1);
    expect(await read(1, 'error_message')).toBeNull();
    expect(await read(2, 'status')).toBe('FAILED');
  });

  it('is told why nothing happens on a job that has not failed', async () => {
    const { press, sees, read } = operator();
    await press('j', 'j', 'R');
    await sees('R: job 3 is running');
    expect(await read(3, 'status')).toBe('RUNNING');
  });

  it('retries the marked jobs together', async () => {
    const { press, sees, read } = operator();
    await press('Space', 'Space');
    await sees('2 marked');
    await press('R');
    await sees('2 jobs are queued again');
    expect([await read(1, 'status'), await read(2, 'status')]).toEqual(['QUEUED', 'QUEUED']);
    expect(await operator().seesNo('marked')).toContain('◌ 2 queued');
  });

  it('retries all that the list shows by a name, whatever type its column holds', async () => {
    const { press, sees, worker, shows } = operator();
    await worker.exec(
      "UPDATE cf_processing_queue SET plugin_name = CAST('fix parser' AS BLOB) WHERE id = 1;" +
        "UPDATE cf_processing_queue SET plugin_name = 'the fix parser' || char(0) || 'x' WHERE id = 2",
    );
    await press('f', '/', ...'name:fix', 'Enter');
    const told = /Filter: name "fix" • (\d) of 5 jobs/;
    const shown = told.exec(await shows((screen) => expect(screen).toMatch(told)))?.[1];
    await press('A');
    await sees('Retry ');
    await press('y');
    await sees('queued again');
    const [left] = await worker.all("SELECT count(*) AS n FROM cf_processing_queue WHERE status = 'FAILED'");
    expect(Number(left?.n)).toBe(2 - Number(shown));
    expect(Number(shown)).toBeGreaterThan(0);
  });

  it('retries all failed jobs, after a dialog that says how many and opens on leaving them', async () => {
    const { press, sees, seesNo, read } = operator();
    await press('A');
    await sees('Retry all 2 failed jobs in the list?');
    await press('Enter');
    await seesNo('Retry all');
    expect(await read(1, 'status')).toBe('FAILED');
    await press('A');
    await sees('[▸Leave as is ]');
    await press('Right');
    await sees('[▸Retry ]');
    await press('Enter');
    await sees('2 failed jobs are queued again');
    expect([await read(1, 'status'), await read(2, 'status')]).toEqual(['QUEUED', 'QUEUED']);
  });
});
