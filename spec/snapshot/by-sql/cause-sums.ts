import type { Cause } from '../../../lib/causes/cause.js';
import type { JobId } from '../../../lib/model/job.js';
import type { CauseSum } from '../../../lib/snapshot/index/causes/sum-causes.js';

type Sum = { -readonly [K in keyof CauseSum]: CauseSum[K] } & { readonly names: Map<string, number> };

/** Sums up failed jobs by cause, one after another. */
export class CauseSums {
  readonly #sums = new Map<string, Sum>();

  /** The sums so far. */
  get all(): readonly CauseSum[] {
    return [...this.#sums.values()];
  }

  /**
   * Counts a job. `at`: when it failed, ms; null if unknown. Of jobs that failed at the same time, the one counted
   * first becomes the sample.
   */
  add(cause: Cause, id: JobId, at: number | null, name: string): void {
    const sum = this.#sums.get(cause.key);
    if (sum === undefined) {
      const names = new Map([[name, 1]]);
      const isTimed = at !== null;
      this.#sums.set(cause.key, { cause, count: 1, firstAt: at, lastAt: at, isTimed, sample: id, names });
      return;
    }
    sum.count += 1;
    sum.names.set(name, (sum.names.get(name) ?? 0) + 1);
    if (at === null) {
      sum.isTimed = false;
      return;
    }
    if (sum.firstAt === null || at < sum.firstAt) sum.firstAt = at;
    if (sum.lastAt !== null && at <= sum.lastAt) return;
    sum.lastAt = at;
    sum.sample = id;
  }
}
