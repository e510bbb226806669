/** Transactions a second of a writer at full speed: with the dashboard open, and without. */
import { setTimeout } from 'node:timers/promises';
import { progressIn, startWriter } from '../changing.js';
import { BenchDashboard } from '../dashboard.js';
import { median } from '../statistics.js';
import { databaseOf, inTurn, numberOf, runTrial } from '../trial.js';

await runTrial(async (task) => {
  const { name, path } = databaseOf(task);
  const stretch = { forMs: numberOf(task, 'stretchMs'), everyMs: 0 };
  const worker = await startWriter(path, progressIn(name));
  const write = async () => {
    const { commits, ms } = await worker.ask(stretch);
    return (1000 * commits) / ms;
  };
  const writeWatched = async () => {
    const dashboard = new BenchDashboard(path, task.folder, { args: ['--status', 'running'] });
    await dashboard.showsJobs();
    await setTimeout(2000);
    const rate = await write();
    await dashboard.close();
    return rate;
  };
  // The first one warms the file and the machine.
  await write();
  const { open, closed } = await inTurn(numberOf(task, 'rounds'), { closed: write, open: writeWatched });
  await worker.close();
  const ratios = open.map((rate, index) => rate / (closed[index] ?? Number.NaN));
  return {
    figures: { ratio: median(open) / median(closed) },
    notes: [
      `medians of ${open.length} stretches of ${stretch.forMs / 1000} s: ${median(open).toFixed(0)} and ${median(closed).toFixed(0)} a second; pairs from ${Math.min(...ratios).toFixed(3)} to ${Math.max(...ratios).toFixed(3)}`,
    ],
  };
});
