import { expect } from '@jest/globals';
import { needs } from '../../support/needs.js';
import { layouts } from '../../support/postgres-partitions.js';
import { type Counts, missing } from '../trial.js';
import { serverOrdeal } from './server-ordeal.js';
import { wrongWith } from './verdict.js';

const { describe, it } = needs('postgres');

const seed = Number(process.env.ORDEAL_SEED ?? Math.floor(Math.random() * 2 ** 31));
const layout = [null, ...layouts][seed % (layouts.length + 1)] ?? null;

describe(`a long-lived reader of a server that crashes and fails over (seed ${seed}, ${layout ?? 'one table'})`, () => {
  it.each<readonly [string, number, Counts, Counts]>([
    ['', 0, { states: 7, commits: 34, kills: 4 }, { states: 21, commits: 101, kills: 11, rewrites: 2 }],
    // A large queue is hardly ever shown as of one instant while it is written to.
    [
      ', among more than 200,000 jobs',
      230_000,
      { commits: 15, kills: 2 },
      { commits: 29, kills: 4, rewrites: 1 },
    ],
  ])(
    'shows one committed state after another, and after the failover none that the standby lacked%s',
    async (_, jobs, least, enough) => {
      const seconds = Number(process.env.ORDEAL_SECONDS ?? 0);
      const others = Number(process.env.ORDEAL_JOBS ?? jobs);
      const { counts, faults } = await serverOrdeal({
        seconds,
        restarts: jobs === 0 ? 1 : 0,
        least,
        seed,
        layout,
        others,
      });
      expect(faults).toEqual([]);
      expect(missing(counts, { ...enough, inTurn: 1, lagging: 1, lost: 1 })).toEqual([]);
    },
    120_000,
  );
});

describe('the audit of a group of commits', () => {
  const audit = [
    { made: [0, 0, 0, 0], token: 0, saw: 0 },
    { made: [1, 0, 0, 0], token: 11, saw: 0 },
    { made: [1, 1, 0, 0], token: 12, saw: 0 },
    { made: [1, 2, 0, 0], token: 13, saw: 0 },
    { made: [1, 2, 1, 0], token: 14, saw: 0 },
  ];
  const left = (...numbers: readonly number[]) => new Map(numbers.map((n) => [n, `${n + 10}`]));
  const jobs = (...numbers: readonly number[]) => new Map(numbers.map((n) => [n, `${n + 10} FAILED`]));
  const seen = { commits: 3, byWriter: [1, 2, 0, 0], jobs: jobs(1, 2, 3), failures: left(1, 2, 3) };

  it.each<readonly [string, object, string | null]>([
    ['accepts the state after commit 3', {}, null],
    [
      'refuses a state without a commit of a writer',
      { byWriter: [1, 1, 0, 0] },
      'writer 1 has 1 instead of 2',
    ],
    ['refuses a state without a job', { jobs: jobs(1, 3) }, 'job 2 is nothing instead of 12 FAILED'],
    [
      'refuses a state with a job of another commit with that number',
      { jobs: jobs(1, 2, 3).set(2, '99 FAILED') },
      'job 2 is 99',
    ],
    [
      'refuses a state with a failure of the next commit',
      { failures: left(1, 2, 3, 4) },
      'failure 4 is 14 instead of nothing',
    ],
    ['refuses a count of commits that was never reached', { commits: 9 }, 'the group has 9'],
  ])('%s', (_, given, complaint) => {
    const said = wrongWith({ ...seen, ...given }, audit, 3, 3);
    expect(said).toEqual(complaint === null ? [] : [expect.stringContaining(complaint)]);
  });

  it.each<readonly [string, object, string | null]>([
    ['accepts parts of two instants', { failures: left(1, 2, 3, 4), byWriter: [1, 1, 0, 0] }, null],
    [
      'refuses a state without a failure that was there all the time',
      { failures: left(1, 3) },
      'failure 2 is nothing',
    ],
    ['refuses a count of commits from before', { commits: 1 }, 'the group has 1'],
    [
      'refuses a commit that a writer had not made yet',
      { byWriter: [1, 2, 2, 0] },
      'writer 2 has 2 instead of 0 to 1',
    ],
  ])('%s, in a picture of commits 2 to 4', (_, given, complaint) => {
    const said = wrongWith({ ...seen, ...given }, audit, 2, 4);
    expect(said).toEqual(complaint === null ? [] : [expect.stringContaining(complaint)]);
  });

  it('refuses a commit after the last', () => {
    expect(wrongWith({ ...seen, commits: 9 }, audit, 9, 9)).toEqual(['shows commit 9 of 4']);
  });
});
