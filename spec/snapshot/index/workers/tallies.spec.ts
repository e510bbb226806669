import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jobStatuses, jobTypes } from '../../../../lib/model/job.js';
import type { HeardWorkers, WorkerTally } from '../../../../lib/model/worker.js';
import { beforeAllTimes, NameTable } from '../../../../lib/snapshot/index/columns/job-columns.js';
import { noProcess, WorkerTable, workerAt } from '../../../../lib/snapshot/index/columns/worker-table.js';
import { WorkerTallies } from '../../../../lib/snapshot/index/tallies/worker-tallies.js';
import { expectSame } from '../../../support/expect-same.js';
import { anyHistory, LeavesOfJobs } from '../leaves-of-jobs.js';

const names = new NameTable();
for (const name of ['a', 'b', 'c', 'd']) names.code(name, null);
const workers = new WorkerTable();
const nameOf = (name: string) => workers.names.code(name, null);
// Two of them have the same name.
workers.code(nameOf('vm'), 5);
workers.code(nameOf('vm:5'), noProcess);
workers.code(nameOf(''), 5);
workers.code(nameOf(':5'), noProcess);

interface Seen {
  readonly id: number;
  readonly worker: number;
  readonly status: string;
  readonly start: number;
  readonly end: number;
  readonly name: number;
}

const none = Number.NaN;
const timeOf = (time: number) => (Number.isFinite(time) ? time : null);

/** The tally of one worker's jobs, as the glossary has it, without any cleverness. */
function tallyOf(code: number, jobs: readonly Seen[], from: number): WorkerTally {
  const running = jobs.filter(({ status }) => status === 'running');
  const isKnown = ({ end }: Seen) => end > beforeAllTimes;
  const counted = jobs.filter(
    ({ status, end }) => (status === 'complete' || status === 'failed') && (from === -Infinity || end > from),
  );
  const begun = counted.map((job) => (job.start <= job.end || !isKnown(job) ? job.start : job.end));
  const signs = jobs.map((job) => (job.status === 'running' ? job.start : isKnown(job) ? job.end : none));
  const startOf = ({ start }: Seen) => (Number.isNaN(start) ? Infinity : start);
  const [longest] = running.toSorted((one, other) => {
    const [by, otherBy] = [startOf(one), startOf(other)];
    return by < otherBy ? -1 : by > otherBy ? 1 : one.id - other.id;
  });
  const real = (times: readonly number[]) => times.filter((time) => !Number.isNaN(time));
  return {
    name: workers.name(code) ?? '',
    running: running.length,
    longest:
      longest === undefined
        ? null
        : { id: String(longest.id), name: names.plugin(longest.name), startedAt: timeOf(longest.start) },
    done: counted.filter(({ status }) => status === 'complete').length,
    failed: counted.filter(({ status }) => status === 'failed').length,
    firstAt: timeOf(Math.min(...real(begun))),
    lastAt: timeOf(Math.max(...real(signs))),
  };
}

function counted(leaves: LeavesOfJobs, from: number): HeardWorkers {
  const jobs = new Map<number, Seen[]>();
  const { columns } = leaves;
  for (const leaf of leaves.lastFirst()) {
    for (let slot = leaf.from; slot < leaf.from + leaf.count; slot += 1) {
      const worker = workerAt(columns, slot);
      const status = jobStatuses[Math.floor((columns.kinds[slot] ?? 0) / jobTypes.length)] ?? '';
      if (worker === 0 || status === 'queued') continue;
      const own = jobs.get(worker) ?? [];
      jobs.set(worker, own);
      const [id = 0, start = none, end = none] = [
        columns.ids[slot],
        columns.starts[slot],
        columns.ends[slot],
      ];
      own.push({ id, worker, status, start, end, name: columns.names[slot] ?? 0 });
    }
  }
  const tallies = [...jobs]
    .sort(([one], [other]) => one - other)
    .map(([code, own]) => tallyOf(code, own, from));
  const isHeard = ({ running, lastAt }: WorkerTally) =>
    from === -Infinity || running > 0 || (lastAt ?? from) > from;
  const heard = new Set(tallies.filter(isHeard).map(({ name }) => name));
  return {
    tallies: tallies.filter(({ name }) => heard.has(name)),
    names: new Set(tallies.map(({ name }) => name)).size,
  };
}

const shown = () => [];

describe('a tally of workers', () => {
  it.each([{ from: 1030 }, { from: Number.NEGATIVE_INFINITY }, { from: 1200 }])(
    'equals a plain count, whatever changes and however the period moves on from $from',
    ({ from }) => {
      let heard = 0;
      fc.assert(
        fc.property(anyHistory, fc.boolean(), ({ leaves, changes }, isPatient) => {
          const jobs = new LeavesOfJobs(leaves);
          const index = Object.assign(jobs, { names, workers });
          const tallies = new WorkerTallies();
          let begin = from;
          tallies.read(index, begin, shown);
          for (const [at, change] of changes.entries()) {
            jobs.replace(change.leaves);
            begin += change.laterMs;
            if (isPatient && at % 2 === 0) continue;
            const expected = counted(jobs, begin);
            heard += expected.tallies.length;
            expectSame(tallies.read(index, begin, shown), expected);
          }
        }),
        { numRuns: 400 },
      );
      if (from < 1200) expect(heard).toBeGreaterThan(100);
    },
  );
});
