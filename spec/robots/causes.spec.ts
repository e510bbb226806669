import { describe, expect, it } from '@jest/globals';
import { NativeWriter } from '../support/native-writer.js';
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

describe('an operator before 10,000 failures of five causes', () => {
  const operator = withOperator({ sql: [fiveCauses], tmux: { rows: 24, columns: 80 } });

  it('sees the five with their counts at first sight, and goes to the jobs of one', async () => {
    const { press, sees, shows } = operator();
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
    await press('j');
    await sees('▸ ✗ 2,000');
    await press('Enter');
    await shows((screen) => {
      expect(screen).toContain('Filter: failed • 2,000 of 10,005 jobs • cause FileNotFound');
      expect(screen).not.toContain('SchemaViolation');
    });
    await press('e');
    await sees('7 causes of 10,002 failed jobs');
  });

  it('finds a cause by its words, and copies nothing else', async () => {
    const { press, sees } = operator();
    await press('e');
    await sees('of 10,002 failed jobs');
    await press('/', 'k', 'e', 'y', 'Enter');
    await sees('▸ ✗    10');
    await press('n');
    await sees('▸ ✗    10');
    await press('Escape');
    await sees('─ JOBS ─');
  });

  it('may say yes before it is known which jobs those are', async () => {
    const { press, sees } = operator();
    await press('e');
    await sees('of 10,002 failed jobs');
    await press('R', 'y');
    await sees('7,000 failed jobs are queued again');
    await sees('6 causes of 3,002 failed jobs');
  });

  it('retries exactly the jobs of a cause, beside workers that take, fail and retry others', async () => {
    const { press, sees, path, worker, shows } = operator();
    const other = await NativeWriter.start(path);
    await worker.exec('PRAGMA busy_timeout = 5000');
    await other.exec('PRAGMA busy_timeout = 5000');
    await press('e');
    await sees('of 10,002 failed jobs');
    await press('j', 'j');
    await sees('▸ ✗   600');
    // One of the cause is gone, one fails of something else by the time of the answer, one new one has come.
    const [gone, changed] = (
      await worker.all(
        `SELECT id FROM cf_processing_queue WHERE error_message LIKE '%ConnectionError%' ORDER BY id LIMIT 2`,
      )
    ).map(({ id }) => Number(id));
    await press('R');
    await sees('Retry all 600 failed jobs of this cause?');
    await worker.exec(
      `UPDATE cf_processing_queue SET status = 'RUNNING', retry_count = 2 WHERE id = ${gone}`,
    );
    await other.exec(
      `UPDATE cf_processing_queue SET retry_count = 2, error_message = 'KeyError: ''else''' WHERE id = ${changed}`,
    );
    await sees('▸ ✗   598');
    let isRacing = true;
    const race = (async () => {
      for (let id = 1; isRacing; id = (id % 10_000) + 1)
        await other.exec(`UPDATE cf_processing_queue SET priority = priority + 1 WHERE id = ${id}`);
    })();
    await press('y');
    // The question is about the jobs whose rows were read first: before the two changes, between them or after them.
    await shows((screen) => {
      expect(screen).toMatch(
        / 598 (of 600 failed jobs are queued again; 2|of 599 failed jobs are queued again; 1|failed jobs are queued again)/,
      );
    });
    isRacing = false;
    await race;
    const rows = await worker.all(
      `SELECT status, CASE WHEN error_message LIKE '%ConnectionError%' THEN 'it' ELSE 'other' END AS cause, count(*) AS jobs
       FROM cf_processing_queue WHERE id > 5 GROUP BY 1, 2 ORDER BY 1, 2`,
    );
    expect(rows).toEqual([
      { status: 'FAILED', cause: 'other', jobs: 9401 },
      { status: 'QUEUED', cause: 'other', jobs: 598 },
      { status: 'RUNNING', cause: 'it', jobs: 1 },
    ]);
    await sees('6 causes of 9,403 failed jobs');
  });
});

describe('an operator without failures', () => {
  const operator = withOperator();

  it('is told so', async () => {
    const { press, sees, worker } = operator();
    await worker.exec("UPDATE cf_processing_queue SET status = 'QUEUED' WHERE status = 'FAILED'");
    await press('e');
    await sees('No failed jobs.');
    await press('R');
    await sees('R: no failed jobs');
  });
});
