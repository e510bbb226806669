import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { everyJob, type ListedStatus } from '../../../lib/model/filter.js';
import { compareKeys, type ListKey } from '../../../lib/model/sort.js';
import { anySort } from '../../support/any-sort.js';
import { asOf, QueueDatabase, versions } from './queue-database.js';
import { inTrouble, job, type KnownJob } from './window-jobs.js';

const someStatuses: fc.Arbitrary<readonly ListedStatus[] | null> = fc.constantFrom(
  null,
  ['failed', 'running', 'complete'],
  ['failed', 'gone', 'complete', 'queued'],
);

async function queueOf(
  jobs: readonly KnownJob[],
  version: (typeof versions)[number],
  extent: 'none' | 'all',
): Promise<QueueDatabase> {
  const database = await QueueDatabase.of(version, extent);
  for (const { id, row } of jobs)
    database.add({ ...row, output_size_bytes: id % 4n === 0n ? null : (id % 3n) * 100n });
  return database;
}

describe.each(
  versions.flatMap((version) => (['none', 'all'] as const).map((extent) => [version, extent] as const)),
)('a list with keys in version %s with %s of the additions', (version, extent) => {
  it('is in the order of its keys, and yields each requested place', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(job, { minLength: 4, maxLength: 20, size: 'max', selector: (each) => each.id }),
        fc.array(fc.tuple(anySort, someStatuses), { minLength: 2, maxLength: 2 }),
        fc.array(fc.integer({ min: -1, max: 22 }), { maxLength: 8 }),
        async (jobs, lists, at) => {
          const database = await queueOf(jobs, version, extent);
          for (const [sort, statuses] of lists) {
            const filter = { ...everyJob, statuses };
            const whole = database.picture({ filter, sort, places: { at: [], of: [] } }, inTrouble);
            const { keys = [], jobs: listed } = whole.window;
            expect(keys).toHaveLength(listed.length);
            for (const [index, key] of keys.entries()) {
              const before = keys[index - 1];
              if (before !== undefined) expect(compareKeys(sort, before, key)).toBeLessThanOrEqual(0);
            }
            const sought = listed[(at[0] ?? 0) % listed.length]?.id ?? '77';
            const of = keys.slice(0, 2);
            const { places } = database.picture(
              { filter, sort, after: 2, places: { at, of, job: sought } },
              inTrouble,
            );
            const place = listed.findIndex(({ id }) => id === sought);
            expect(places).toEqual({
              keys: at.map((position) => keys[position] ?? null),
              counts: of.map((key) => ({
                less: keys.filter((other) => compareKeys(sort, other, key) < 0).length,
                upTo: keys.filter((other) => compareKeys(sort, other, key) <= 0).length,
              })),
              job: place < 0 ? null : { position: place, key: keys[place] },
            });
          }
          database.close();
        },
      ),
      { numRuns: 2, endOnFailure: true },
    );
  });
});

describe('the value that a list is sorted by', () => {
  it('is a running job’s duration up to the requested instant', async () => {
    const database = await QueueDatabase.of('D', 'none');
    const claim = new Date(asOf - 60_000).toISOString();
    database.add({ id: 1, status: 'RUNNING', plugin_name: 'x', claim_time: claim });
    const sort = { by: 'duration', reversed: false, failedFirst: true } as const;
    const places = { at: [0], of: [] };
    expect(database.picture({ sort, places }).places?.keys[0]?.value).toBe(60_000);
    expect(database.picture({ sort, places, sortedAt: asOf + 5000 }).places?.keys[0]?.value).toBe(65_000);
    database.close();
  });

  it('is compared by characters, not by UTF-16 units, if it is a text', () => {
    const sort = { by: 'name', reversed: false, failedFirst: false } as const;
    const key = (value: string | null): ListKey => ({ rank: 0, value, time: null, turn: null });
    const names = ['', 'a', 'ab', 'b', '\u{e000}', '\u{fffd}', '\u{10000}', '\u{10001}', null];
    for (const [index, one] of names.entries())
      for (const [other, another] of names.entries())
        expect(Math.sign(compareKeys(sort, key(one), key(another)))).toBe(Math.sign(index - other));
  });
});
