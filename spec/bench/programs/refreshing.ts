/**
 * Reading again after one small commit, on one database: against better-sqlite3, and against the pages that changed.
 */
import { databases } from '../databases.js';
import { firstRequest, type ReadCost, startReader } from '../reading.js';
import { SmallCommits } from '../small-commits.js';
import { median, quantile } from '../statistics.js';
import { databaseOf, numberOf, runTrial } from '../trial-process.js';

/** Pages that a refresh may read whatever has changed. */
const allowance = 20;

await runTrial(async (task) => {
  const { name, path } = databaseOf(task);
  const commits = await SmallCommits.begin(path, databases[name], task.seed);
  const own = await startReader('own-reader', path);
  const native = await startReader('native-reader', path);
  const request = { ...firstRequest, metricsSince: true };
  let { pagesRead } = await own.ask(request);
  await native.ask(request);
  const costs: { own: ReadCost; native: ReadCost; pages: number; changed: number }[] = [];
  for (let count = 0; count < numberOf(task, 'commits'); count += 1) {
    const changed = await commits.commit();
    const cost = await own.ask(request);
    costs.push({ own: cost, native: await native.ask(request), pages: cost.pagesRead - pagesRead, changed });
    pagesRead = cost.pagesRead;
  }
  await Promise.all([own.close(), native.close()]);
  await commits.close();
  const ownMs = median(costs.map((cost) => cost.own.ms));
  const nativeMs = median(costs.map((cost) => cost.native.ms));
  const perPage = costs.map(({ pages, changed }) => (pages - allowance) / changed);
  return {
    figures: { slower: ownMs / nativeMs, pages: quantile(perPage, 1) },
    notes: [
      `${costs.length} commits; medians: ours ${ownMs.toFixed(1)} ms, better-sqlite3 ${nativeMs.toFixed(1)} ms with its connection kept open; pages read ${median(costs.map(({ pages }) => pages))}, at most ${quantile(
        costs.map(({ pages }) => pages),
        1,
      )}; changed ${median(costs.map(({ changed }) => changed))}`,
      `pages: the worst commit's (pages read − ${allowance}) : pages changed`,
    ],
  };
});
