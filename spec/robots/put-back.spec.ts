import { describe, expect, it } from '@jest/globals';
import { withOperator } from './operator.js';

describe('an operator before jobs whose workers are in trouble', () => {
  const operator = withOperator();

  it('puts a cancelled job back after a question, and is told', async () => {
    const { press, sees, worker, read, shows } = operator();
    await worker.exec(
      `UPDATE cf_processing_queue SET status = 'CANCELLED', worker_host = 'far' WHERE id = 3`,
    );
    await sees('1 cancelled');
    await press('/', 'g', 'a', 'm', 'm', 'a', 'Enter');
    await sees('/gamma 1/1 match');
    await sees('▸ ⊘ PARSE    gamma');
    await press('R');
    await shows((screen) => {
      expect(screen).toContain('Put job 3 (gamma) back in the queue?');
      expect(screen).toContain('worker far may still be running');
      expect(screen).toContain('[▸Leave as is ]');
    });
    await press('Enter');
    expect(await read(3, 'status')).toBe('CANCELLED');
    await press('R');
    await sees('Put job 3 (gamma) back in the queue?');
    await press('y');
    await sees('Job 3 is queued again');
    expect([await read(3, 'status'), await read(3, 'worker_host')]).toEqual(['QUEUED', null]);
  });

  it('leaves a job alone that came back to life while the question was open', async () => {
    const { press, sees, worker, read } = operator();
    await worker.exec(
      `UPDATE cf_processing_queue SET worker_host = 'far', updated_at = '2026-01-15 10:30:00' WHERE id = 3`,
    );
    await sees('silent');
    await press('/', 'g', 'a', 'm', 'm', 'a', 'Enter');
    // Until the last letter has been looked for, no key acts on what the first ones found.
    await sees('/gamma 1/1 match');
    await sees('▸ ↻ PARSE    gamma');
    await press('R');
    await sees('worker far has been silent for');
    await worker.exec(`UPDATE cf_processing_queue SET updated_at = datetime('now') WHERE id = 3`);
    await press('y');
    await sees('Job 3 shows a sign of life; nothing changed');
    expect(await read(3, 'status')).toBe('RUNNING');
  });
});
