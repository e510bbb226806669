import { expect, it } from '@jest/globals';
import { actionProblem } from '../../lib/actions/action-problem.js';
import { carryOutIn, writtenIn } from '../../lib/commands/acting/carry-out-in.js';
import { planned } from '../../lib/commands/acting/report.js';
import { idAmong } from '../../lib/model/job-id.js';
import type { Target } from '../../lib/model/target.js';

const target = (id: string): Target => ({
  ...{ id, type: 'parse', name: 'p', status: 'failed', statusText: 'FAILED', retryCount: 0 },
  ...{ workerMark: '', trouble: null },
});
const databases = ['day', 'night', 'dusk'].map((name) => ({ name, path: `/${name}` }));
/** Job 1 of all, and enough of night's that they are written in two portions. */
const plan = planned(
  'retry',
  [
    target(idAmong('day', '1')),
    ...Array.from({ length: 2500 }, (_, index) => target(idAmong('night', String(index)))),
    target(idAmong('dusk', '1')),
  ],
  ['99'],
  0,
);

async function carried(problemIn: readonly string[], signalIn: string | null = null) {
  const written: [string, string | undefined, number][] = [];
  const progress: number[] = [];
  let signal: NodeJS.Signals | null = null;
  const report = await carryOutIn(plan, databases, {
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
    onProgress: (through, all) => {
      progress.push(through, all);
    },
  });
  return { written, progress, report };
}

const resultsIn = ({ report }: Awaited<ReturnType<typeof carried>>) => [
  ...new Set(report.jobs.map(({ id, result }) => `${id.split('\u001e')[1] ?? '?'} ${result}`)),
];

it('a plan for three databases writes each job by its own id in its own database', async () => {
  const all = await carried([]);
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
  const some = await carried(['/day', '/dusk']);
  expect(resultsIn(some)).toEqual(['day not_tried', 'night done', 'dusk not_tried', '? not_found']);
  expect(some.report.problems.map(({ file }) => file)).toEqual(['/day', '/dusk']);
});

it('a plan for three databases ends after the jobs under way at a signal', async () => {
  const some = await carried([], '/day');
  expect(some.written).toHaveLength(1);
  expect(resultsIn(some)).toEqual(['day done', 'night not_tried', 'dusk not_tried', '? not_found']);
  expect(some.report.signal).toBe('SIGINT');
});

it('a plan writes only to databases that have jobs to do', () => {
  const one = planned('retry', [target(idAmong('night', '1'))], [], 0);
  expect(writtenIn(one, databases).map(({ name }) => name)).toEqual(['night']);
});
