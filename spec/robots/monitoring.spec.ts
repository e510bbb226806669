import { describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { withOperator } from './operator.js';

describe('the monitoring panel', () => {
  const { press, sees, worker } = withOperator();

  const report = (rows: number) =>
    worker.run(
      `INSERT INTO cf_job_metrics (job_id, metric_time, rows_per_second, bytes_per_second, queue_depth)
       VALUES (3, strftime('%Y-%m-%d %H:%M:%f', 'now'), ${rows}, ${rows * 100}, 7)`,
    );

  it('shows the queue, the throughput and the sinks, live, and Escape leads back', async () => {
    await press('m');
    await sees('MONITORING', 'Nothing reported in 5m');
    await report(4000);
    await sees('4.0k rows/s now');
    await worker.run(
      `INSERT INTO cf_sink_stats (sink_uri, total_rows, total_bytes, write_latency_ms, error_count)
       VALUES ('parquet://output/orders', 1500, 2000000, 12, 3)`,
    );
    await sees('parquet://output/', '✗ 3');
    await press('b');
    await sees('400 kB/s now');
    await press('Escape');
    await sees('▸ ✗ PARSE    alpha');
  });

  it('compares a day of jobs with the day before, also where no metrics go back that far', async () => {
    const ends = (ago: string, status = 'COMPLETED') =>
      worker.run(
        `INSERT INTO cf_processing_queue (plugin_name, status, end_time)
         VALUES ('more', '${status}', datetime('now', '-${ago}'))`,
      );
    for (const ago of ['40 hours', '30 hours', '20 hours', '2 hours', '1 hours']) await ends(ago);
    await ends('3 hours', 'FAILED');
    await press('m', '+', '+', '+');
    await sees('THROUGHPUT (24h)', '4 jobs, 2 in the 24h before ▲', '1 failed, 0 before ▲');
  });

  it('has metrics older than five minutes deleted meanwhile, and newer ones kept', async () => {
    await worker.run(
      "INSERT INTO cf_job_metrics (job_id, metric_time, rows_per_second) VALUES (3, datetime('now', '-10 minutes'), 1)",
    );
    await report(50);
    await eventually(
      async () => (await worker.all('SELECT rows_per_second AS rate FROM cf_job_metrics')).length === 1,
      () => 'only the new metric is left',
      { within: 20_000 },
    );
    expect(await worker.all('SELECT rows_per_second AS rate FROM cf_job_metrics')).toEqual([{ rate: 50 }]);
  });
});

describe('the monitoring panel of a database without metrics and sinks', () => {
  const { press, sees } = withOperator({ sql: ['DROP TABLE cf_job_metrics', 'DROP TABLE cf_sink_stats'] });

  it('names the tables and the command that adds them, and still counts the queue', async () => {
    await press('m');
    await sees('jobs-view migrate', 'Failed:          2 jobs', 'cf_sink_stats');
  });
});
