import type { SeenJob } from '../../../lib/actions/action.js';
import { everyJob } from '../../../lib/model/filter.js';
import type { Job } from '../../../lib/model/job.js';
import type { SnapshotReader } from '../../../lib/snapshot/port.js';
import { now } from '../same-rows.js';

/** All jobs that a reader reads, by id. */
export async function jobsOf(reader: SnapshotReader): Promise<readonly Job[]> {
  for (;;) {
    const result = await reader.read({
      ...{ filter: everyJob, anchor: { kind: 'index', index: 0 }, before: 0, after: 500, failures: 100 },
    });
    // A machine that is busy may take longer than a server may take: the next read has its own time.
    if (result.kind === 'problem' && result.problem.code === 'no-server') continue;
    if (result.kind === 'problem') throw new Error(result.problem.sentence);
    if (result.picture.counts === null) continue;
    return [...result.picture.window.jobs].sort((one, other) => Number(one.id) - Number(other.id));
  }
}

/** The first few jobs that aren't the same. Everything that happened while this spec ran happened now. */
export function differing(there: readonly Job[], here: readonly Job[]): readonly string[] {
  const isNow = (it: unknown) => typeof it === 'number' && it > now + 86_400_000 && it < 4e12;
  // The mark has times as the database notes them.
  const text = (job: Job | undefined) =>
    JSON.stringify({ ...job, workerMark: '' }, (_, it: unknown) =>
      typeof it === 'bigint' ? String(it) : isNow(it) ? 'now' : it,
    );
  const length = Math.max(there.length, here.length);
  return Array.from({ length }, (_, at) => [text(there[at]), text(here[at])])
    .flatMap(([one, other]) => (one === other ? [] : [`${one}\n${other}`]))
    .slice(0, 3);
}

/** Jobs as somebody saw them: most of them as they are, some as they were before. */
export function seen(jobs: readonly Job[], isMarked: boolean): SeenJob[] {
  return jobs.map(({ id, statusText, retryCount, workerMark }, at) => ({
    id,
    statusText: at % 11 === 10 ? 'RUNNING' : statusText,
    retryCount: at % 13 === 12 ? retryCount + 1 : retryCount,
    ...(isMarked && { workerMark: at % 7 === 6 ? workerMark.replace('[', '["x",') : workerMark }),
  }));
}
