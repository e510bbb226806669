import type { PresentSchema } from './present-schema.js';

/** What an earlier version of this program made and no longer makes: it costs workers at every write. */
export interface Leftover {
  readonly kind: 'index' | 'trigger';
  readonly name: string;
}

/** By their names, which begin with the product's: never an index or a trigger of somebody else's. */
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
