import { describe, expect, it } from '@jest/globals';
import type { ActionResult, SeenJob } from '../../lib/actions/action.js';
import { actionProblem } from '../../lib/actions/action-problem.js';
import { retrying } from '../../lib/actions/changes.js';
import { OutcomeTally } from '../../lib/actions/queue-steps.js';
import { carryOut, writtenIn } from '../../lib/commands/acting/carry-out.js';
import { type ActionReport, codeOf, countWith, planned } from '../../lib/commands/acting/report.js';
import { leftAloneLines } from '../../lib/commands/acting/words.js';
import { qualifiedId, type Target } from '../../lib/model/job.js';

const target = (id: number, more: Partial<Target> = {}): Target => ({
  ...{ id: String(id), type: 'parse', name: 'p', status: 'failed', statusText: 'FAILED' },
  ...{ retryCount: 2, workerMark: '["w"]', trouble: null, ...more },
});

type Written = ActionResult<'retry'>;
const all = (jobs: readonly SeenJob[]): Written => ({
  ...{ kind: 'done', sentence: '', changes: [], changed: jobs.length, movedOn: [] },
});

const only = [{ name: '/db', path: '/db' }];

/** Carries out a plan for as many jobs, with an answer for each portion; what was asked and told. */
async function carried(
  count: number,
  answer: (jobs: readonly SeenJob[], portion: number) => Written,
  signalAfter = Number.POSITIVE_INFINITY,
) {
  const targets = Array.from({ length: count }, (_, index) => target(index + 1));
  const portions: (readonly SeenJob[])[] = [];
  const told: string[] = [];
  const report = await carryOut(planned('retry', targets, [], 1), only, {
    write: async (_, __, jobs) => {
      portions.push(jobs);
      return answer(jobs, portions.length);
    },
    signal: () => (portions.length >= signalAfter ? 'SIGTERM' : null),
    onProgress: (through, of) => told.push(`${through}/${of}`),
  });
  return { report, portions: portions.map(({ length }) => length), told };
}

const results = (report: ActionReport) =>
  Object.fromEntries(
    (['done', 'moved_on', 'not_tried', 'unknown', 'to_do'] as const)
      .map((result) => [result, countWith(report, result)] as const)
      .filter(([, count]) => count > 0),
  );
const code = (report: ActionReport) => codeOf(report, () => 15);

describe('a plan that is carried out', () => {
  it('writes all jobs in portions of 2,000, and reports progress in between', async () => {
    const { report, portions, told } = await carried(4500, all);
    expect(portions).toEqual([2000, 2000, 500]);
    expect(told).toEqual(['2000/4500', '4000/4500']);
    expect(results(report)).toEqual({ done: 4500 });
    expect(code(report)).toBe(0);
  });

  it('reports the present status of jobs that had moved on', async () => {
    const movedOn = [
      { id: '2', statusText: 'RUNNING' },
      { id: '3', statusText: null },
    ];
    const { report } = await carried(4, (jobs) => ({ ...all(jobs), changed: 2, movedOn }));
    expect(report.jobs.map(({ id, result, statusText }) => [id, result, statusText])).toEqual([
      ['1', 'done', 'FAILED'],
      ['2', 'moved_on', 'RUNNING'],
      ['3', 'moved_on', null],
      ['4', 'done', 'FAILED'],
    ]);
    expect(code(report)).toBe(5);
  });

  it('ends at a signal between two portions; one during the last portion interrupts nothing', async () => {
    const { report, portions } = await carried(4500, all, 2);
    expect(portions).toEqual([2000, 2000]);
    expect(results(report)).toEqual({ done: 4000, not_tried: 500 });
    expect(code(report)).toBe(143);
    const late = await carried(4500, all, 3);
    expect(results(late.report)).toEqual({ done: 4500 });
    expect(code(late.report)).toBe(0);
  });

  it('ends at a problem, and counts jobs as done, unknown or not tried', async () => {
    const fails = (why: 'locked' | 'cut-short') => (jobs: readonly SeenJob[], portion: number) =>
      portion === 1 ? all(jobs) : ({ kind: 'problem', problem: actionProblem(why, '/db') } as const);
    const locked = await carried(4500, fails('locked'));
    expect(results(locked.report)).toEqual({ done: 2000, not_tried: 2500 });
    expect(locked.report.problems[0]?.code).toBe('locked');
    expect(code(locked.report)).toBe(1);
    const cut = await carried(4500, fails('cut-short'));
    expect(results(cut.report)).toEqual({ done: 2000, unknown: 2000, not_tried: 500 });
  });

  it('ends with a problem when a portion was written in part', async () => {
    const movedOn = [{ id: '7', statusText: 'QUEUED' }];
    const { report } = await carried(3000, (jobs) => ({ ...all(jobs), changed: 399, movedOn }));
    expect(results(report)).toEqual({ done: 399, moved_on: 1, not_tried: 2600 });
    expect(report.problems[0]?.sentence).toBe('The database could not be written any more.');
    expect(report.jobs[400]?.result).toBe('not_tried');
  });

  it('goes on past jobs that their own program refuses, with the reason of each, be it all of a portion', async () => {
    const { report } = await carried(4002, (jobs, portion) => {
      const tally = new OutcomeTally();
      const refused = { kind: 'refused', why: 'No. | redo {id}' } as const;
      const deeds = portion === 1 ? jobs.map(() => refused) : [refused, { kind: 'moved on' } as const];
      for (const [at, job] of jobs.entries()) tally.add(job, deeds[at] ?? { kind: 'done' });
      return tally.result(retrying, jobs, false, '/db');
    });
    // Of the last two jobs one is refused and one had moved on: none is done, and not all are refused.
    const some = ['not_allowed', 'not_allowed', 'moved_on', 'done', 'done', 'not_allowed', 'moved_on'];
    const shown = [...report.jobs.slice(1999, 2004), ...report.jobs.slice(4000)];
    expect(shown.map(({ result }) => result)).toEqual(some);
    expect(leftAloneLines(report)[0]).toBe('jobs-view: job 1 cannot be retried: No. Run: redo 1');
    expect([countWith(report, 'not_allowed'), code(report)]).toEqual([2002, 5]);
  });

  it('passes on each job as it was seen, with its worker mark only if it has not failed', async () => {
    const seen: SeenJob[] = [];
    const targets = [target(1), target(2, { status: 'cancelled', statusText: 'CANCELLED' })];
    for (const action of ['retry', 'cancel'] as const) {
      const plan = planned(action, targets, [], 1);
      const jobs = plan.jobs.map((job) => ({ ...job, result: 'to_do' as const }));
      await carryOut({ ...plan, jobs }, only, {
        write: async (_, __, given) => {
          seen.push(...given);
          return all(given);
        },
        signal: () => null,
        onProgress: () => undefined,
      });
    }
    const [one, two] = [
      { id: '1', statusText: 'FAILED', retryCount: 2 },
      { id: '2', statusText: 'CANCELLED', retryCount: 2 },
    ];
    expect(seen).toEqual([one, { ...two, workerMark: '["w"]' }, one, two]);
  });
});

