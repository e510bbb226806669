import { describe, expect, it } from '@jest/globals';
import { NativeWriter } from '../support/native-writer.js';
import { withOperator } from './operator.js';

/**
 * 3,000 jobs of one parser, of which each third has failed, is queued or is complete; and 300 that have failed of
 * another.
 */
const manyJobs = `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 3299)
  INSERT INTO cf_processing_queue (plugin_name, status, claim_time, end_time, error_message, retry_count)
  SELECT CASE WHEN i < 3000 THEN 'crowd' ELSE 'other' END,
    CASE WHEN i >= 3000 OR i % 3 = 0 THEN 'FAILED' WHEN i % 3 = 1 THEN 'QUEUED' ELSE 'COMPLETED' END,
    CASE WHEN i >= 3000 OR i % 3 <> 1 THEN datetime('2026-01-14 08:00:00', i || ' seconds') END,
    CASE WHEN i >= 3000 OR i % 3 <> 1 THEN datetime('2026-01-14 08:00:05', i || ' seconds') END,
    CASE WHEN i >= 3000 OR i % 3 = 0 THEN 'DiskFull' END, 0
  FROM n`;

describe('a list of which all jobs are marked', () => {
  const { press, sees, seesNo, shows, worker, folder } = withOperator({ sql: [manyJobs], size: [80, 24] });

  /** Filters for the crowd, of every status, and marks all of it. */
  async function markCrowd(): Promise<void> {
    await press('0');
    await sees('every status');
    await press('f', '/', 'c', 'r', 'o', 'w', 'd', 'Enter');
    await sees('"crowd" • 3,000 of 3,305 jobs');
    await press('*');
    await sees('[R] Retry 1,000');
  }

  it('R retries exactly the failed jobs among 3,000 marked, beside workers that take and retry some', async () => {
    const other = await NativeWriter.start(folder.file('jobs.sqlite3'));
    await worker.exec('PRAGMA busy_timeout = 5000');
    await other.exec('PRAGMA busy_timeout = 5000');
    await markCrowd();
    await sees('all 3,000 marked');
    // One job is unmarked by hand.
    await press('Space');
    await sees('2,999 marked');
    await press('R');
    await sees(
      'Retry 999 failed jobs containing "crowd"?',
      '1,000 are done, 1,000 are queued: not retried',
      '[▸Leave as is ]',
    );
    const some = (
      await worker.all(
        `SELECT id FROM cf_processing_queue WHERE plugin_name = 'crowd' AND status = 'FAILED' ORDER BY id LIMIT 2`,
      )
    ).map(({ id }) => Number(id));
    // One is taken by a worker, and one fails again, before the answer.
    await worker.exec(`UPDATE cf_processing_queue SET status = 'RUNNING' WHERE id = ${some[0]}`);
    await sees('↻ 3 running');
    let isRacing = true;
    const taken: number[] = [];
    const race = (async () => {
      // Takes old failed jobs while the others are retried: each is either taken or retried.
      for (let id = Number(some[1]); isRacing; id = id < 1500 ? id + 3 : Number(some[1])) {
        const changes = await other.run(
          `UPDATE cf_processing_queue SET status = 'RUNNING', claim_time = datetime('now'), retry_count = retry_count + 1
           WHERE id = ${id} AND plugin_name = 'crowd' AND status = 'FAILED'`,
        );
        if (changes > 0) taken.push(id);
      }
    })();
    await press('y');
    await sees('answer yes once more');
    await press('y');
    const said = await shows((screen) => expect(screen).toContain('queued again'));
    isRacing = false;
    await race;
    const [{ jobs: retried } = { jobs: null }] = await worker.all(
      `SELECT count(*) AS jobs FROM cf_processing_queue
       WHERE plugin_name = 'crowd' AND status = 'QUEUED' AND retry_count = 1`,
    );
    expect(Number(retried) + taken.length).toBe(998);
    expect(said).toMatch(new RegExp(`\\b${retried} (of 9\\d\\d )?jobs are queued again`));
    // The unmarked one, and those of the other parser, stand as before.
    expect(
      await worker.all(
        `SELECT plugin_name, count(*) AS jobs FROM cf_processing_queue
         WHERE status = 'FAILED' AND id > 5 GROUP BY 1 ORDER BY 1`,
      ),
    ).toEqual([
      { plugin_name: 'crowd', jobs: 1 },
      { plugin_name: 'other', jobs: 300 },
    ]);
    expect(await seesNo('marked')).toContain('"crowd"');
  });
});
