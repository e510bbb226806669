import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ParserTally } from '../../../../lib/model/parsers.js';
import {
  doneRun,
  failedRun,
  type ParserName,
  ParserTallies,
} from '../../../../lib/snapshot/index/tallies/parser-tallies.js';
import { expectSame } from '../../../support/expect-same.js';
import { percentile } from '../../../support/percentile.js';
import { anyHistory, LeavesOfJobs } from '../leaves-of-jobs.js';

/** Two of them are one version of one parser. */
const names = ['a', 'b', 'a', 'c'].map((name) => ({ name, version: '1' }));

/** The tallies of parsers’ jobs, as the glossary has them, without any cleverness. */
function counted(leaves: LeavesOfJobs, from: number, of: readonly ParserName[]): readonly ParserTally[] {
  const { ids, kinds, names: codes, starts, ends } = leaves.columns;
  const jobs = [...leaves.lastFirst()].flatMap((leaf) =>
    Array.from({ length: leaf.count }, (_, at) => leaf.from + at).map((slot) => ({
      ...{ id: ids[slot] ?? 0, kind: kinds[slot], of: of[codes[slot] ?? 0], end: ends[slot] ?? Number.NaN },
      took: (ends[slot] ?? Number.NaN) - (starts[slot] ?? Number.NaN),
    })),
  );
  const endOr = (end: number) => (Number.isNaN(end) ? -Infinity : end);
  const parsers = of.filter(
    ({ name, version }, at) => of.findIndex((each) => each.name === name && each.version === version) === at,
  );
  return parsers.map(({ name, version }) => {
    const own = jobs.filter((job) => job.of?.name === name && job.of.version === version);
    const isIn = ({ end }: { readonly end: number }) => from === -Infinity || end > from;
    const done = own.filter((job) => job.kind === doneRun && isIn(job));
    const failed = own.filter((job) => job.kind === failedRun && isIn(job));
    const took = [...done, ...failed].flatMap((job) => (job.took > 0 ? [job.took] : []));
    const later = (one: number, other: number) => (one === other ? 0 : one > other ? -1 : 1);
    const [last] = failed.toSorted(
      (one, other) => later(endOr(one.end), endOr(other.end)) || other.id - one.id,
    );
    return {
      ...{ name, version, done: done.length, failed: failed.length, p50: percentile(took, 50) },
      ...{ p95: percentile(took, 95), rows: null, jobsWithRows: 0 },
      lastFailure:
        last === undefined ? null : { id: String(last.id), at: Number.isNaN(last.end) ? null : last.end },
      everFailed: own.filter(({ kind }) => kind === failedRun).length,
    };
  });
}

describe('a tally of parsers', () => {
  it.each([{ from: 1030 }, { from: Number.NEGATIVE_INFINITY }, { from: 1200 }])(
    'equals a plain count, whatever changes and however the period moves on from $from',
    ({ from }) => {
      let runs = 0;
      fc.assert(
        fc.property(anyHistory, ({ leaves, changes }) => {
          const jobs = new LeavesOfJobs(leaves);
          const tallies = new ParserTallies();
          let begin = from;
          tallies.read(jobs, begin, names);
          for (const change of changes) {
            jobs.replace(change.leaves);
            begin += change.laterMs;
            const expected = counted(jobs, begin, names);
            runs += expected.reduce((sum, { done, failed }) => sum + done + failed, 0);
            expectSame(tallies.read(jobs, begin, names), expected);
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
          expectSame(tallies.read(jobs, 1030, each), counted(jobs, 1030, each));
      }),
    );
  });
});
