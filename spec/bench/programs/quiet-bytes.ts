/** Bytes that the program writes while nothing changes, those of a clock's tick aside. */
import { setTimeout } from 'node:timers/promises';
import { BenchDashboard } from '../dashboard.js';
import { databaseOf, numberOf, runTrial } from '../trial-process.js';

/** Ms from the first jobs on the screen until everything else that a start does is surely done. */
const settling = 5000;
/** What comes so soon after the first byte of a tick belongs to it; the next tick is a second later. */
const tickMs = 100;
const ticksApart = 900;

/** Bytes written in `seconds` seconds by a dashboard that shows jobs of this status. */
async function watch(path: string, home: string, status: string, keys: string, seconds: number) {
  const dashboard = new BenchDashboard(path, home, { args: ['--status', status] });
  await dashboard.showsJobs();
  dashboard.type(keys);
  await setTimeout(settling);
  let [seen, ticked, between] = [dashboard.bytes().length, 0, 0];
  const begun = seen;
  dashboard.listen((arrived) => {
    const bytes = dashboard.bytes().length - seen;
    seen += bytes;
    if (arrived - ticked >= ticksApart) ticked = arrived;
    else if (arrived - ticked > tickMs) between += bytes;
  });
  await setTimeout(seconds * 1000);
  await dashboard.close();
  return { all: seen - begun, between };
}

await runTrial(async (task) => {
  const { path } = databaseOf(task);
  const seconds = numberOf(task, 'seconds');
  // The ages at the end of the list change with the days, those of running jobs may change at every tick.
  const ended = await watch(path, task.folder, 'failed', 'G', seconds);
  const running = await watch(path, task.folder, 'running', '', seconds);
  return {
    figures: { still: ended.all, between: running.between },
    notes: [
      `${seconds} s each; running jobs wrote ${running.all} bytes, ${running.between} of them between two ticks`,
    ],
  };
});
