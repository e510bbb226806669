import { describe, expect, it } from '@jest/globals';
import { type Operator, withOperator } from './operator.js';

/** Waits until the screen matches. */
const matches = ({ shows }: Operator, pattern: RegExp): Promise<string> =>
  shows((screen) => expect(screen).toMatch(pattern));

/** Two workers elsewhere, of which one is at work; all of it in the last hour. */
const workers = `
  UPDATE cf_processing_queue SET worker_host = 'vm', worker_pid = 7 WHERE id IN (1, 3, 5);
  UPDATE cf_processing_queue SET worker_host = 'far', worker_pid = 8 WHERE id IN (2, 4);
  UPDATE cf_processing_queue SET
    claim_time = datetime('now', '-4 minutes'),
    end_time = CASE WHEN status = 'RUNNING' THEN NULL ELSE datetime('now', '-2 minutes') END,
    updated_at = datetime('now');
  UPDATE cf_processing_queue SET status = 'COMPLETED', end_time = datetime('now', '-1 minutes') WHERE id = 4`;

describe('an operator who wants to know who works', () => {
  const operator = withOperator({ sql: [workers] });

  it('sees each worker with its job and what it did, live, and lists its jobs', async () => {
    const { press, sees, seesNo, worker } = operator();
    await press('w');
    await sees('2 workers in the last 1h');
    await matches(operator(), /▸ ↻ vm:7 +gamma 4m( \d+s)? +1 +1 /);
    await matches(operator(), / far:8 +idle +1 +1 /);
    await worker.run(
      `UPDATE cf_processing_queue SET status = 'COMPLETED', end_time = datetime('now') WHERE id = 3`,
    );
    await matches(operator(), /vm:7 +idle +2 +1 /);
    await press('Enter');
    await sees('Filter: worker vm:7 • 3 of 5 jobs');
    await sees('✓ PARSE    epsilon');
    await seesNo('beta');
  });
});

describe('an operator who wants to know how parsers do', () => {
  const operator = withOperator({ sql: [workers] });

  it('sees runs, success and durations of each, and retries the failed jobs of one', async () => {
    const { press, sees, read } = operator();
    await press('p');
    await sees('parsers in the last 24h');
    await matches(operator(), /✗ alpha +1 +0% +2m +2m +2m ago/);
    await matches(operator(), /✓ epsilon +1 +100% +2m +2m/);
    await press('/', 'b', 'e', 't', 'a', 'Enter');
    await sees('▸ ✗ beta');
    await sees('Cause: disk full');
    await press('R');
    await sees('Retry the failed job of beta?');
    await press('y');
    await sees('1 failed job is queued again');
    expect(await read(2, 'status')).toBe('QUEUED');
    expect(await read(1, 'status')).toBe('FAILED');
  });
});

describe('an operator who wants to know what happened', () => {
  const operator = withOperator();

  it('reads it newest first, goes to a job from there, and finds it again after a restart', async () => {
    const { press, sees, worker, tmux } = operator();
    await worker.run(
      `UPDATE cf_processing_queue SET status = 'FAILED', error_message = 'DiskFull', end_time = datetime('now') WHERE id = 3`,
    );
    await sees('3 failed');
    await worker.run(
      `UPDATE cf_processing_queue SET status = 'COMPLETED', end_time = datetime('now') WHERE id = 4`,
    );
    await sees('2 done');
    await press('a');
    await matches(operator(), /1 job done[\s\S]*job 3 failed: DiskFull \(gamma\)/);
    await press('/', 'g', 'a', 'm', 'Enter', 'Enter');
    await sees('▸ ✗ PARSE    gamma');
    await press('q');
    await sees('ended 0');
    await tmux.command('clear; again');
    await sees('alpha');
    await press('a');
    await sees('job 3 failed: DiskFull (gamma)');
  });
});

describe('an operator who wants to see more jobs', () => {
  const operator = withOperator();

  it('has one line for each, and finds that again after a restart', async () => {
    const { press, sees, seesNo, tmux } = operator();
    await press('z');
    await sees('alpha  no such column');
    await press('q');
    await sees('ended 0');
    await tmux.command('clear; again');
    await sees('alpha  no such column');
    await press('z');
    await seesNo('alpha  no such column');
    await sees('no such column');
  });
});
