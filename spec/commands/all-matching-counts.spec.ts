import { describe, expect, it } from '@jest/globals';
import { AllMatchingCounts } from '../../lib/commands/wait.js';
import { QueueWait } from '../../lib/commands/waiting/queue-wait.js';
import { everyJob } from '../../lib/model/filter.js';
import { noCounts } from '../../lib/model/picture.js';
import type { ProblemCode } from '../../lib/model/problem.js';
import { problemOf } from '../../lib/snapshot/files/read-failure.js';
import type {
  CountsResult,
  FailedRunsResult,
  FailuresThatCount,
  MatchingCounts,
  MatchingCountsReader,
  RestResult,
} from '../../lib/snapshot/matching-counts.js';

const all: FailuresThatCount = { kind: 'all' };
const failed = (code: ProblemCode) =>
  ({ kind: 'problem', problem: problemOf(code as 'failed', '/db', '') }) as const;
const unfinished = (queued: number, running: number): RestResult => ({ kind: 'unfinished', queued, running });
const done = (complete: number): MatchingCounts => ({
  kind: 'counts',
  counts: { ...noCounts, complete },
  failuresThatCount: complete,
});
const runs = (...known: readonly string[]): FailedRunsResult => ({ kind: 'runs', runs: new Set(known) });

/** A database that stands so; `asked` are the failures that it was asked for. */
function readerOf(rest: RestResult, found: FailedRunsResult = runs()) {
  const asked: FailuresThatCount[] = [];
  let isClosed = false;
  const reader: MatchingCountsReader = {
    rest: async (_, failures) => {
      asked.push(failures);
      return rest;
    },
    counts: async () => (rest.kind === 'unfinished' ? done(0) : rest),
    failedRuns: async () => found,
    look: async () => 'look',
    close: async () => {
      isClosed = true;
    },
  };
  return { reader, asked, closed: () => isClosed };
}

const both = (...readers: readonly MatchingCountsReader[]) =>
  new AllMatchingCounts(readers.map((reader, index) => ({ name: `n${index}`, reader })));

describe('a reader of the counts of several databases', () => {
  it('adds them up, and is unfinished as long as one database is', async () => {
    const one = readerOf(unfinished(2, 1)).reader;
    const other = readerOf(unfinished(3, 4)).reader;
    const rest = readerOf(done(5)).reader;
    expect(await both(one, rest, other).rest(everyJob, all)).toEqual(unfinished(5, 5));
    expect(await both(rest, rest).rest(everyJob, all)).toEqual(done(10));
    expect(await both(rest, rest).counts(everyJob, all)).toEqual(done(10));
  });

  it('gives the problem of one database, first one that does not pass by itself', async () => {
    const rest = readerOf(done(5)).reader;
    const [missing, damaged] = [readerOf(failed('missing')).reader, readerOf(failed('damaged')).reader];
    expect(await both(rest, missing).rest(everyJob, all)).toMatchObject({ problem: { code: 'missing' } });
    expect(await both(missing, rest, damaged).rest(everyJob, all)).toMatchObject({
      problem: { code: 'damaged' },
    });
    expect(await both(missing, damaged).counts(everyJob, all)).toMatchObject({
      problem: { code: 'damaged' },
    });
  });

  it('asks each database with its own earlier failures, and a missing one with none', async () => {
    const one = readerOf(done(1), runs('1 0', '2 0'));
    const other = readerOf(done(1), runs('1 0'));
    const missing = readerOf(done(1), failed('missing'));
    const reader = both(one.reader, other.reader, missing.reader);
    const found = await reader.failedRuns(everyJob);
    if (found.kind !== 'runs') throw new Error('no runs');
    await reader.rest(everyJob, { kind: 'new', known: found.runs });
    expect([...one.asked, ...other.asked, ...missing.asked]).toEqual([
      { kind: 'new', known: new Set(['1 0', '2 0']) },
      { kind: 'new', known: new Set(['1 0']) },
      { kind: 'new', known: new Set() },
    ]);
    const since: FailuresThatCount = { kind: 'since', at: 5 };
    await reader.rest(everyJob, since);
    expect(other.asked.at(-1)).toEqual(since);
    const damaged = readerOf(done(1), failed('damaged'));
    expect(await both(one.reader, damaged.reader).failedRuns(everyJob)).toMatchObject({ kind: 'problem' });
  });

  it('closes the readers of all databases', async () => {
    const [one, other] = [readerOf(done(1)), readerOf(done(1))];
    const reader = both(one.reader, other.reader);
    expect(await reader.look()).toBe('look\nlook');
    await reader.close();
    expect([one.closed(), other.closed()]).toEqual([true, true]);
  });
});

const busy = { kind: 'problem', problem: problemOf('busy', '/q.db') } as const;

it.each([
  ['a problem', [busy], { kind: 'late-without-counts', problem: busy.problem }],
  ['jobs, though a problem came before', [busy, unfinished(1, 0)], { kind: 'late-reading' }],
] as const)(
  'a wait whose last read hangs ends by what the read before it found: %s',
  async (_, found, ending) => {
    const rests: RestResult[] = [...found];
    let end: (result: CountsResult) => void = () => {};
    const reader: MatchingCountsReader = {
      rest: async () => rests.shift() ?? unfinished(1, 0),
      counts: () =>
        new Promise((resolve) => {
          end = resolve;
        }),
      failedRuns: async () => ({ kind: 'runs', runs: new Set() }),
      look: async () => '',
      close: async () => end(busy),
    };
    const ended = new QueueWait([], reader, { filter: everyJob, failures: { kind: 'all' } }).run(
      found.length === 1 ? 100 : 900,
    );
    expect(await ended).toEqual(ending);
  },
);
