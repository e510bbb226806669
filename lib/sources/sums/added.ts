import type { Job, JobId } from '../../model/job.js';
import type { EndCounts } from '../../model/monitoring/ends.js';
import type { Between } from '../../model/monitoring/monitoring.js';
import type { Answered, QuestionName } from '../../model/panels/questions.js';

/** Adds up records of numbers that all have the same fields. */
export function added<K extends string>(records: readonly Readonly<Record<K, number>>[]): Record<K, number> {
  const sums = {} as Record<K, number>;
  for (const record of records)
    for (const name of Object.keys(record) as K[]) sums[name] = (sums[name] ?? 0) + record[name];
  return sums;
}

/** The sum of one number from each item. */
export function sumBy<T>(all: readonly T[], number: (each: T) => number): number {
  return all.reduce((sum, each) => sum + number(each), 0);
}

/** The earliest of some times, ms; null if none is known. */
export function earliest(times: readonly (number | null | undefined)[]): number | null {
  const known = times.filter((time) => time !== null && time !== undefined);
  return known.length === 0 ? null : Math.min(...known);
}

/** The latest of some times, ms; null if none is known. */
export function latest(times: readonly (number | null | undefined)[]): number | null {
  const known = times.filter((time) => time !== null && time !== undefined);
  return known.length === 0 ? null : Math.max(...known);
}

/** Items grouped by a key, in the order in which each key first appears. */
export function groupedBy<T>(
  all: readonly T[],
  keyOf: (each: T) => string,
): readonly (readonly [T, ...T[]])[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const each of all) {
    const known = groups.get(keyOf(each));
    if (known === undefined) groups.set(keyOf(each), [each]);
    else known.push(each);
  }
  return [...groups.values()];
}

/** What is known of a percentile over the numbers of several databases. */
interface MergedPercentile {
  /** Null if it isn't known exactly, or if there are no numbers. */
  readonly value: number | null;
  /** The range that it lies in; null if there are no numbers. */
  readonly between: Between | null;
}

/**
 * A percentile by nearest rank over all numbers, from the same percentile of each part: it lies between the least and
 * the greatest of these, so it is known exactly if they are all the same.
 */
export function mergedPercentile(ofParts: readonly (number | null)[]): MergedPercentile {
  const known = ofParts.filter((each) => each !== null);
  if (known.length === 0) return { value: null, between: null };
  const [least, most] = [Math.min(...known), Math.max(...known)];
  return { value: least === most ? least : null, between: [least, most] };
}

/**
 * The ends in several databases, step by step; of those of a chosen row, only in databases that counted those of the
 * row with the key `of`. Their record goes as far back as that of each of them in which some ended.
 */
export function mergedEnds(
  all: readonly { readonly ends?: EndCounts | null }[],
  of: string | null,
): { readonly ends?: EndCounts | null } {
  const asked = all.flatMap(({ ends }) => (ends === undefined ? [] : [ends]));
  const counted = asked.filter((ends) => ends !== null);
  const [some] = counted;
  if (some === undefined) return asked.length > 0 ? { ends: null } : {};
  const own = counted.filter((ends) => ends.of === null || ends.of === of);
  const first = Math.min(...counted.map((ends) => ends.first));
  const end = Math.max(...counted.map((ends) => ends.first + ends.done.length));
  const summed = (counts: (ends: EndCounts) => readonly number[]) =>
    Array.from({ length: end - first }, (_, step) =>
      sumBy(own, (ends) => counts(ends)[first + step - ends.first] ?? 0),
    );
  const having = own.filter(({ done, failed }) => [...done, ...failed].some((count) => count > 0));
  const uncounted = asked.length - counted.length;
  return {
    ends: {
      periodMs: some.periodMs,
      // An older reading counts earlier steps than a newer one does.
      first,
      done: summed(({ done }) => done),
      failed: summed(({ failed }) => failed),
      recordedFrom: latest((having.length > 0 ? having : own).map(({ recordedFrom }) => recordedFrom)),
      of: some.of === null ? null : of,
      ...(uncounted > 0 && { uncounted: uncounted }),
    },
  };
}

/** Says in each id of a database's jobs which database that is. */
export interface DatabaseIds {
  readonly idOf: (id: JobId) => JobId;
  readonly withId: <T extends { readonly id: JobId }>(row: T) => T;
  readonly jobOf: (job: Job) => Job;
}

/** How several databases answer a question together. */
export interface QuestionOfSeveral<Q extends QuestionName> {
  /** One answer from those of all databases, with more of the row with the key `of`, else of its first row. */
  readonly merge: (all: readonly [Answered<Q>, ...Answered<Q>[]], of: string | null) => Answered<Q>;
  /** The answer of one database with ids that say so. */
  readonly qualify: (answer: Answered<Q>, ids: DatabaseIds) => Answered<Q>;
  /** The keys of an answer's rows. */
  readonly keys: (answer: Answered<Q>) => readonly string[];
  /** Which part of the question is the key of the row of which more is asked. */
  readonly of: 'of' | 'sampleOf';
  /** Whether the merged answer has what there is of its chosen row, if another row or none was asked for. */
  readonly hasChosen: (merged: Answered<Q>, all: readonly Answered<Q>[]) => boolean;
}
