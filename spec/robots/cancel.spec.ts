import { describe, expect, it } from '@jest/globals';
import { withOperator } from './operator.js';

describe('an operator who cancels', () => {
  const operator = withOperator();

  it('is asked first, with the job named, and nothing happens on Enter', async () => {
    const { press, seesNo, read, shows } = operator();
    await press('j', 'j', 'c');
    await shows((screen) => {
      expect(screen).toContain('Cancel job 3 (gamma)?');
      expect(screen).toContain('[▸Keep ]');
      expect(screen).toMatch(/↻ PARSE +gamma/);
    });
    await press('Enter');
    await seesNo('Cancel job 3 (gamma)?');
    expect(await read(3, 'status')).toBe('RUNNING');
  });

  it('cancels on yes', async () => {
    const { press, sees, read } = operator();
    await press('j', 'j', 'c');
    await sees('Cancel job 3 (gamma)?');
    await press('y');
    await sees('Cancelled job 3');
    expect(await read(3, 'status')).toBe('CANCELLED');
    expect(await read(3, 'end_time')).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  });

  it('does nothing on a screen too small to show it, which leaves a question unanswered', async () => {
    const { press, sees, seesNo, tmux, read, shows } = operator();
    await press('j', 'j');
    await tmux.resize(40, 10);
    await sees('terminal too small');
    await press('c', 'y');
    await tmux.resize(100, 30);
    await shows((screen) => {
      expect(screen).toContain('▸ ↻ PARSE    gamma');
      expect(screen).not.toContain('Cancel job');
    });
    await press('c');
    await sees('Cancel job 3 (gamma)?');
    await tmux.resize(45, 12);
    await sees('terminal too small');
    await press('y');
    await tmux.resize(100, 30);
    await sees('▸ ↻ PARSE    gamma');
    await press('S');
    await sees('S: not a running backtest');
    await seesNo('Cancel job 3');
    expect(await read(3, 'status')).toBe('RUNNING');
  });

  it('does nothing to a job that ended while the dialog was open, and says so', async () => {
    const { press, sees, worker, read } = operator();
    await press('j', 'j', 'c');
    await sees('Cancel job 3 (gamma)?');
    await worker.run(
      `UPDATE cf_processing_queue SET status = 'COMPLETED', end_time = '2026-01-15 11:00:00' WHERE id = 3`,
    );
    await press('y');
    await sees('nothing changed');
    expect(await read(3, 'status')).toBe('COMPLETED');
  });

  it('keeps the order of the list while the dialog is open', async () => {
    const { press, sees, seesNo, worker, shows } = operator();
    await press('j', 'j', 'c');
    await sees('Cancel job 3 (gamma)?');
    await worker.run(
      `UPDATE cf_processing_queue SET status = 'FAILED', error_message = 'late', end_time = '2026-01-15 11:00:00' WHERE id = 4`,
    );
    await shows((screen) => {
      expect(screen).toContain('✗ 3');
      expect(screen).toMatch(/alpha.*✗ BACKTES/s);
    });
    await press('Escape');
    await seesNo('Cancel job 3 (gamma)?');
    await shows((screen) => expect(screen).toMatch(/delta.*alpha/s));
  });

  it('stops a backtest, and the record says who did', async () => {
    const { press, sees, read } = operator();
    await press('j', 'j', 'j', 'S');
    await sees('Stop job 4 (delta)?');
    await press('l', 'Enter');
    await sees('Stopped job 4');
    await sees('Stopped by user');
    expect(await read(4, 'status')).toBe('CANCELLED');
    expect(await read(4, 'backtest_data')).toContain('"UserStopped"');
  });
});
