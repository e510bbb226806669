import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { comparedAt, type EndCounts, endStepMs, periodBegin } from '../../../lib/model/monitoring/ends.js';
import { parserKey } from '../../../lib/model/panels/parsers.js';
import { asOf, QueueDatabase } from './queue-database.js';

const [minute, day] = [60_000, 86_400_000];
const periods = [15 * minute, 60 * minute, day, 7 * day];

const job = fc.record({
  status: fc.constantFrom('COMPLETED', 'FAILED', 'FAILED', 'ABORTED', 'RUNNING', 'QUEUED'),
  /** Within both periods, near their ends, before them, ahead of the clock. */
  ago: fc.oneof(
    fc.integer({ min: -2 * minute, max: 15 * day }),
    fc.integer({ min: -2 * minute, max: 3 * 60 * minute }),
  ),
  pid: fc.integer({ min: 1, max: 2 }),
  plugin: fc.constantFrom('fix', 'trades'),
  /** When it was claimed, and when it is due, in the same ms before now. */
  begun: fc.option(fc.integer({ min: -2 * minute, max: 3 * 60 * minute })),
  due: fc.option(fc.integer({ min: -2 * minute, max: 60 * minute })),
});

it('index and SQL have the same pace, and the same ends as a recount, of all jobs, of a worker’s and of a parser’s', async () => {
  const queue = fc.tuple(fc.array(job, { maxLength: 25 }), fc.constantFrom(...periods));
  await fc.assert(
    fc.asyncProperty(queue, async ([jobs, periodMs]) => {
      const database = await QueueDatabase.of('D', 'none');
      for (const { status, ago, pid, plugin, begun, due } of jobs)
        database.add({
          ...{ status, plugin_name: plugin, worker_host: 'vm', worker_pid: pid, file_id: 1 },
          ...{ end_time: asOf - ago, claim_time: begun && asOf - begun, scheduled_at: due && asOf - due },
        });
      // `picture` holds index and SQL against each other.
      const { monitoring, workers, parsers, pace } = database.picture({
        after: 0,
        ...{ monitoring: { periodMs: minute, endsMs: periodMs }, pace: { atHand: null } },
        workers: { periodMs, of: 'vm:2', jobs: 0, ends: 'chosen' },
        parsers: { periodMs, of: parserKey('fix', null), ends: 'chosen' },
      });
      const ended = jobs.filter(
        ({ status, ago }) => ['COMPLETED', 'FAILED'].includes(status) && ago >= -minute,
      );
      const isShown = (key: string, rows: readonly { readonly key?: string; readonly name: string }[] = []) =>
        rows.some((row) => (row.key ?? row.name) === key);
      expect(pace?.lastEndedAt ?? asOf).toBeLessThanOrEqual(asOf);
      expectEnds(monitoring?.ends, ended);
      if (isShown('vm:2', workers?.rows))
        expectEnds(
          workers?.ends,
          ended.filter(({ pid }) => pid === 2),
        );
      if (isShown(parserKey('fix', null), parsers?.rows))
        expectEnds(
          parsers?.ends,
          ended.filter(({ plugin }) => plugin === 'fix'),
        );
      database.close();

      function expectEnds(ends: EndCounts | null | undefined, own: typeof ended) {
        if (!ends) throw new Error('no ends');
        const done = ended.filter(({ status }) => status === 'COMPLETED').map(({ ago }) => asOf - ago);
        const recordedFrom = done.length === 0 ? null : Math.min(...done);
        const stepMs = endStepMs(periodMs);
        const begin = (Math.floor(asOf / stepMs) + 1) * stepMs - periodMs;
        const told =
          recordedFrom === null ? Number.POSITIVE_INFINITY : Math.floor(recordedFrom / stepMs) * stepMs;
        const counted = (from: number, failedOnly: boolean) =>
          Array.from({ length: periodMs / stepMs }, (_, step) => from + step * stepMs).map((at) =>
            from < begin && at < told
              ? null
              : own.filter(
                  ({ status, ago }) =>
                    asOf - ago >= at &&
                    (asOf < at + stepMs || asOf - ago < at + stepMs) &&
                    !(failedOnly && status !== 'FAILED'),
                ).length,
          );
        expect(ends.recordedFrom).toBe(recordedFrom);
        expect(comparedAt(ends, asOf)).toEqual({
          stepMs,
          lastMs: asOf % stepMs,
          jobs: counted(begin, false),
          failed: counted(begin, true),
          jobsBefore: counted(begin - periodMs, false),
          failedBefore: counted(begin - periodMs, true),
        });
      }
    }),
    { numRuns: 25 },
  );
});

it('what ended before the reading moves back as time passes, and nothing is taken for what comes after it', () => {
  const first = 1000;
  const ends = { periodMs: 15 * minute, first, done: [], failed: [], recordedFrom: 0, of: null };
  const done = Array.from({ length: 31 }, (_, step) => step);
  const later = comparedAt({ ...ends, done }, (first + 30 + 20) * minute);
  expect(later.jobs).toEqual(Array.from({ length: 15 }, () => 0));
  expect(later.jobsBefore).toEqual([...done.slice(21), 0, 0, 0, 0, 0]);
});

it.each([3_600_000, day])(
  'a row of a panel has the same jobs as its chart, back to the first step of %i ms',
  async (periodMs) => {
    const database = await QueueDatabase.of('D', 'none');
    const begin = periodBegin(periodMs, asOf);
    for (const end_time of [begin - 1000, begin, asOf])
      database.add({ status: 'COMPLETED', plugin_name: 'fix', worker_pid: 1, end_time });
    const { workers, parsers } = database.picture({
      after: 0,
      workers: { periodMs, of: null, jobs: 0, ends: 'all' },
      parsers: { periodMs, of: null, ends: 'all' },
    });
    for (const list of [workers, parsers]) {
      const charted = list?.ends ? comparedAt(list.ends, asOf).jobs : [];
      expect(charted.map((count) => count ?? 0).reduce((sum, count) => sum + count, 0)).toBe(2);
      expect(list?.rows.map(({ done }) => done)).toEqual([2]);
    }
    database.close();
  },
);

it('the ends of all workers together are those of all jobs', async () => {
  const database = await QueueDatabase.of('D', 'none');
  const asked = { after: 0, workers: { periodMs: day, of: null, jobs: 0, ends: 'all' } } as const;
  for (const pid of [1, 2]) database.add({ status: 'FAILED', worker_pid: pid, end_time: asOf - minute });
  const { ends } = database.picture(asked).workers ?? {};
  expect([ends?.of, ends?.failed.reduce((sum, count) => sum + count, 0)]).toEqual([null, 2]);
  database.close();
});
