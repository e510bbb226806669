import fc from 'fast-check';
import { type JobSort, type SortKey, sortColumns, sortKeys } from '../../lib/model/sort.js';

/** An order by a key. */
export type KeySort = JobSort & { readonly by: SortKey };

const ways = { reversed: fc.boolean(), failedFirst: fc.boolean() };

/** Any order of the list by a key. */
export const anySort: fc.Arbitrary<KeySort> = fc.record({ by: fc.constantFrom(...sortKeys), ...ways });

/** Any order of the list by a column. */
export const anyColumnSort: fc.Arbitrary<JobSort> = fc.record({
  by: fc.constantFrom(...sortColumns, 'args.user', 'args.user', 'args.items[0]'),
  ...ways,
});

/** All of those by keys. */
export const everySort: readonly KeySort[] = sortKeys.flatMap((by) =>
  [false, true].flatMap((reversed) => [true, false].map((failedFirst) => ({ by, reversed, failedFirst }))),
);
