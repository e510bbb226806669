import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jobStatuses, jobTypes } from '../../../lib/model/job.js';
import type { ParserTally } from '../../../lib/model/parsers.js';
import type { HeardWorkers, WorkerTally } from '../../../lib/model/worker.js';
import { beforeAllTimes } from '../../../lib/snapshot/index/columns/job-columns.js';
import { noProcess } from '../../../lib/snapshot/index/columns/worker-table.js';
import { QueueIndex } from '../../../lib/snapshot/index/queue/queue-index.js';
import { type ParserName, ParserTallies } from '../../../lib/snapshot/index/tallies/parser-tallies.js';
import { WorkerTallies } from '../../../lib/snapshot/index/tallies/worker-tallies.js';
import { expectSame } from '../../support/expect-same.js';
import { percentile } from '../../support/percentile.js';
import { anyStep, type Job, type Jobs, mostNames, Queue } from './queue-in-leaves.js';

/** What becomes of the jobs, or null, and how the period moves then, ms. */
const anyHistory = fc.array(
  fc.record({ step: fc.option(anyStep, { freq: 2 }), laterMs: fc.constantFrom(0, 0, 1, 5, 30, 200, -10) }),
  { maxLength: 8 },
);
const codes = Array.from({ length: mostNames }, (_, code) => code);
/** By the code of a job's name; two of each four are one version of one parser. */
const parsers = codes.map((code): ParserName => ({ name: 'abac'[code % 4] ?? '', version: '1' }));
const plugin = (code: number) => `plugin ${code}`;
/** By their codes, from 1 on, with what is shown of them: two of them have the same name. */
const workers = [
  { name: 'vm', process: 5, shown: 'vm:5' },
  { name: 'vm:5', process: noProcess, shown: 'vm:5' },
  { name: '', process: 5, shown: 'pid 5' },
  { name: ':5', process: noProcess, shown: ':5' },
];

function indexWithNames(): QueueIndex {
  const index = new QueueIndex();
  for (const code of codes) index.names.code(plugin(code), null);
  for (const { name, process } of workers) index.workers.code(index.workers.names.code(name, null), process);
  return index;
}

const statusOf = ({ status }: Job) => jobStatuses[status];
const hasEnded = (job: Job) => statusOf(job) === 'complete' || statusOf(job) === 'failed';
const real = (times: readonly number[]) => times.filter((time) => !Number.isNaN(time));
const timeOf = (time: number) => (Number.isFinite(time) ? time : null);

/** The tallies of parsers’ jobs, as the glossary has them, without any cleverness. */
function talliesOf(all: Jobs, from: number, of: readonly ParserName[]): readonly ParserTally[] {
  const jobs = all.map(([id, job]) => ({ ...job, id, of: of[job.name], took: job.end - job.start }));
  const endOr = ({ end }: Job) => (Number.isNaN(end) ? -Infinity : end);
  const isSame = (one: ParserName, other?: ParserName) =>
    one.name === other?.name && one.version === other.version;
  const distinct = of.filter((each, at) => of.findIndex((other) => isSame(each, other)) === at);
  return distinct.map((parser) => {
    const own = jobs.filter((job) => isSame(parser, job.of) && jobTypes[job.type] === 'parse');
    const ended = own.filter((job) => hasEnded(job) && (from === -Infinity || job.end > from));
    const failed = ended.filter((job) => statusOf(job) === 'failed');
    const took = ended.flatMap((job) => (job.took > 0 ? [job.took] : []));
    const [last] = failed.toSorted((one, other) =>
      endOr(one) === endOr(other) ? other.id - one.id : endOr(one) > endOr(other) ? -1 : 1,
    );
    return {
      ...{ ...parser, done: ended.length - failed.length, failed: failed.length, p50: percentile(took, 50) },
      ...{ p95: percentile(took, 95), rows: null, jobsWithRows: 0 },
      lastFailure:
        last === undefined ? null : { id: String(last.id), at: Number.isNaN(last.end) ? null : last.end },
      everFailed: own.filter((job) => statusOf(job) === 'failed').length,
    };
  });
}