describe('a plan', () => {
  it('counts an id that is asked for twice, and found nowhere, once', () => {
    const { jobs } = planned('retry', [target(1)], ['9', '1', '9'], 1);
    expect(jobs.map(({ id, result }) => [id, result])).toEqual([
      ['1', 'to_do'],
      ['9', 'not_found'],
    ]);
  });
});

const named = (name: string, id: number) => target(id, { id: qualifiedId(name, String(id)) });
const databases = ['day', 'night', 'dusk'].map((name) => ({ name, path: `/${name}` }));
/** Job 1 of all, and enough of night's that they are written in two portions. */
const plan = planned(
  'retry',
  [named('day', 1), ...Array.from({ length: 2500 }, (_, index) => named('night', index)), named('dusk', 1)],
  ['99'],
  0,
);

async function carriedIn(problemIn: readonly string[], signalIn: string | null = null) {
  const written: [string, string | undefined, number][] = [];
  const progress: number[] = [];
  let signal: NodeJS.Signals | null = null;
  const report = await carryOut(plan, databases, {
    write: async ({ path }, _, jobs) => {
      written.push([path, jobs[0]?.id, jobs.length]);
      if (path === signalIn) signal = 'SIGINT';
      if (problemIn.includes(path)) return { kind: 'problem', problem: actionProblem('locked', path) };
      return {
        ...{ kind: 'done', sentence: '', changes: [], movedOn: [] },
        changed: jobs.length,
        leased: 1,
        paused: 2,
      };
    },
    signal: () => signal,
    onProgress: (...both) => progress.push(...both),
  });
  return { written, progress, report };
}

const resultsIn = ({ report }: Awaited<ReturnType<typeof carriedIn>>) => [
  ...new Set(report.jobs.map(({ id, result }) => `${id.split('\u001e')[1] ?? '?'} ${result}`)),
];

it('a plan for three databases writes each job by its own id in its own database, and adds up what was special', async () => {
  const all = await carriedIn([]);
  expect(all.written).toEqual([
    ['/day', '1', 1],
    ['/night', '0', 2000],
    ['/night', '2000', 500],
    ['/dusk', '1', 1],
  ]);
  expect(all.progress).toEqual([2001, 2502]);
  expect(resultsIn(all)).toEqual(['day done', 'night done', 'dusk done', '? not_found']);
  expect(all.report).toMatchObject({ leased: 4, paused: 8, problems: [], signal: null });
});

it('a plan for three databases goes on after a problem in one, and reports every problem', async () => {
  const some = await carriedIn(['/day', '/dusk']);
  expect(resultsIn(some)).toEqual(['day not_tried', 'night done', 'dusk not_tried', '? not_found']);
  expect(some.report.problems.map(({ file }) => file)).toEqual(['/day', '/dusk']);
});

it('a plan for three databases ends after the jobs under way at a signal', async () => {
  const some = await carriedIn([], '/day');
  expect(some.written).toHaveLength(1);
  expect(resultsIn(some)).toEqual(['day done', 'night not_tried', 'dusk not_tried', '? not_found']);
  expect(some.report.signal).toBe('SIGINT');
});

it('a plan writes only to databases that have jobs to do', () => {
  const one = planned('retry', [named('night', 1)], [], 0);
  expect(writtenIn(one, databases).map(({ name }) => name)).toEqual(['night']);
});
