import { describe, expect, it } from '@jest/globals';
import type { Job } from '../../lib/model/job.js';
import { recordProgress } from '../../lib/model/progress.js';
import { drawn, drawnAt, parser } from './job-lines-scene.js';
import { backtestWith, jobWith, now, rowContextWith } from './scene.js';

describe('a backtest in the list', () => {
  it.each([
    ['PassRateAchieved', 'Pass rate: 80% • Pass rate achieved'],
    ['MaxIterations', 'Pass rate: 80% • Iteration limit reached'],
    ['PlateauDetected', 'Pass rate: 80% • Plateau: no more gain'],
    ['HighFailureEarlyStop', 'Pass rate: 80% • Early stop: high-failure failing'],
    ['UserStopped', 'Pass rate: 80% • Stopped by user'],
    ['Timeout', 'Pass rate: 80% • Timed out'],
    ['OutOfLuck', 'Pass rate: 80% • OutOfLuck'],
    [null, 'Pass rate: 80%'],
  ])('shows why it has ended: %s as “%s”', (terminationReason, expected) => {
    const backtest = backtestWith({ passRate: 0.8, terminationReason });
    expect(drawn({ type: 'backtest', backtest }).split('\n')[1]?.trim()).toBe(expected);
  });

  it('counts the high-failure files that passed where some still fail', () => {
    const backtest = backtestWith({ passRate: 0.8, highFailureTested: 5, highFailurePassed: 3 });
    const common = { type: 'backtest', name: 'p', backtest, itemsProcessed: 50, itemsFailed: 10 } as const;
    expect(drawn({ ...common, status: 'running' })).toContain('Pass: 40/50 files • 3/5 high-failure passed');
    expect(drawn({ ...common })).toContain('Pass rate: 80% (40/50) • 3/5 high-failure resolved');
    expect(drawn({ ...common, status: 'failed', errorMessage: 'gave up' })).toContain(
      'Pass rate: 80% (40/50) • 3/5 high-failure resolved • gave up',
    );
  });
});

describe('a running backtest', () => {
  const backtest = backtestWith({ iteration: 3, highFailureTested: 5, highFailurePassed: 5 });
  const job: Partial<Job> = {
    ...{ ...parser, type: 'backtest', status: 'running', itemsProcessed: 130, itemsTotal: 500 },
    ...{ itemsFailed: 18, backtest },
  };
  const seen = (itemsProcessed: number) => [jobWith({ ...job, itemsProcessed })] as const;
  const progress = [30, 20, 10, 0].reduce(
    (log, age) => recordProgress(log, seen(130 - age), now - age * 1000),
    rowContextWith().progress,
  );
  const line = (width: number) => drawnAt(width, job, rowContextWith({ progress })).split('\n')[1]?.trim();

  it('keeps the time left where there is no room for all', () => {
    expect(line(72)).toBe('Pass: 112/130 files • 5 high-failure passed • ETA 6m');
    expect(line(56)).toBe('Pass: 112/130 files • ETA 6m');
  });
});
