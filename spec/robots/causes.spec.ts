import { describe, expect, it } from '@jest/globals';
import { without } from '../support/holding.js';
import { withOperator } from './operator.js';

/** 10,000 failures of five causes, 70, 20, 6, 3.9 and 0.1 %, each with other numbers, paths and names. */
const fiveCauses = `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 9999)
  INSERT INTO cf_processing_queue (plugin_name, status, claim_time, end_time, error_message, retry_count)
  SELECT 'parser_' || (i % 3), 'FAILED', datetime('2026-01-14 08:00:00', i || ' seconds'),
    datetime('2026-01-14 08:00:05', i || ' seconds'),
    CASE
      WHEN i % 1000 < 700 THEN 'SchemaViolation at row ' || i || ': expected Decimal(18,' || (i % 9) || '), got "' || i || '"'
      WHEN i % 1000 < 900 THEN 'permanent_error: FileNotFoundError: [Errno 2] No such file or directory: ''/in/' || i || '.csv'''
      WHEN i % 1000 < 960 THEN 'max_retries_exceeded: ConnectionError: host' || (i % 40) || '.example.com: timed out after ' || i || 's'
      WHEN i % 1000 < 999 THEN 'MemoryError: unable to allocate ' || i || ' MiB'
      ELSE 'KeyError: ''column_' || i || ''''
    END, 1
  FROM n`;

describe('the panel of causes, of 10,000 failures of five causes', () => {
  const { press, sees, shows } = withOperator({ sql: [fiveCauses], size: [80, 24] });

  it('counts all five when it opens, and Enter lists the jobs of one', async () => {
    await press('e');
    await sees('7 causes of 10,002 failed jobs');
    await shows((screen) => {
      for (const row of [
        /✗ 7,000 +70% +SchemaViolation at row <n>: expected/,
        /✗ 2,000 +20% +FileNotFoundError: \[Errno 2\] No such file/,
        /✗ +600 +6% +ConnectionError: /,
        /✗ +390 +4% +MemoryError: unable to allocate <size>/,
        /✗ +10 +<1% +KeyError: /,
      ])
        expect(screen).toMatch(row);
    });
    // Of the job that is selected in the list.
    await sees(/▸ ✗ +1 +<1% +no such column/);
    await press('g', 'j');
    await sees('▸ ✗ 2,000');
    await press('Enter');
    await sees('Filter: failed • 2,000 of 10,005 jobs • cause FileNotFound', without('SchemaViolation'));
    await press('e');
    await sees('7 causes of 10,002 failed jobs');
  });

  it('y before the jobs of a cause are known asks about them once they are, and retries all at the next y', async () => {
    await press('e');
    await sees('of 10,002 failed jobs');
    await press('g', 'R');
    await sees('[y] Yes');
    await press('y');
    await sees('Retry all 7,000 failed jobs of this cause?', 'answer yes once more', '[▸Leave as is ]');
    await press('y');
    await sees('7,000 failed jobs are queued again', '6 causes of 3,002 failed jobs');
  });
});

describe('the panel of causes, without failures', () => {
  const { press, sees, worker } = withOperator();

  it('reports that no job failed, and R does, too', async () => {
    await worker.exec("UPDATE cf_processing_queue SET status = 'QUEUED' WHERE status = 'FAILED'");
    await press('e');
    await sees('No failed jobs.');
    await press('R');
    await sees('R: no failed jobs');
  });
});
