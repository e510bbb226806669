import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LiveDatabase } from '../../../lib/snapshot/live-database.js';
import { testFolder } from '../../support/test-folder.js';
import { suffer } from '../ordeal.js';
import { queueScenarios } from '../scenarios.js';
import { countsAfter, jobs, statusAfter } from './history.js';

const seed = Math.floor(Math.random() * 2 ** 31);

/** Each version and each journal mode once; the long form combines them. */
const some = queueScenarios.filter(({ queue, journal }) => (queue === 'A') === (journal === 'wal'));

describe(`a long-lived reader of a queue whose writers are killed and whose database is put back (seed ${seed})`, () => {
  it.each(some)('shows only committed states, and none from before a restore: $name', async (scenario) => {
    const seconds = Number(process.env.ORDEAL_SECONDS ?? 0);
    const { faults } = await suffer(scenario, {
      ...{ seed, folder: testFolder(), open: (path) => new LiveDatabase(path), stopAtFault: false },
      ...{ seconds, within: Math.max(25, 2 * seconds) },
      least: { accepted: 60, states: 12, kills: 2, restores: 1 },
    });
    expect(faults).toEqual([]);
  });
});

describe('the history of a queue', () => {
  it('counts jobs by status after any step as each job’s status gives', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5 * jobs }), (step) => {
        const counts = { queued: 0, running: 0, complete: 0, failed: 0, cancelled: 0, other: 0 };
        for (let job = 1; job <= jobs; job += 1) counts[statusAfter(job, step)] += 1;
        expect(countsAfter(step)).toEqual(counts);
      }),
      { numRuns: 20 },
    );
  });
});