/** The tally of one worker's jobs, as the glossary has it, without any cleverness. */
function tallyOf(code: number, jobs: Jobs, from: number): WorkerTally {
  const isKnown = ({ end }: Job) => end > beforeAllTimes;
  const own = jobs.map(([, job]) => job);
  const counted = own.filter((job) => hasEnded(job) && (from === -Infinity || job.end > from));
  const begun = counted.map((job) => (job.start <= job.end || !isKnown(job) ? job.start : job.end));
  const signs = own.map((job) =>
    statusOf(job) === 'running' ? job.start : isKnown(job) ? job.end : Number.NaN,
  );
  const startOf = ({ start }: Job) => (Number.isNaN(start) ? Infinity : start);
  const running = jobs.filter(([, job]) => statusOf(job) === 'running');
  const [longest] = running.toSorted(([id, one], [otherId, other]) =>
    startOf(one) === startOf(other) ? id - otherId : startOf(one) < startOf(other) ? -1 : 1,
  );
  return {
    ...{ name: workers[code - 1]?.shown ?? '', running: running.length },
    longest:
      longest === undefined
        ? null
        : { id: String(longest[0]), name: plugin(longest[1].name), startedAt: timeOf(longest[1].start) },
    done: counted.filter((job) => statusOf(job) === 'complete').length,
    failed: counted.filter((job) => statusOf(job) === 'failed').length,
    firstAt: timeOf(Math.min(...real(begun))),
    lastAt: timeOf(Math.max(...real(signs))),
  };
}

function heardOf(jobs: Jobs, from: number): HeardWorkers {
  const worked = jobs.filter(([, job]) => job.worker > 0 && statusOf(job) !== 'queued');
  const tallies = [...new Set(worked.map(([, { worker }]) => worker))].toSorted().map((code) =>
    tallyOf(
      code,
      worked.filter(([, { worker }]) => worker === code),
      from,
    ),
  );
  const isHeard = ({ running, lastAt }: WorkerTally) =>
    from === -Infinity || running > 0 || (lastAt ?? from) > from;
  const heard = new Set(tallies.filter(isHeard).map(({ name }) => name));
  return {
    tallies: tallies.filter(({ name }) => heard.has(name)),
    names: new Set(tallies.map(({ name }) => name)).size,
  };
}

/** How a tally is read, what it should be, and how much it counts. */
interface Tally<T> {
  readonly make: () => (index: QueueIndex, from: number) => T;
  readonly counted: (jobs: Jobs, from: number) => T;
  readonly size: (tally: T) => number;
}

function expectPlainCount<T>({ make, counted, size }: Tally<T>, begun: number): void {
  let told = 0;
  fc.assert(
    fc.property(anyHistory, fc.boolean(), (turns, isPatient) => {
      const [queue, index, read] = [new Queue(), indexWithNames(), make()];
      let from = begun;
      read(index, from);
      for (const [at, { step, laterMs }] of turns.entries()) {
        if (step !== null) queue.take(step, index);
        from += laterMs;
        if (isPatient && at % 2 === 0) continue;
        const expected = counted([...queue.jobs], from);
        told += size(expected);
        expectSame(read(index, from), expected);
      }
    }),
    { numRuns: 400 },
  );
  if (begun < 1200) expect(told).toBeGreaterThan(100);
}

const ofParsers: Tally<readonly ParserTally[]> = {
  make: () => {
    const tallies = new ParserTallies();
    return (index, from) => tallies.read(index, from, parsers);
  },
  counted: (jobs, from) => talliesOf(jobs, from, parsers),
  size: (tallies) => tallies.reduce((sum, { done, failed }) => sum + done + failed, 0),
};
const ofWorkers: Tally<HeardWorkers> = {
  make: () => {
    const tallies = new WorkerTallies();
    return (index, from) => tallies.read(index, from, () => []);
  },
  counted: heardOf,
  size: ({ tallies }) => tallies.length,
};

describe.each([1030, Number.NEGATIVE_INFINITY, 1200])(
  'a tally, however its period moves on from %d,',
  (from) => {
    it('of parsers equals a plain count, whatever changes', () => expectPlainCount(ofParsers, from));

    it('of workers equals a plain count, whatever changes', () => expectPlainCount(ofWorkers, from));
  },
);

it('a tally of parsers follows names that come later, and names that mean another parser now', () => {
  const others = parsers.map(({ name }, code) => ({ name: code % 4 === 2 ? 'd' : name, version: '2' }));
  fc.assert(
    fc.property(anyStep, (step) => {
      const [queue, index, tallies] = [new Queue(), indexWithNames(), new ParserTallies()];
      queue.take(step, index);
      for (const each of [parsers, others, [...others, { name: 'e', version: null }], parsers])
        expectSame(tallies.read(index, 1030, each), talliesOf([...queue.jobs], 1030, each));
    }),
  );
});
