import { describe, expect, it } from '@jest/globals';
import { withOperator } from './operator.js';

describe('an operator before a database that a worker has locked', () => {
  const operator = withOperator();

  it('goes on working while the action waits, and is told when it gave up', async () => {
    const { press, sees, worker, read, tmux } = operator();
    await worker.begin();
    await press('R');
    await sees('Retrying job 1');
    await press('G');
    await sees('▸ ✓ PARSE    epsilon');
    await tmux.waitForText('write lock', { within: 15_000 });
    await worker.rollback();
    expect(await read(1, 'status')).toBe('FAILED');
  }, 40_000);

  it('sees the action done as soon as the worker is through', async () => {
    const { press, sees, worker, read } = operator();
    await worker.begin();
    await press('R');
    await sees('Retrying job 1');
    await worker.commit();
    await sees('Job 1 is queued again');
    expect(await read(1, 'status')).toBe('QUEUED');
  });
});
