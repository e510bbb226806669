import { expect } from '@jest/globals';
import { needs } from '../../support/needs.js';
import { layouts } from '../../support/postgres-partitions.js';
import { missing } from '../trial.js';
import { serverOrdeal } from './server-ordeal.js';
import { wrongWith } from './verdict.js';

const { describe, it } = needs('postgres');

const seed = Number(process.env.ORDEAL_SEED ?? Math.floor(Math.random() * 2 ** 31));
const layout = [null, ...layouts][seed % (layouts.length + 1)] ?? null;

describe(`a long-lived reader of a server that crashes and fails over (seed ${seed}, ${layout ?? 'one table'})`, () => {
  it('shows one committed state after another, and after the failover none that the standby lacked', async () => {
    const { ORDEAL_SECONDS: seconds, ORDEAL_JOBS: others } = process.env;
    const { counts, faults } = await serverOrdeal({
      ...{ seed, layout, seconds: Number(seconds ?? 0), others: Number(others ?? 0) },
      restarts: others === undefined ? 1 : 0,
      least: { states: 7, commits: 34, kills: 4 },
    });
    expect(faults).toEqual([]);
    const enough = { states: 21, commits: 101, kills: 11, rewrites: 2, inTurn: 1, lagging: 1, lost: 1 };
    expect(missing(counts, enough)).toEqual([]);
  }, 120_000);
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
