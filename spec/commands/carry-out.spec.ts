import { describe, expect, it } from '@jest/globals';
import type { ActionResult, SeenJob } from '../../lib/actions/action.js';
import { actionProblem } from '../../lib/actions/action-problem.js';
import { carryOut } from '../../lib/commands/acting/carry-out.js';
import { codeOf, countOfFate, type Outcome, planned } from '../../lib/commands/acting/outcome.js';
import type { Target } from '../../lib/model/target.js';

const target = (id: number, more: Partial<Target> = {}): Target => ({
  ...{ id: String(id), type: 'parse', name: 'p', status: 'failed', statusText: 'FAILED' },
  ...{ retryCount: 2, workerMark: '["w"]', trouble: null, ...more },
});

type Written = ActionResult<'retry'>;
const all = (jobs: readonly SeenJob[]): Written => ({
  ...{ kind: 'done', sentence: '', changes: [], changed: jobs.length, movedOn: [] },
});

/** Carries out a plan for as many jobs, with an answer for each portion; what was asked and told. */
async function carried(
  count: number,
  answer: (jobs: readonly SeenJob[], portion: number) => Written,
  signalAfter = Number.POSITIVE_INFINITY,
) {
  const targets = Array.from({ length: count }, (_, index) => target(index + 1));
  const portions: (readonly SeenJob[])[] = [];
  const told: string[] = [];
  const outcome = await carryOut(planned('retry', targets, [], 1), '/db', {
    write: async (_, jobs) => {
      portions.push(jobs);
      return answer(jobs, portions.length);
    },
    signal: () => (portions.length >= signalAfter ? 'SIGTERM' : null),
    onProgress: (through, of) => told.push(`${through}/${of}`),
  });
  return { outcome, portions: portions.map(({ length }) => length), told };
}

const fates = (outcome: Outcome) =>
  Object.fromEntries(
    (['done', 'moved_on', 'not_tried', 'unknown', 'to_do'] as const)
      .map((fate) => [fate, countOfFate(outcome, fate)] as const)
      .filter(([, count]) => count > 0),
  );
const code = (outcome: Outcome) => codeOf(outcome, () => 15);

describe('carryOut', () => {
  it('does it to all, some at a time, and tells how far it is in between', async () => {
    const { outcome, portions, told } = await carried(4500, all);
    expect(portions).toEqual([2000, 2000, 500]);
    expect(told).toEqual(['2000/4500', '4000/4500']);
    expect(fates(outcome)).toEqual({ done: 4500 });
    expect(code(outcome)).toBe(0);
  });

  it('tells of those that moved on how they stand', async () => {
    const movedOn = [
      { id: '2', statusText: 'RUNNING' },
      { id: '3', statusText: null },
    ];
    const { outcome } = await carried(4, (jobs) => ({ ...all(jobs), changed: 2, movedOn }));
    expect(outcome.jobs.map(({ id, fate, statusText }) => [id, fate, statusText])).toEqual([
      ['1', 'done', 'FAILED'],
      ['2', 'moved_on', 'RUNNING'],
      ['3', 'moved_on', null],
      ['4', 'done', 'FAILED'],
    ]);
    expect(code(outcome)).toBe(5);
  });

  it('ends at a signal between two portions, and counts as interrupted only what was', async () => {
    const { outcome, portions } = await carried(4500, all, 2);
    expect(portions).toEqual([2000, 2000]);
    expect(fates(outcome)).toEqual({ done: 4000, not_tried: 500 });
    expect(code(outcome)).toBe(143);
    const late = await carried(4500, all, 3);
    expect(fates(late.outcome)).toEqual({ done: 4500 });
    expect(code(late.outcome)).toBe(0);
  });

  it('ends at a problem; what was done before stays done, and of what is not known it says so', async () => {
    const fails = (why: 'locked' | 'cut-short') => (jobs: readonly SeenJob[], portion: number) =>
      portion === 1 ? all(jobs) : ({ kind: 'problem', problem: actionProblem(why, '/db') } as const);
    const locked = await carried(4500, fails('locked'));
    expect(fates(locked.outcome)).toEqual({ done: 2000, not_tried: 2500 });
    expect(locked.outcome.problems[0]?.code).toBe('locked');
    expect(code(locked.outcome)).toBe(1);
    const cut = await carried(4500, fails('cut-short'));
    expect(fates(cut.outcome)).toEqual({ done: 2000, unknown: 2000, not_tried: 500 });
  });

  it('ends where the writing ended in the middle of a portion', async () => {
    const movedOn = [{ id: '7', statusText: 'QUEUED' }];
    const { outcome } = await carried(3000, (jobs) => ({ ...all(jobs), changed: 399, movedOn }));
    expect(fates(outcome)).toEqual({ done: 399, moved_on: 1, not_tried: 2600 });
    expect(outcome.problems[0]?.sentence).toBe('The database could not be written any more.');
    expect(outcome.jobs[400]?.fate).toBe('not_tried');
  });

  it('adds up what is told besides', async () => {
    const { outcome } = await carried(4500, (jobs) => ({ ...all(jobs), leased: 2, paused: 3 }));
    expect(outcome).toMatchObject({ leased: 6, paused: 9 });
  });

  it('writes what was seen of a job, of its worker only where it has not failed', async () => {
    const seen: SeenJob[] = [];
    const targets = [target(1), target(2, { status: 'cancelled', statusText: 'CANCELLED' })];
    for (const action of ['retry', 'cancel'] as const) {
      const plan = planned(action, targets, [], 1);
      const jobs = plan.jobs.map((job) => ({ ...job, fate: 'to_do' as const }));
      await carryOut({ ...plan, jobs }, '/db', {
        write: async (_, given) => {
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

describe('planned', () => {
  it('counts an id that is asked for twice, and found nowhere, once', () => {
    const { jobs } = planned('retry', [target(1)], ['9', '1', '9'], 1);
    expect(jobs.map(({ id, fate }) => [id, fate])).toEqual([
      ['1', 'to_do'],
      ['9', 'not_found'],
    ]);
  });
});
