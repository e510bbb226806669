import type { Random } from './random.js';

/** How a job is going to end, decided when it is claimed. `at` is how far it gets, as a share of its items. */
export type PlannedEnd =
  | { readonly kind: 'complete' }
  | { readonly kind: 'fail'; readonly at: number }
  | { readonly kind: 'cancel'; readonly at: number };

/** One job in eight fails, and one in 25 of the others is cancelled. */
export function plannedEnd(random: Random): PlannedEnd {
  if (random.onceIn(8)) return { kind: 'fail', at: random.between(0.05, 0.9) };
  if (random.onceIn(25)) return { kind: 'cancel', at: random.between(0.1, 0.9) };
  return { kind: 'complete' };
}
