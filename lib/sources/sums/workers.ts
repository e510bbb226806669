import type { JobTrouble } from '../../model/job.js';
import { compareWorkers, isWorse, type WorkerList, type WorkerRow } from '../../model/worker.js';
import { earliest, groupedBy, latest, mergedEnds, type QuestionOfSeveral, sumBy } from './added.js';

/** The workers of several databases. */
export const workersOfSeveral: QuestionOfSeveral<'workers'> = {
  merge: mergedWorkers,
  qualify: (workers, { withId, jobOf }) => ({
    ...workers,
    rows: workers.rows.map((row) => ({ ...row, longest: row.longest && withId(row.longest) })),
    jobs: workers.jobs && { ...workers.jobs, jobs: workers.jobs.jobs.map(jobOf) },
  }),
  keys: ({ rows }) => rows.map(({ name }) => name),
  of: 'of',
  hasChosen: ({ jobs }, all) =>
    jobs === null ||
    all.every((list) => list.jobs?.of === jobs.of || !list.rows.some(({ name }) => name === jobs.of)),
};

/**
 * The workers of several databases; the same name is the same worker. The jobs are those of the worker with this name.
 */
function mergedWorkers(all: readonly [WorkerList, ...WorkerList[]], of: string | null): WorkerList {
  const rows = groupedBy(
    all.flatMap((list) => list.rows),
    ({ name }) => name,
  )
    .map(mergedRow)
    .toSorted(compareWorkers);
  const listed = sumBy(all, (list) => list.rows.length);
  const chosen = rows.find(({ name }) => name === of) ?? rows[0];
  const jobs = all.flatMap((list) => (list.jobs?.of === chosen?.name ? (list.jobs?.jobs ?? []) : []));
  return {
    periodMs: all[0].periodMs,
    rows,
    total: rows.length + sumBy(all, ({ total }) => total) - listed,
    others: sumBy(all, ({ others }) => others),
    jobs: chosen === undefined ? null : { of: chosen.name, jobs: runningFirst(jobs) },
    ...mergedEnds(all, chosen?.name ?? null),
  };
}

function runningFirst(jobs: NonNullable<WorkerList['jobs']>['jobs']): typeof jobs {
  return jobs.toSorted((one, other) => Number(other.status === 'running') - Number(one.status === 'running'));
}

function mergedRow(rows: readonly [WorkerRow, ...WorkerRow[]]): WorkerRow {
  const rates = rows.flatMap(({ perMinute }) => perMinute ?? []);
  const longest = rows.flatMap((row) => row.longest ?? []);
  const startOf = ({ startedAt }: NonNullable<WorkerRow['longest']>) => startedAt ?? Number.POSITIVE_INFINITY;
  const troubles = rows.flatMap(({ trouble }) => trouble ?? []);
  return {
    name: rows[0].name,
    running: sumBy(rows, ({ running }) => running),
    longest: longest.toSorted((one, other) => startOf(one) - startOf(other) || 0)[0] ?? null,
    done: sumBy(rows, ({ done }) => done),
    failed: sumBy(rows, ({ failed }) => failed),
    firstAt: earliest(rows.map(({ firstAt }) => firstAt)),
    lastAt: latest(rows.map(({ lastAt }) => lastAt)),
    trouble: troubles.reduce<JobTrouble | null>(
      (worst, each) => (worst === null || isWorse(each, worst) ? each : worst),
      null,
    ),
    perMinute: rates.length === 0 ? null : sumBy(rates, (rate) => rate),
  };
}
