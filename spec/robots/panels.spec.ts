import { describe, expect, it } from '@jest/globals';
import { withOperator } from './operator.js';

describe('an operator in the panels', () => {
  const operator = withOperator();

  it('reads everything of a job, live, and goes to the next one without leaving the panel', async () => {
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

  it('keeps the job in the panel when the list lets it go', async () => {
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

  it('toggles the pipeline, which leaves the selected job in sight', async () => {
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

  it('clears completed jobs, which stay cleared after a restart, until X', async () => {
    const { press, sees, seesNo, shows, tmux, worker } = operator();
    await press('x');
    await seesNo('epsilon');
    await press('q');
    await sees('ended 0');
    await tmux.command('clear; again');
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
