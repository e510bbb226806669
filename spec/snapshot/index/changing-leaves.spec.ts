import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { everyJob } from '../../../lib/model/filter.js';
import { jobStatuses, jobTypes } from '../../../lib/model/job.js';
import { CauseMemory } from '../../../lib/snapshot/index/causes/cause-memory.js';
import { beforeAllTimes, kindOf } from '../../../lib/snapshot/index/columns/job-columns.js';
import { orderedJobs } from '../../../lib/snapshot/index/list/indexed-list.js';
import type { Passes } from '../../../lib/snapshot/index/order/ordered-jobs.js';
import { type Leaf, QueueIndex } from '../../../lib/snapshot/index/queue/queue-index.js';
import { SearchMemory, TextMemory } from '../../../lib/snapshot/index/sieve/search-memory.js';
import { anyStep, type Job, type Jobs, leafIn, mostIds, plainJob, Queue } from './queue-in-leaves.js';

const nothingKnown = { causes: new CauseMemory(), texts: new TextMemory(), columns: new SearchMemory() };
const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);
const statusOf = ({ status }: Job) => jobStatuses[status];
const typeOf = ({ type }: Job) => jobTypes[type];
const parsedOf = ({ processed, total, failed }: Job) => Math.max(0, Math.min(processed, total) - failed);
const lostOf = (job: Job) =>
  statusOf(job) === 'failed'
    ? Math.max(job.failed, job.total - parsedOf(job))
    : Math.min(job.processed, job.total) - parsedOf(job);

/** What the index should say, made from the jobs alone. */
function expected(queue: Queue): object {
  const entries = [...queue.jobs];
  const jobs = [...queue.jobs.values()];
  const ended = entries.filter(
    ([, job]) => typeOf(job) === 'parse' && !/queued|running/.test(statusOf(job) ?? ''),
  );
  const endOf = ({ end }: Job) => (Number.isNaN(end) ? Number.NEGATIVE_INFINITY : end);
  ended.sort(([id, one], [otherId, other]) =>
    endOf(one) === endOf(other) ? otherId - id : endOf(other) > endOf(one) ? 1 : -1,
  );
  const completeEnds = jobs.filter((job) => statusOf(job) === 'complete').map(({ end }) => end);
  const ofNames = (codes: readonly number[]) =>
    jobs.filter((job) => typeOf(job) === 'parse' && codes.includes(job.name));
  const rank = (job: Job) => ['failed', 'running', 'queued'].indexOf(statusOf(job) ?? '') >>> 0;
  const timeOf = (job: Job) => {
    const time = statusOf(job) === 'running' ? job.start : job.end;
    return Number.isNaN(time) || time === beforeAllTimes ? -Number.MAX_VALUE : time;
  };
  const inOrder = (some: Jobs) =>
    [...some]
      .sort(
        ([id, one], [otherId, other]) =>
          rank(one) - rank(other) ||
          (statusOf(one) === 'queued' ? id - otherId : timeOf(other) - timeOf(one) || otherId - id),
      )
      .map(([id]) => id);
  const leaves = [...queue.leaves()];
  const chains = leaves.flatMap(([page]) => (page % 2 === 0 ? [1000 + page, 2000 + page] : []));
  return {
    jobs: jobs.length,
    pages: [...leaves.map(([page]) => page), ...chains].sort(),
    open: leaves
      .map(([page]) => page)
      .filter((page) => page % 3 === 0)
      .sort(),
    found: Array.from({ length: mostIds + 2 }, (_, id) => (queue.jobs.has(id) ? id : null)),
    all: inOrder(entries),
    failed: jobs.filter((job) => statusOf(job) === 'failed').length,
    running: inOrder(entries.filter(([, job]) => statusOf(job) === 'running')),
    totals: {
      filesProcessed: sum(jobs.map(({ processed }) => processed)),
      filesTotal: sum(jobs.map(({ total }) => total)),
      outputBytes: jobs
        .filter((job) => statusOf(job) === 'complete')
        .reduce((all, { bytes }) => all + bytes, 0n),
    },
    parsed: sum(jobs.map(parsedOf)),
    parsing: sum(
      jobs
        .filter((job) => statusOf(job) === 'running')
        .map(({ total, processed }) => Math.max(0, total - processed)),
    ),
    lost: sum(jobs.map(lostOf)),
    named: [[1, 3, 70, 150], [0], [199]].map((codes) => ({
      files: sum(ofNames(codes).map(({ processed }) => processed)),
      outputBytes: ofNames(codes)
        .filter((job) => statusOf(job) === 'complete')
        .reduce((all, { bytes }) => all + bytes, 0n),
    })),
    latestEnd: completeEnds.length === 0 ? null : Math.max(...completeEnds),
    lastParse: ended[0] === undefined ? null : String(ended[0][0]),
  };
}

