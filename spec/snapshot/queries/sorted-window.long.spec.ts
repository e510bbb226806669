import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Job } from '../../../lib/model/job.js';
import { isDescending, timeOf } from '../../../lib/model/sort.js';
import { anySort, type KeySort } from '../../support/any-sort.js';
import { asOf, everyMake, QueueDatabase } from './queue-database.js';
import { byTime, job, type KnownJob } from './window-jobs.js';

const ranks: readonly string[] = ['failed', 'running', 'queued'];

/** What a job is sorted by, as its row on the screen tells it; null for none. */
function valueIn(shown: Job, known: KnownJob, { by }: KeySort): number | string | null {
  const { status, startedAt } = shown;
  const end = status === 'queued' || status === 'running' ? null : known.end;
  switch (by) {
    case 'time':
      return timeOf(shown);
    case 'start':
      return status === 'queued' ? null : startedAt;
    case 'end':
      return end;
    case 'duration':
      if (startedAt === null) return null;
      if (status === 'running') return asOf - startedAt;
      return end !== null && end > startedAt ? end - startedAt : null;
    case 'size':
      return status === 'queued' || status === 'running' ? null : Number(shown.outputSizeBytes) || null;
    case 'name':
      // Names beyond ASCII keep their letters' case; their bytes are in the order of their characters.
      return shown.name.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) || null;
  }
}

function sorted(rows: readonly (readonly [Job, KnownJob])[], sort: KeySort): readonly string[] {
  const sign = isDescending(sort) ? -1 : 1;
  const rank = ({ status }: Job) => (sort.failedFirst ? ranks.indexOf(status) >>> 0 : 0);
  return rows
    .toSorted(([one, known], [other, others]) => {
      if (rank(one) !== rank(other)) return rank(one) - rank(other);
      const [its, theirs] = [valueIn(one, known, sort), valueIn(other, others, sort)];
      if (its === null || theirs === null) {
        if (its !== theirs) return its === null ? 1 : -1;
      } else if (its !== theirs) return its < theirs ? -sign : sign;
      return byTime(known, others);
    })
    .map(([{ id }]) => id);
}

describe.each(everyMake)(
  'the list in any order in version %s with %s of the additions',
  (version, extent) => {
    it('equals a plain sort of the rows on the screen', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(job, { minLength: 4, maxLength: 20, size: 'max', selector: (each) => each.id }),
          fc.array(anySort, { minLength: 3, maxLength: 3 }),
          async (jobs, sorts) => {
            const database = await QueueDatabase.of(version, extent);
            for (const { id, row } of jobs)
              database.add({
                ...row,
                plugin_name: id % 3n === 0n ? 'Zeta' : (row.plugin_name ?? null),
                output_size_bytes: id % 4n === 0n ? null : (id % 3n) * 100n,
              });
            const rows = database.picture().window.jobs.flatMap((shown) => {
              const known = jobs.find(({ id }) => String(id) === shown.id);
              return known === undefined ? [] : [[shown, known] as const];
            });
            expect(rows).toHaveLength(jobs.length);
            for (const sort of sorts) {
              const list = database.picture({ sort }).window.jobs.map(({ id }) => id);
              expect([sort, list]).toEqual([sort, sorted(rows, sort)]);
            }
            database.close();
          },
        ),
        { numRuns: 6, endOnFailure: true },
      );
    });
  },
);

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
