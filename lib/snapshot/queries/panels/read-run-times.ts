import type { Job } from '../../../model/job.js';
import { leastRuns, type RunTimes, wholePercents } from '../../../model/job-detail.js';
import { numberOf } from '../../tables/column-value.js';
import { versionsInService } from '../../tables/plugin-versions.js';
import type { QueueSource } from '../jobs/queue-source.js';

/**
 * How long the complete runs of a job's parser and version took; null unless it is a complete or running parse job, and
 * if there are too few runs.
 */
export function readRunTimes({ database, shape, queue }: QueueSource, job: Job): RunTimes | null {
  const { name, version, type, status } = job;
  if (type !== 'parse' || (status !== 'complete' && status !== 'running')) return null;
  const served = JSON.stringify(Object.fromEntries(versionsInService(database, shape)));
  if (queue !== null) return queue.runTimes({ name, version }, served);
  const parameters = { ':name': name, ':version': version, ':served': served };
  const durations = database
    .all(shape.statement('run_durations'), parameters)
    .map((row) => ({ duration: numberOf(row, 'duration') ?? 0, jobs: numberOf(row, 'jobs') ?? 0 }))
    .sort((one, other) => one.duration - other.duration);
  const runs = durations.reduce((sum, { jobs }) => sum + jobs, 0);
  if (runs < leastRuns) return null;
  let [at, passed] = [0, durations[0]?.jobs ?? 0];
  const percentiles = wholePercents.map((percent) => {
    for (const rank = Math.ceil((percent * runs) / 100); passed < rank; ) {
      at += 1;
      passed += durations[at]?.jobs ?? runs;
    }
    return durations[at]?.duration ?? 0;
  });
  return { runs, percentiles };
}
