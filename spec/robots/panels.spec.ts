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

describe('the panels and the list of a dashboard', () => {
  const operator = withOperator();

  it('the job panel follows its job’s row, and j goes to the next job within it', async () => {
    const { press, sees, seesNo, worker, shows } = operator();
    await press('Enter');
    await shows((screen) => {
      expect(screen).toContain('failed at 2026-01-15 09:10:00 UTC');
      expect(screen).toContain('no such column');
    });
    await press('j', 'j');
    await sees('running since 2026-01-15 10:00:00 UTC');
    await worker.run('UPDATE cf_processing_queue SET items_processed = 30, items_total = 40 WHERE id = 3');
    await sees('30/40 files');
    await worker.run('UPDATE cf_processing_queue SET items_processed = 31 WHERE id = 3');
    await sees('31/40 files');
    await press('Escape');
    await seesNo('running since');
    await sees('▸ ↻ PARSE    gamma');
  });

  it('the job panel keeps its job when a retry moves that in the list', async () => {
    const { press, sees, shows } = operator();
    await press('Enter');
    await sees('failed at');
    await press('R');
    await sees('Job 1 is queued again');
    await shows((screen) => {
      expect(screen).toContain('retried once');
      expect(screen).toMatch(/Job +1 • parse • alpha/);
      expect(screen).toContain('queued');
    });
  });

  it('P toggles the pipeline, and the selected job stays in sight', async () => {
    const { press, seesNo, shows } = operator();
    await press('G', 'P');
    await shows((screen) => {
      expect(screen).toContain('SOURCE');
      expect(screen).toContain('PARSED');
      expect(screen).toContain('▸ ✓ PARSE    epsilon');
    });
    await press('P');
    await seesNo('SOURCE');
  });

  it('x hides completed jobs, also after a restart, until X shows them', async () => {
    const { press, sees, seesNo, shows, pane, worker } = operator();
    await press('x');
    await seesNo('epsilon');
    await press('q');
    await sees('ended 0');
    await pane.command('clear; again');
    await sees('alpha');
    await worker.run(
      `UPDATE cf_processing_queue SET status = 'COMPLETED', end_time = datetime('now') WHERE id = 3`,
    );
    await shows((screen) => {
      expect(screen).toContain('✓ PARSE    gamma');
      expect(screen).not.toContain('epsilon');
    });
    await press('X');
    await sees('epsilon');
  });
});

describe('the panel of workers', () => {
  const operator = withOperator({ sql: [workers] });

  it('shows each worker’s job and runs, live, and Enter lists its jobs', async () => {
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

describe('the panel of parsers', () => {
  const operator = withOperator({ sql: [workers] });

  it('shows runs, success and durations of each, and R asks about the failed jobs of one', async () => {
    const { press, sees } = operator();
    await press('p');
    await sees('parsers in the last 24h');
    await matches(operator(), /✗ alpha +1 +0% +2m +2m +2m ago/);
    await matches(operator(), /✓ epsilon +1 +100% +2m +2m/);
    await press('/', 'b', 'e', 't', 'a', 'Enter');
    await sees('▸ ✗ beta');
    await sees('Cause: disk full');
    await press('R');
    await sees('Retry the failed job of beta?');
  });
});

describe('the panel of events', () => {
  const operator = withOperator();

  it('lists events newest first, leads to their jobs, and has them again after a restart', async () => {
    const { press, sees, worker, pane } = operator();
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
    await pane.command('clear; again');
    await sees('alpha');
    await press('a');
    await sees('job 3 failed: DiskFull (gamma)');
  });
});

describe('the list with one line for each job', () => {
  const operator = withOperator();

  it('is toggled by z, and is the same after a restart', async () => {
    const { press, sees, seesNo, pane } = operator();
    await press('z');
    await sees('alpha  no such column');
    await press('q');
    await sees('ended 0');
    await pane.command('clear; again');
    await sees('alpha  no such column');
    await press('z');
    await seesNo('alpha  no such column');
    await sees('no such column');
  });
});
