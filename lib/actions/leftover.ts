import type { PresentSchema } from './present-schema.js';

/**
 * Something that an earlier version of this program added and the current one doesn't: it slows down every write
 * of the workers.
 */
export interface Leftover {
  readonly kind: 'index' | 'trigger';
  readonly name: string;
}

/** Their names begin with the product's, so none is another program's index or trigger. */
const left: readonly Leftover[] = [
  { kind: 'index', name: 'ix_jobs_view_status' },
  { kind: 'index', name: 'ix_jobs_view_summary' },
  { kind: 'trigger', name: 'jobs_view_touch_updated' },
  { kind: 'trigger', name: 'jobs_view_touch_inserted' },
];

/** The leftovers that a database has. */
export function leftoversIn({ made }: PresentSchema): readonly Leftover[] {
  return left.filter(({ name }) => made.has(name));
}
