import { expect, it } from '@jest/globals';
import { followLog } from '../../lib/commands/log/follow-log.js';
import type { LogParts } from '../../lib/commands/log/log-options.js';
import { LogPrinter } from '../../lib/commands/log/log-printer.js';
import { QueueWait } from '../../lib/commands/waiting/queue-wait.js';
import { everyJob } from '../../lib/model/filter.js';
import { noCounts } from '../../lib/model/picture.js';
import type { Problem } from '../../lib/model/problem.js';
import type { MatchingCountsReader, RestResult } from '../../lib/snapshot/matching-counts.js';
import type { ReadResult } from '../../lib/snapshot/port.js';
import { jobWith, pictureOf } from '../view/scene.js';

const problem = (code: Problem['code']) =>
  ({ kind: 'problem', problem: { code, sentence: 'It is so.', file: '/q', advice: 'Wait.' } }) as const;

it('a log is followed to its end though the database was busy when the job ended, and at the last look', async () => {
  const [running, complete] = (['running', 'complete'] as const).map((status): ReadResult => {
    return { kind: 'picture', picture: pictureOf([], { targets: [jobWith({ id: '1', status })] }) };
  });
  const reads = [running, problem('busy')];
  const looks = ['1'];
  const [log, printed] = [Buffer.from('the end'), [] as string[]];
  const nothing = { kind: 'portion', size: 0, bytes: Buffer.of() };
  const portions = [nothing, nothing, nothing, problem('busy')];
  const parts = {
    options: { jobId: '1', path: '/q' },
    reader: { look: async () => looks.shift() ?? 'the end', read: async () => reads.shift() ?? complete },
    logs: () => ({
      portion: async (_: string, from: number) =>
        portions.shift() ?? { ...nothing, size: log.length, bytes: log.subarray(from) },
      close: async () => {},
    }),
    printer: new LogPrinter('1', async (bytes) => printed.push(`${bytes}`) > 0, true),
    idle: async () => true,
  };
  expect([await followLog(parts as unknown as LogParts), printed.join()]).toEqual([0, 'the end']);
});

it('a job that is waited for by its id has ended once its queue has deleted it, though a read failed', async () => {
  const sums = { kind: 'counts' as const, failuresThatCount: 0 };
  const counted = (running: number) => ({ ...sums, counts: { ...noCounts, running } });
  const rests: RestResult[] = [problem('failed'), { kind: 'unfinished', queued: 0, running: 1 }];
  const byId = [counted(1)];
  const reader: MatchingCountsReader = {
    rest: async () => rests.shift() ?? counted(0),
    counts: async () => byId.shift() ?? counted(0),
    failedRuns: async () => ({ kind: 'runs', runs: new Set() }),
    look: async () => '',
    close: async () => {},
  };
  // Nothing shows that it is worth trying again.
  const queue = { path: '/nowhere', isFar: true, look: async () => `${rests.length === 0}` };
  const goal = { filter: { ...everyJob, ids: ['7'] }, failures: { kind: 'all' } } as const;
  expect(await new QueueWait([queue], reader, goal).run(20_000)).toMatchObject({ kind: 'rest' });
});
