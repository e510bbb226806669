import fc from 'fast-check';
import { type JobSort, sortKeys } from '../../lib/model/sort.js';

/** Any order of the list. */
export const anySort: fc.Arbitrary<JobSort> = fc.record({
  by: fc.constantFrom(...sortKeys),
  reversed: fc.boolean(),
  failedFirst: fc.boolean(),
});

/** All of them. */
export const everySort: readonly JobSort[] = sortKeys.flatMap((by) =>
  [false, true].flatMap((reversed) => [true, false].map((failedFirst) => ({ by, reversed, failedFirst }))),
);
