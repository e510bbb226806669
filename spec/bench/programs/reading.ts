/**
 * Reading databases of several sizes, or with our reader and with another: for the first time, and again after each
 * small commit, in the order of the option `sort` and with the `panel` open. Each reader has a process of its own.
 */
import { sortIn } from '../../../lib/model/sort.js';
import { databases } from '../databases.js';
import type { LineProcess } from '../line-process.js';
import { firstRequest, panelRequests, type ReadCost, type ReaderName, startReader } from '../reading.js';
import { SmallCommits } from '../small-commits.js';
import { median, quantile } from '../statistics.js';
import { databasesOf, numberOf, runTrial, type TrialTask, textOf } from '../trial.js';

/** Pages that a refresh may read whatever has changed. */
const allowance = 20;

/** One reader of one database. */
interface Stage {
  readonly name: string;
  readonly reader: LineProcess<typeof firstRequest, ReadCost>;
  /** Costs of the first read in each round, and of each refresh. */
  readonly first: ReadCost[];
  readonly refreshes: ReadCost[];
  askedMs: number;
  pagesRead: number;
}

function requestOf(task: TrialTask): typeof firstRequest {
  const sort = sortIn(textOf(task, 'sort'));
  const shown = panelRequests[textOf(task, 'panel', 'none')];
  if (shown === undefined) throw new Error('no such panel');
  const metrics = textOf(task, 'metrics') === 'yes';
  return { ...shown, ...(sort !== null && { sort }), ...(metrics && { metricsSince: true }) };
}

/** Opens the database in fresh processes, round after round, the readers in turn; the last ones stay open. */
async function open(task: TrialTask, name: string, path: string): Promise<Stage[]> {
  let stages: Stage[] = [];
  const firsts: Record<string, ReadCost[]> = {};
  for (let round = 0; round < numberOf(task, 'rounds', 1); round += 1) {
    for (const { reader } of stages.splice(0)) await reader.close();
    stages = [];
    for (const each of textOf(task, 'readers', 'own').split(',')) {
      const reader = await startReader(each as ReaderName, path);
      firsts[each] ??= [];
      firsts[each].push(await reader.ask(firstRequest));
      stages.push({
        ...{ name: `${name} ${each}`, reader, first: firsts[each], refreshes: [], askedMs: 0, pagesRead: 0 },
      });
    }
  }
  return stages;
}

await runTrial(async (task) => {
  const request = requestOf(task);
  const all = await Promise.all(
    databasesOf(task).map(async ({ name, path }) => {
      // As in the field: a worker has the database open, and its WAL holds a commit.
      const commits = await SmallCommits.begin(path, databases[name], task.seed);
      return { commits, stages: await open(task, name, path) };
    }),
  );
  const stages = all.flatMap(({ stages: of }) => of);
  for (const stage of stages) {
    const { ms, pagesRead } = await stage.reader.ask(request);
    [stage.askedMs, stage.pagesRead] = [ms, pagesRead];
  }
  const perPage: number[] = [];
  for (let count = 0; count < numberOf(task, 'commits'); count += 1)
    for (const { commits, stages: of } of all) {
      const changed = await commits.commit();
      for (const stage of of) {
        const cost = await stage.reader.ask(request);
        stage.refreshes.push(cost);
        if (stage === stages[0]) perPage.push((cost.pagesRead - stage.pagesRead - allowance) / changed);
        stage.pagesRead = cost.pagesRead;
      }
    }
  for (const { reader } of stages) await reader.close();
  for (const { commits } of all) await commits.close();

  const [own, last] = [stages[0], stages.at(-1)];
  const medianOf = (costs: readonly ReadCost[] = [], of: 'ms' | 'processorMs' = 'ms') =>
    median(costs.map((cost) => cost[of]));
  return {
    figures: {
      opened: medianOf(own?.first) / medianOf(last?.first),
      slower: medianOf(own?.refreshes) / medianOf(last?.refreshes),
      pages: quantile(perPage, 1),
      ratio: medianOf(last?.refreshes, 'processorMs') / medianOf(own?.refreshes, 'processorMs'),
      refreshMs: medianOf(last?.refreshes),
      askedMs: last?.askedMs ?? Number.NaN,
    },
    notes: stages.map(
      ({ name, first, refreshes }) =>
        `${name}: first read ${medianOf(first).toFixed(1)} ms; ${refreshes.length} refreshes of ${medianOf(refreshes).toFixed(1)} ms, ${medianOf(refreshes, 'processorMs').toFixed(1)} ms of processor time`,
    ),
  };
});
