import { expect, it } from '@jest/globals';
import { QueueWait } from '../../lib/commands/waiting/queue-wait.js';
import { everyJob } from '../../lib/model/filter.js';
import { problemOf } from '../../lib/snapshot/files/read-failure.js';
import type { CountsResult, MatchingCountsReader, RestResult } from '../../lib/snapshot/matching-counts.js';

const busy = { kind: 'problem', problem: problemOf('busy', '/q.db') } as const;
const unfinished = { kind: 'unfinished', queued: 1, running: 0 } as const;

it.each([
  ['a problem', [busy], { kind: 'late-without-counts', problem: busy.problem }],
  ['jobs, though a problem came before', [busy, unfinished], { kind: 'late-reading' }],
] as const)(
  'a wait whose last read hangs ends by what the read before it found: %s',
  async (_, found, ending) => {
    const rests: RestResult[] = [...found];
    let end: (result: CountsResult) => void = () => {};
    const reader: MatchingCountsReader = {
      rest: async () => rests.shift() ?? unfinished,
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
