import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { testFolder } from '../../support/test-folder.js';
import { countsAfter, jobAt, jobs, statusAfter, wordAt } from './history.js';
import { queueOrdeal } from './queue-ordeal.js';

const seed = Math.floor(Math.random() * 2 ** 31);

describe(`one long-lived reader of a queue whose writer is killed and whose database is put back (seed ${seed})`, () => {
  it.each([
    ['A', 'wal'],
    ['D', 'delete'],
  ] as const)('shows only what was, and never what was before (version %s, %s)', async (version, journal) => {
    const seconds = Number(process.env.ORDEAL_SECONDS ?? 0);
    const least = { accepted: 10, states: 4, kills: 2, restores: 1 };
    const result = await queueOrdeal({ folder: testFolder(), version, journal, seconds, least, seed });
    expect(result.wrong).toEqual([]);
    expect(result.accepted).toBeGreaterThan(0);
    expect(result.states).toBeGreaterThan(1);
  });
});

describe('the history that it is held to', () => {
  it('counts as its steps do', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5 * jobs }), (step) => {
        const counts = { queued: 0, running: 0, complete: 0, failed: 0, cancelled: 0, other: 0 };
        for (let job = 1; job <= jobs; job += 1) counts[statusAfter(job, step)] += 1;
        expect(countsAfter(step)).toEqual(counts);
      }),
      { numRuns: 20 },
    );
  });

  it('begins with every job queued, and changes one at each step', () => {
    expect(countsAfter(0).queued).toBe(jobs);
    expect([jobAt(1), wordAt(1), statusAfter(1, 1)]).toEqual([1, 'RUNNING', 'running']);
    expect([jobAt(jobs + 1), wordAt(jobs + 1), statusAfter(1, jobs + 1)]).toEqual([
      1,
      'COMPLETED',
      'complete',
    ]);
  });
});
