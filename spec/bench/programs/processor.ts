/** What part of one core the program takes: while nothing changes, or beside a writer. */
import { setTimeout } from 'node:timers/promises';
import { endless, progressIn, startWriter } from '../changing.js';
import { BenchDashboard } from '../dashboard.js';
import { processorSeconds } from '../process-tree.js';
import { databaseOf, numberOf, runTrial, textOf } from '../trial.js';

/** Ms from the first jobs on the screen until everything else that a start does is surely done. */
const settling = 5000;

await runTrial(async (task) => {
  const { name, path } = databaseOf(task);
  const seconds = numberOf(task, 'seconds');
  const rows = numberOf(task, 'rows');
  const statuses = textOf(task, 'status');
  const dashboard = new BenchDashboard(path, task.folder, {
    rows,
    args: statuses === '' ? [] : ['--status', statuses],
  });
  await dashboard.showsJobs();
  const everyMs = numberOf(task, 'everyMs', 0);
  // A worker has the database open, whether or not it writes.
  const worker = await startWriter(path, progressIn(name));
  if (everyMs > 0) void worker.ask({ forMs: endless, everyMs });
  await setTimeout(settling);
  const [begun, before] = [performance.now(), processorSeconds(dashboard.pid)];
  await setTimeout(seconds * 1000);
  const used = processorSeconds(dashboard.pid) - before;
  const passed = (performance.now() - begun) / 1000;
  const inSight = dashboard.screen.lines().filter((line) => /^│[▸ ] ↻ [A-Z]/.test(line)).length;
  await dashboard.close();
  await worker.kill();
  return {
    figures: { share: (100 * used) / passed },
    notes: [
      `${used.toFixed(2)} s of processor time in ${passed.toFixed(0)} s; ${inSight} running jobs on the screen`,
    ],
  };
});
