import type { JobId } from '../../model/job.js';

/**
 * Numbers in place of jobs' ids, so that a million can be stored compactly: an id that a number can hold is its own
 * key; others, which few queues have, get fractional keys. Keys stay valid as long as this object exists.
 */
export class JobKeys {
  readonly #texts: JobId[] = [];
  readonly #keys = new Map<JobId, number>();

  /** The key of an id. */
  of(id: JobId): number {
    const number = Number(id);
    if (Number.isSafeInteger(number) && String(number) === id) return number;
    let key = this.#keys.get(id);
    if (key === undefined) {
      key = this.#texts.push(id) - 1 + 0.5;
      this.#keys.set(id, key);
    }
    return key;
  }

  /** The id that has this key. */
  id(key: number): JobId {
    return Number.isInteger(key) ? String(key) : (this.#texts[key - 0.5] ?? '');
  }
}
