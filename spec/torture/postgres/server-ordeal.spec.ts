import { describe, expect, it } from '@jest/globals';
import { wrongInParts, wrongWith } from './ledger.js';
import { serverOrdeal } from './server-ordeal.js';

const seed = Math.floor(Math.random() * 2 ** 31);

describe(`a reader beside writers on a server that is killed, restarted and replaced (seed ${seed})`, () => {
  it('shows one committed state after another', async () => {
    const seconds = Number(process.env.ORDEAL_SECONDS ?? 0);
    const least = { states: 8, commits: 40, kills: 5 };
    const outcome = await serverOrdeal({ seconds, restarts: 1, least, seed });
    expect(outcome.wrong).toEqual([]);
    expect(outcome.states).toBeGreaterThan(20);
    expect(outcome.commits).toBeGreaterThan(100);
    expect(outcome.kills).toBeGreaterThan(10);
  }, 120_000);
});

describe('the audit that it is held to', () => {
  const audit = [-1, 0, 1, 1, 2];
  const seen = { commits: 3, byWriter: [1, 2, 0, 0], jobs: [1, 2, 3], failures: [1, 2, 3] };

  it.each([
    ['is content with a state that was', {}, null],
    ['misses a commit of a writer', { byWriter: [1, 1, 0, 0] }, 'instead of'],
    ['misses a job', { jobs: [1, 3] }, 'jobs 1,3'],
    ['sees a failure of the future', { failures: [1, 2, 3, 4] }, 'failures 1,2,3,4'],
    ['sees a commit that never was', { commits: 9 }, 'commit 9 of 4'],
  ])('%s', (_, given, complaint) => {
    const said = wrongWith({ ...seen, ...given }, audit);
    if (complaint === null) expect(said).toBeNull();
    else expect(said).toContain(complaint);
  });

  it.each([
    ['is content with failures that are of another instant', { failures: [1, 2, 3, 4] }, null],
    ['misses a failure before the last', { failures: [1, 3] }, 'failures 1,3'],
    ['sees a failure that never was', { failures: [1, 2, 3, 4, 5] }, 'failures 1,2,3,4,5'],
    ['misses a job of a queue in parts', { jobs: [1, 3] }, 'jobs 1,3'],
  ])('%s', (_, given, complaint) => {
    const said = wrongInParts({ ...seen, ...given }, audit);
    if (complaint === null) expect(said).toBeNull();
    else expect(said).toContain(complaint);
  });
});
