import type { EndCounts } from '../../model/monitoring/ends.js';
import { latest, sumBy } from './added.js';

/**
 * The ends in several databases, step by step; of those of a chosen row, only in databases that counted those of the
 * row with the key `of`. Their record goes as far back as that of each of them.
 */
export function mergedEnds(
  all: readonly { readonly ends?: EndCounts | null }[],
  of: string | null,
): { readonly ends?: EndCounts | null } {
  const asked = all.flatMap(({ ends }) => (ends === undefined ? [] : [ends]));
  const told = asked.filter((ends) => ends !== null);
  const [some] = told;
  if (some === undefined) return asked.length > 0 ? { ends: null } : {};
  const own = told.filter((ends) => ends.of === null || ends.of === of);
  const first = Math.min(...told.map((ends) => ends.first));
  const end = Math.max(...told.map((ends) => ends.first + ends.done.length));
  const summed = (counts: (ends: EndCounts) => readonly number[]) =>
    Array.from({ length: end - first }, (_, step) =>
      sumBy(own, (ends) => counts(ends)[first + step - ends.first] ?? 0),
    );
  const untold = asked.length - told.length;
  return {
    ends: {
      periodMs: some.periodMs,
      // An older reading counts earlier steps than a newer one does.
      first,
      done: summed(({ done }) => done),
      failed: summed(({ failed }) => failed),
      recordedFrom: latest(told.map(({ recordedFrom }) => recordedFrom)),
      of: some.of === null ? null : of,
      ...(untold > 0 && { untold }),
    },
  };
}
