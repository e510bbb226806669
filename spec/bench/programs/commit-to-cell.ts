/** From a commit in another process to the cell that shows it: the real program in a pty. */
import { setTimeout } from 'node:timers/promises';
import { Random } from '../../../lib/demo/random.js';
import { NativeWriter } from '../../support/native-writer.js';
import { BenchDashboard } from '../dashboard.js';
import { quantile } from '../statistics.js';
import { databaseOf, numberOf, runTrial, textOf } from '../trial-process.js';

await runTrial(async (task) => {
  const { path } = databaseOf(task);
  const random = new Random(task.seed);
  const worker = await NativeWriter.start(path);
  await worker.all(`PRAGMA journal_mode = ${textOf(task, 'journal', 'wal')}`);
  // Workers have been at work before the dashboard starts: there is a WAL.
  await worker.run('UPDATE cf_processing_queue SET worker_pid = 1 WHERE id = 1');
  // Ms between what is seen and the next commit: uneven, and longer than any look's own rhythm.
  const [least, most] = [numberOf(task, 'leastMs'), numberOf(task, 'mostMs')];
  const dashboard = new BenchDashboard(path, task.folder);
  await dashboard.showsJobs();
  await setTimeout(2000);
  // The newest of the failed jobs is on top of the list.
  const [top] = await worker.all(`SELECT max(id) AS id FROM cf_processing_queue WHERE status = 'FAILED'`);
  const latencies: number[] = [];
  for (let count = 0; count < numberOf(task, 'commits'); count += 1) {
    await setTimeout(random.whole(least, most));
    const mark = `mark_${count}_`;
    const shown = dashboard.shows(() => dashboard.screen.text().includes(mark), mark);
    const begun = performance.now();
    await worker.run('UPDATE cf_processing_queue SET plugin_name = ? WHERE id = ?', [mark, top?.id ?? 0]);
    latencies.push((await shown) - begun);
  }
  await dashboard.close();
  await worker.close();
  return {
    figures: { median: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) },
    notes: [
      `${latencies.length} commits, each from when it was requested; the slowest took ${quantile(latencies, 1).toFixed(0)} ms`,
    ],
  };
});
