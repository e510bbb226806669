/** From starting the program to the first jobs on its screen, or to its first screen, against a Node that does nothing. */
import { BenchDashboard } from '../dashboard.js';
import { nothingInDashboardsEnvironment, startNothing } from '../nothing.js';
import { median } from '../statistics.js';
import { databaseOf, numberOf, runTrial, textOf } from '../trial-process.js';

async function startDashboard(path: string, home: string, until: string): Promise<number> {
  const dashboard = new BenchDashboard(path, home);
  const first = () => /loading|counting/.test(dashboard.screen.text()) || dashboard.selectedRow() !== null;
  const shown =
    until === 'screen' ? await dashboard.shows(first, 'the first screen') : await dashboard.showsJobs();
  await dashboard.close();
  return shown - dashboard.started;
}

await runTrial(async (order) => {
  const { path } = databaseOf(order);
  const until = textOf(order, 'until', 'jobs');
  // What both need is in the page cache then.
  await startDashboard(path, order.folder, until);
  const nothing: number[] = [];
  const dashboards: number[] = [];
  for (let round = 0; round < numberOf(order, 'rounds'); round += 1) {
    nothing.push(await startNothing());
    dashboards.push(await startDashboard(path, order.folder, until));
  }
  return {
    figures: { ratio: median(dashboards) / median(nothing) },
    notes: [
      `medians of ${nothing.length}: ${median(dashboards).toFixed(0)} ms, and ${median(nothing).toFixed(0)} ms`,
      await nothingInDashboardsEnvironment(nothing.length),
    ],
  };
});
