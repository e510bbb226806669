import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { talliesFromScratch } from '../../../../lib/snapshot/index/parser-passes.js';
import { ParserTallies } from '../../../../lib/snapshot/index/parser-tallies.js';
import { expectSame } from '../../../support/expect-same.js';
import { anyHistory, LeavesOfJobs } from '../leaves-of-jobs.js';

/** Two of them are one version of one parser. */
const names = ['a', 'b', 'a', 'c'].map((name) => ({ name, version: '1' }));

describe('a tally of parsers that is kept from one picture to the next', () => {
  it.each([{ from: 1030 }, { from: Number.NEGATIVE_INFINITY }, { from: 1200 }])(
    'equals a new count of all jobs, whatever changes and however the period moves on from $from',
    ({ from }) => {
      let runs = 0;
      fc.assert(
        fc.property(anyHistory, fc.boolean(), ({ leaves, changes }, isPatient) => {
          const jobs = new LeavesOfJobs(leaves);
          const tallies = new ParserTallies();
          let begin = from;
          tallies.read(jobs, begin, names);
          for (const [index, change] of changes.entries()) {
            jobs.replace(change.leaves, (gone, come) => tallies.replace(jobs.columns, gone, come, jobs.jobs));
            begin += change.laterMs;
            // Several changes may come before one look.
            if (isPatient && index % 2 === 0) continue;
            const told = talliesFromScratch(jobs, begin, names);
            runs += told.reduce((sum, { done, failed }) => sum + done + failed, 0);
            expectSame(tallies.read(jobs, begin, names), told);
          }
        }),
        { numRuns: 300 },
      );
      if (from < 1200) expect(runs).toBeGreaterThan(100);
    },
  );

  it('follows names that come later, and names that mean another parser now', () => {
    fc.assert(
      fc.property(anyHistory, ({ leaves }) => {
        const jobs = new LeavesOfJobs(leaves);
        const tallies = new ParserTallies();
        const others = names.map(({ name }, code) => ({ name: code === 2 ? 'd' : name, version: '2' }));
        for (const each of [names, others, [...others, { name: 'e', version: null }], names])
          expectSame(tallies.read(jobs, 1030, each), talliesFromScratch(jobs, 1030, each));
      }),
    );
  });
});