/** The same as the index says it. */
function told(index: QueueIndex): object {
  const { ids } = index.columns;
  const idsOf = (slots: Uint32Array) => [...slots].map((slot) => ids[slot]);
  const running = kindOf(jobStatuses.indexOf('running'), 0);
  const all = index.lists.list('all', () => true);
  const some = index.lists.list(
    'running',
    ({ kinds }, slot) => (kinds[slot] ?? 0) >= running && (kinds[slot] ?? 0) < running + jobTypes.length,
  );
  const table = index.table();
  const { parsed, parsing, lost } = table?.stages() ?? {};
  return {
    jobs: index.jobs,
    pages: [...index.pages()].sort(),
    open: [...index.open].sort(),
    found: Array.from({ length: mostIds + 2 }, (_, id) => {
      const slot = index.slotOf(id);
      return slot === null ? null : ids[slot];
    }),
    ...{ all: idsOf(all.slots(0, all.count)), failed: all.failed, running: idsOf(some.slots(0, some.count)) },
    ...{ totals: table?.totals(), parsed, parsing, lost },
    named: [[1, 3, 70, 150], [0], [199]].map((codes) => index.named(codes)),
    ...{ latestEnd: index.latestEnd(), lastParse: index.lastParse() },
  };
}

describe('an index whose leaves change', () => {
  it('has the sums, lists and places of exactly the jobs that are there', () => {
    fc.assert(
      fc.property(
        fc.array(anyStep, { maxLength: 8 }),
        fc.array(anyStep, { maxLength: 2 }),
        (steps, afterwards) => {
          const index = new QueueIndex();
          for (const some of [steps, afterwards]) {
            const queue = new Queue();
            for (const step of some) {
              queue.take(step, index);
              expect(told(index)).toEqual(expected(queue));
            }
            index.clear();
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  const failed = jobStatuses.indexOf('failed');
  const job: Job = { ...plainJob, status: failed };
  const jobs = (...ids: readonly number[]): Jobs => ids.map((id) => [id, { ...job, start: id }]);

  it('needs no more room for leaves that are replaced again and again', () => {
    const index = new QueueIndex();
    for (let turn = 0; turn < 1000; turn += 1) {
      const leaves = [10, 20].map((page) => leafIn(index, page, jobs(page, page + 1, page + 2), new Map()));
      index.replace(leaves, [], new Map());
    }
    expect(index.jobs).toBe(6);
    expect(index.columns.ids.length).toBeLessThan(100);
  });

  it('assigns an overflow page to the leaf that was last found to reach into it', () => {
    const index = new QueueIndex();
    const leaf = (page: number, chain: readonly number[] | null): Leaf => ({
      ...leafIn(index, page, jobs(page), new Map()),
      chain,
    });
    index.replace([leaf(1, [9])], [], new Map());
    index.replace([leaf(2, [9])], [], new Map());
    index.replace([leaf(1, null)], [], new Map());
    expect([1, 2, 9, 8].map((page) => index.leafOf(page))).toEqual([1, 2, 2, undefined]);
    index.replace([leaf(2, null)], [], new Map());
    expect(index.leafOf(9)).toBeUndefined();
    index.replace([leaf(2, [1, 9])], [], new Map());
    expect([...index.pages()].sort()).toEqual([1, 2, 9]);
    expect(index.leafOf(1)).toBe(1);
  });

  it('keeps the eight lists that were requested last', () => {
    const index = new QueueIndex();
    const list = (name: number) => index.lists.list(String(name), () => true);
    const first = Array.from({ length: 8 }, (_, name) => list(name));
    expect(list(0)).toBe(first[0]);
    list(8);
    expect(list(0)).toBe(first[0]);
    expect(list(1)).not.toBe(first[1]);
  });

  it('filters only the jobs of a wider list if one is kept', () => {
    const index = new QueueIndex();
    index.replace([leafIn(index, 1, jobs(1, 2, 3), new Map())], [], new Map());
    index.order = Uint32Array.of(1);
    const { ids } = index.columns;
    const looked: number[] = [];
    const isTwo: Passes = (_, slot) => {
      looked.push(ids[slot] ?? 0);
      return ids[slot] === 2;
    };
    expect(index.lists.list('two', isTwo, ['narrow', 'wide']).count).toBe(1);
    expect(looked.splice(0).sort()).toEqual([1, 2, 3]);
    index.lists.list('wide', (_, slot) => ids[slot] !== 3);
    expect(index.lists.list('also two', isTwo, ['wide']).count).toBe(1);
    expect(looked.sort()).toEqual([1, 2]);
  });

  it('keeps one list for filters that let the same jobs through', () => {
    const index = new QueueIndex();
    index.replace([leafIn(index, 1, jobs(1, 2, 3), new Map())], [], new Map());
    index.order = Uint32Array.of(1);
    const list = orderedJobs(index, nothingKnown, {
      ...everyJob,
      statuses: ['failed', 'complete'],
      types: ['parse', 'backtest'],
    });
    const same = orderedJobs(index, nothingKnown, {
      ...everyJob,
      statuses: ['complete', 'failed'],
      types: ['backtest', 'parse'],
    });
    expect(same).toBe(list);
    expect(orderedJobs(index, nothingKnown, { ...everyJob, statuses: [...jobStatuses] })).toBe(
      orderedJobs(index, nothingKnown, everyJob),
    );
    expect(orderedJobs(index, nothingKnown, { ...everyJob, statuses: ['failed'] })).not.toBe(list);
  });

  it('makes a list again that lacks a job that leaves it', () => {
    const index = new QueueIndex();
    index.replace([leafIn(index, 1, jobs(1, 2), new Map())], [], new Map());
    index.order = Uint32Array.of(1);
    let passesAll = false;
    const passes = () => passesAll;
    expect(index.lists.list('', passes).count).toBe(0);
    passesAll = true;
    index.replace([leafIn(index, 1, jobs(1, 2, 3), new Map())], [], new Map());
    expect(index.lists.list('', passes).count).toBe(3);
  });
});
