import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JobFilter, ListedStatus } from '../../../lib/model/filter.js';
import type { JobType } from '../../../lib/model/job.js';
import type { Anchor, PictureRequest } from '../../../lib/model/picture.js';
import { everyMake, QueueDatabase } from './queue-database.js';
import {
  cleared,
  fillWith,
  ids,
  index,
  inTrouble,
  job,
  type KnownJob,
  kindOf,
  reference,
} from './window-jobs.js';

const filter: fc.Arbitrary<JobFilter> = fc.record({
  statuses: fc.option(
    fc.subarray<ListedStatus>([
      'queued',
      'running',
      'gone',
      'silent',
      'complete',
      'failed',
      'cancelled',
      'other',
    ]),
  ),
  types: fc.option(fc.subarray<JobType>(['scan', 'parse', 'export', 'backtest', 'other']), { freq: 3 }),
  cleared: fc.option(cleared),
  name: fc.oneof(
    { weight: 3, arbitrary: fc.constant('') },
    fc.constantFrom('fix', 'ORD', 'äRG', '%', '_', '*', '[b', ']', '?', 'v1', 'nowhere'),
  ),
});

const searched = fc.oneof(
  fc.constantFrom('FIX', 'parser v1', 'v1.2', 'Ärg', 'üBER', '/out', '%', '*', '[1]', '?', 'b]', 'a*['),
  fc.constantFrom(
    'ed',
    'FAILED',
    'cancelled BY',
    'reindex',
    'scan',
    'such column',
    '.log',
    '42',
    '',
    'nowhere',
  ),
  ids.map(String),
);

const match = fc
  .record({
    ...{ text: searched, id: fc.option(ids.map(String), { freq: 3 }), index },
    ...{ direction: fc.constantFrom('forward' as const, 'backward' as const), inclusive: fc.boolean() },
  })
  .map(({ id, index, ...rest }) => ({ kind: 'match' as const, from: { id, index }, ...rest }));

/** An anchor's job is often one of the list: `pick` chooses which. */
const anchor: fc.Arbitrary<{ readonly anchor: Anchor; readonly pick: number | null }> = fc.record({
  anchor: fc.oneof(
    fc.record({ kind: fc.constant('index' as const), index }),
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('job' as const), id: ids.map(String), index }) },
    { weight: 4, arbitrary: match },
    fc.constant({ kind: 'last' as const }),
  ),
  pick: fc.option(fc.nat(), { freq: 4 }),
});

const request = fc.record({
  ...{ filter, anchor, before: fc.integer({ min: 0, max: 6 }), after: fc.integer({ min: 0, max: 6 }) },
  failures: fc.constant(0),
});

function picked(wanted: Anchor, pick: number | null, jobs: readonly KnownJob[]): Anchor {
  const chosen = pick === null ? undefined : jobs[pick % jobs.length];
  if (chosen === undefined) return wanted;
  const id = String(chosen.id);
  if (wanted.kind === 'job') return { ...wanted, id };
  return wanted.kind === 'match' ? { ...wanted, from: { ...wanted.from, id } } : wanted;
}

describe.each(everyMake)('the window in version %s with %s of the additions', (version, extent) => {
  let database: QueueDatabase;
  let columns: ReadonlySet<string>;
  beforeAll(async () => {
    database = await QueueDatabase.of(version, extent);
    columns = database.tables().get('cf_processing_queue') ?? new Set();
  });

  it('equals a plain sort and slice of random jobs', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(job, { maxLength: 25, size: 'max', selector: (each) => each.id }),
        fc.array(request, { minLength: 1, maxLength: 4 }),
        (jobs, requests) => {
          fillWith(database, jobs);
          const typed = columns.has('job_type')
            ? jobs
            : jobs.map((each) => ({ ...each, type: 'parse' as const }));
          const told = database.picture({}, inTrouble).window.jobs;
          for (const each of told) {
            const known = jobs.find(({ id }) => String(id) === each.id);
            expect(each.trouble?.kind ?? null).toBe(known ? kindOf(known) : undefined);
          }
          for (const { anchor: drawn, ...rest } of requests) {
            const wanted: PictureRequest = { ...rest, anchor: picked(drawn.anchor, drawn.pick, jobs) };
            const { window, failedMatching: failed, found } = database.picture(wanted, inTrouble);
            expect({
              ...{ first: window.first, ids: window.jobs.map((each) => each.id), matching: window.matching },
              ...{ failed, found },
            }).toEqual(reference(typed, wanted, told));
          }
        },
      ),
      { numRuns: 20, interruptAfterTimeLimit: 5_000 },
    );
  });
});

describe('the window', () => {
  it('clamps an index beyond the list, of any kind', async () => {
    const database = await QueueDatabase.of('A', 'none');
    for (const id of [1, 2, 3]) database.add({ id, status: 'RUNNING' });
    for (const index of [3, 1e12, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY]) {
      const { first, jobs } = database.picture({ anchor: { kind: 'index', index }, after: 5 }).window;
      expect([first, jobs.map((each) => each.id)]).toEqual([2, ['1']]);
    }
    const { first, jobs } = database.picture({
      anchor: { kind: 'index', index: Number.NaN },
      after: 1,
    }).window;
    expect([first, jobs.map((each) => each.id)]).toEqual([0, ['3']]);
  });

  it('is empty, and first 0, over an empty queue', async () => {
    const database = await QueueDatabase.of('B', 'all');
    expect(database.picture({ anchor: { kind: 'last' }, before: 9 })).toMatchObject({
      counts: { queued: 0, running: 0, complete: 0, failed: 0, cancelled: 0, other: 0 },
      totals: { filesProcessed: 0, filesTotal: 0, outputBytes: 0n },
      window: { first: 0, jobs: [], matching: 0 },
    });
  });
});
