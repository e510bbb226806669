/**
 * From starting the program to the first jobs on its screen, or to its first screen, against a Node that does nothing.
 */
import { setTimeout } from 'node:timers/promises';
import { BenchDashboard } from '../dashboard.js';
import { nothingInDashboardsEnvironment, startNothing } from '../nothing.js';
import { median } from '../statistics.js';
import { databaseOf, numberOf, runTrial, textOf } from '../trial-process.js';

/** Longer than it takes until the dashboard's thread keeps what was compiled of it. */
const usedForMs = 5000;

async function startDashboard(path: string, home: string, until: string): Promise<number> {
  const dashboard = new BenchDashboard(path, home);
  const first = () => /loading|counting/.test(dashboard.screen.text()) || dashboard.selectedRow() !== null;
  const shown =
    until === 'screen' ? await dashboard.shows(first, 'the first screen') : await dashboard.showsJobs();
  await dashboard.close();
  return shown - dashboard.started;
}

/** As an operator uses it who then starts it again. */
async function useDashboard(path: string, home: string): Promise<void> {
  const dashboard = new BenchDashboard(path, home);
  await dashboard.showsJobs();
  await setTimeout(usedForMs);
  await dashboard.quit();
  await dashboard.close();
}

await runTrial(async (task) => {
  const { path } = databaseOf(task);
  const until = textOf(task, 'until', 'jobs');
  // What both need is in the page cache then, and the dashboard has kept what was compiled of it.
  await useDashboard(path, task.folder);
  const nothing: number[] = [];
  const dashboards: number[] = [];
  for (let round = 0; round < numberOf(task, 'rounds'); round += 1) {
    nothing.push(await startNothing());
    dashboards.push(await startDashboard(path, task.folder, until));
  }
  return {
    figures: { ratio: median(dashboards) / median(nothing) },
    notes: [
      `medians of ${nothing.length}: ${median(dashboards).toFixed(0)} ms, and ${median(nothing).toFixed(0)} ms`,
      await nothingInDashboardsEnvironment(nothing.length),
    ],
  };
});
