import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { type Demo, startDemo } from '../../lib/demo/start-demo.js';
import { NativeWriter } from '../support/native-writer.js';
import { testFolder } from '../support/test-folder.js';

let demo: Demo | undefined;
afterEach(async () => {
  await NativeWriter.killAll();
  await demo?.stop();
});

it('the demo works three hours on every type of job without growing its tables and files', async () => {
  const hours = 3;
  const start = await startDemo({
    ...{ temporaryFolder: testFolder(), home: '/home/operator', seed: 5, pastMs: hours * 3_600_000 },
  });
  if (start.kind === 'problem') throw new Error(JSON.stringify(start.problem));
  demo = start.demo;
  const native = await NativeWriter.start(demo.path);
  const value = async (sql: string): Promise<number> =>
    Number((await native.all(`SELECT (SELECT ${sql}) AS value`))[0]?.value);

  // It has been busy: a job every half minute at the least.
  expect(await value('max(seq) FROM sqlite_sequence')).toBeGreaterThan(hours * 120);
  expect(await value('count(*) FROM cf_processing_queue')).toBeLessThan(100);
  expect(await value('count(*) FROM cf_job_logs')).toBeLessThan(100);
  expect(await value('count(*) FROM cf_job_failures')).toBeLessThan(1000);
  expect(await value('count(*) FROM cf_job_metrics')).toBeLessThan(3000);
  expect(await value('count(*) FROM cf_sink_stats')).toBeLessThan(3000);
  expect(statSync(demo.path).size).toBeLessThan(3_000_000);
  expect(statSync(`${demo.path}-wal`).size).toBeLessThan(9_000_000);
  expect(readdirSync(join(demo.folder, 'exports')).length).toBeLessThan(100);

  // What is there is whole, and of every kind.
  expect(await native.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  expect(await native.all('SELECT DISTINCT job_type FROM cf_processing_queue ORDER BY 1')).toEqual(
    ['BACKTEST', 'EXPORT', 'PARSE', 'SCAN'].map((job_type) => ({ job_type })),
  );
  expect(await value('count(DISTINCT queue_depth) FROM cf_job_metrics')).toBeGreaterThan(3);
  const failed = await value(`avg(status = 'FAILED') FROM cf_processing_queue WHERE end_time IS NOT NULL`);
  expect(failed).toBeGreaterThan(0.02);
  expect(failed).toBeLessThan(0.35);
  expect(await value('count(*) FROM cf_processing_queue WHERE claim_time > end_time')).toBe(0);
  expect(
    await value('count(*) FROM cf_processing_queue WHERE items_total > 0 AND items_processed > items_total'),
  ).toBe(0);
  expect(
    await value(`count(*) FROM cf_processing_queue AS job WHERE status = 'FAILED'
      AND NOT EXISTS (SELECT 1 FROM cf_job_failures WHERE job_id = job.id)`),
  ).toBe(0);
  await native.close();
});
