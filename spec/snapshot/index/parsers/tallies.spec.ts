import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { talliesFromScratch } from '../../../../lib/snapshot/index/parser-passes.js';
import { ParserTallies } from '../../../../lib/snapshot/index/parser-tallies.js';
import { expectSame } from '../../../support/expect-same.js';
import { anyHistory, LeavesOfJobs } from '../leaves-of-jobs.js';

/** Two of them are one version of one parser. */
const names = ['a', 'b', 'a', 'c'].map((name) => ({ name, version: '1' }));

describe('how parsers do, from one picture to the next', () => {
  it.each([{ from: 1030 }, { from: Number.NEGATIVE_INFINITY }, { from: 1200 }])(
    'is what counting all jobs again tells, whatever changes and however the period moves from $from on',
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

  it('is told of names that come later, and of names that mean another parser now', () => {
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

  it('is dropped where much changes that nobody asks for, and read again when somebody does', () => {
    const run = { kind: 0, name: 0, worker: 0, start: 1000, end: 1050 };
    const kinds = [2 * 5 + 1, 3 * 5 + 1];
    const jobs = new LeavesOfJobs([
      Array.from({ length: 12 }, (_, at) => ({ ...run, kind: kinds[at % 2] ?? 0 })),
    ]);
    const tallies = new ParserTallies();
    tallies.read(jobs, 1030, names);
    let told = 0;
    for (let count = 0; count < 2000; count += 1) {
      const leaf = Array.from({ length: 10 }, (_, at) => ({
        ...run,
        kind: kinds[(at + count) % 2] ?? 0,
        end: 1040 + (count % 7),
      }));
      jobs.replace([{ at: 0, jobs: leaf }], (gone, come) => {
        told += 1;
        tallies.replace(jobs.columns, gone, come, jobs.jobs);
      });
    }
    expect(told).toBe(2000);
    expectSame(tallies.read(jobs, 1030, names), talliesFromScratch(jobs, 1030, names));
  });
});
