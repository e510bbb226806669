import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jobStatuses } from '../../../lib/model/job.js';
import { JobStates, numbersOf } from '../../../lib/snapshot/changes/job-states.js';
import {
  type Comparison,
  type JobsNow,
  KnownJobs,
  type QueuePart,
} from '../../../lib/snapshot/changes/known-jobs.js';
import { beforeAllTimes, kindOf } from '../../../lib/snapshot/index/columns/job-columns.js';

/** By key, what tells one state of a job from another. */
type Jobs = ReadonlyMap<number, number>;

/** How a queue becomes another one, and how much of that is told: a share, or null for an attempt that isn't proved. */
const anyJobs = fc
  .dictionary(fc.constantFrom('1', '2', '3', '4', '5', '6', '7', '8', '9'), fc.nat(2))
  .map((jobs): Jobs => new Map(Object.entries(jobs).map(([key, value]) => [Number(key), value])));
const anyTurn = fc.record({
  jobs: anyJobs,
  partSize: fc.integer({ min: 1, max: 4 }),
  told: fc.option(fc.integer({ min: 0, max: 10 }), { freq: 4 }),
});

/** Queues in parts, each of which is the same object for as long as it holds the same jobs. */
class PartsOf {
  #leaves = new Map<string, object>();

  now(jobs: Jobs, partSize: number): JobsNow {
    const sorted = [...jobs].sort(([one], [other]) => one - other);
    const parts: (QueuePart & { readonly jobs: typeof sorted })[] = [];
    for (let from = 0; from < sorted.length; from += partSize) {
      const some = sorted.slice(from, from + partSize);
      const name = JSON.stringify([parts.length, some]);
      const leaf = this.#leaves.get(name) ?? {};
      this.#leaves.set(name, leaf);
      parts.push({ page: parts.length, leaf, jobs: some });
    }
    return {
      parts: () => parts,
      states: (wanted) => {
        const states = new JobStates(0);
        const ends: number[] = [];
        for (const { page } of wanted) {
          for (const [key, value] of parts[page]?.jobs ?? []) states.add(key, 1, value, Number.NaN, 0);
          ends.push(states.count);
        }
        return { states, ends };
      },
    };
  }
}

function tell(told: Map<number, number>, { before, after, pairs }: Comparison, most: number): number {
  let at = 0;
  for (; at < most && 2 * at < pairs.length; at += 1) {
    const [one = -1, other = -1] = pairs.subarray(2 * at);
    const key = other < 0 ? before.key(one) : after.key(other);
    // A job that came and went before it was told of is none.
    expect(one >= 0 && before.isAbsent(one)).toBe(false);
    // What it is told to have been is what was told of it last.
    expect(one < 0 ? undefined : before.state(one)?.startedAt).toBe(told.get(key));
    if (other < 0) told.delete(key);
    else told.set(key, after.state(other)?.startedAt ?? -1);
  }
  return at;
}

const asMap = (known: KnownJobs) =>
  new Map([...known.states()].map(([key, { startedAt }]) => [key, startedAt ?? -1]));
const inOrder = (jobs: Jobs) => [...jobs].sort(([one], [other]) => one - other);

describe('the known state of jobs', () => {
  it('is the state that was reported last, in however many portions, whatever was never adopted', () => {
    fc.assert(
      fc.property(fc.option(anyJobs), fc.array(anyTurn, { minLength: 1, maxLength: 8 }), (first, turns) => {
        const parts = new PartsOf();
        const known = first === null ? new KnownJobs() : KnownJobs.present(parts.now(first, 2));
        const told = new Map(first ?? []);
        let jobs: Jobs = new Map();
        expect(inOrder(asMap(known))).toEqual(inOrder(told));
        for (const turn of turns) {
          jobs = turn.jobs;
          const comparison = known.compare(parts.now(jobs, turn.partSize));
          if (turn.told !== null) known.adopt(comparison, tell(told, comparison, turn.told));
          expect(inOrder(asMap(known))).toEqual(inOrder(told));
        }
        const last = known.compare(parts.now(jobs, 3));
        known.adopt(last, tell(told, last, Number.POSITIVE_INFINITY));
        expect(inOrder(told)).toEqual(inOrder(jobs));
        expect(known.compare(parts.now(jobs, 3)).parts).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('is the same once it was recorded, also of a job that completed without an end', () => {
    const [known, recorded] = [new JobStates(), new JobStates()];
    for (const [status, word] of jobStatuses.entries())
      for (const end of [word === 'complete' ? beforeAllTimes : Number.NaN, 5]) {
        const at = known.count;
        known.add(1, kindOf(status, 0), 3, end, 1);
        recorded.add(1, ...numbersOf(known.state(at)));
        expect([word, end, known.isSame(at, recorded, at)]).toEqual([word, end, true]);
      }
  });

  it('is compared only in parts that have changed', () => {
    const parts = new PartsOf();
    const known = new KnownJobs();
    const jobs = new Map([1, 2, 3, 4, 5, 6].map((key) => [key, 0]));
    const first = known.compare(parts.now(jobs, 2));
    known.adopt(first, first.pairs.length / 2);
    const second = known.compare(parts.now(new Map([...jobs, [3, 1]]), 2));
    expect(second.parts.map(({ page }) => page)).toEqual([1]);
    expect([...second.pairs]).toEqual([0, 0]);
  });

  it('refuses rows of several parts that are not in their order', () => {
    const states = new JobStates(0);
    for (const key of [2, 1]) states.add(key, 1, 0, 0, 0);
    const now = {
      parts: () => [1, 2].map((page) => ({ page, leaf: {} })),
      states: () => ({ states, ends: [1, 2] }),
    };
    expect(() => new KnownJobs().compare(now)).toThrow('order');
  });
});
