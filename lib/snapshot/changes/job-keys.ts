import type { JobId } from '../../model/job.js';

/**
 * Numbers for jobs' ids, so that a million can be kept packed: an id is its own key where a number holds it, and
 * others, which few queues have, get keys between the whole numbers. Keys stand as long as this does.
 */
export class JobKeys {
  readonly #odd: JobId[] = [];
  readonly #keys = new Map<JobId, number>();

  /** The key of an id. */
  of(id: JobId): number {
    const number = Number(id);
    if (Number.isSafeInteger(number) && String(number) === id) return number;
    let key = this.#keys.get(id);
    if (key === undefined) {
      key = this.#odd.push(id) - 1 + 0.5;
      this.#keys.set(id, key);
    }
    return key;
  }

  /** The id that has this key. */
  id(key: number): JobId {
    return Number.isInteger(key) ? String(key) : (this.#odd[key - 0.5] ?? '');
  }
}
