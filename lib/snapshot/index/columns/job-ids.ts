import type { JobId } from '../../../model/job.js';

/**
 * The ids of jobs by their rows' numbers. In most queues the number is the id; in a queue whose ids are texts, each row
 * that is decoded says what its id is. A text that no row has any more is forgotten once there are many of those.
 */
export class JobIds {
  readonly #texts = new Map<number, JobId>();
  readonly #numbers = new Map<JobId, number>();

  /** How many texts are known. */
  get size(): number {
    return this.#texts.size;
  }

  /** The row with this number has a text as its id. */
  set(number: number, id: JobId): void {
    this.#texts.set(number, id);
    this.#numbers.set(id, number);
  }

  /** The id of the job in the row with this number. */
  of(number: number): JobId {
    return this.#texts.get(number) ?? String(number);
  }

  /** The id as a value for SQL. */
  value(number: number): JobId | number {
    return this.#texts.get(number) ?? number;
  }

  /** The number of the row that has this id, if there is one; null: none can have it. */
  number(id: JobId): number | null {
    const number = this.#numbers.get(id) ?? Number(id);
    return this.of(number) === id ? number : null;
  }

  /** Whether the job in the row with a number is one of these. */
  among(ids: readonly JobId[]): (number: number) => boolean {
    const texts = new Set(ids);
    const numbers = new Set(ids.filter((id) => String(Number(id)) === id).map(Number));
    return (number) => {
      const text = this.#texts.get(number);
      return text === undefined ? numbers.has(number) : texts.has(text);
    };
  }

  /** Forgets the texts of rows that aren't there. */
  keep(isThere: (number: number) => boolean): void {
    for (const [number, id] of this.#texts) {
      if (isThere(number)) continue;
      this.#texts.delete(number);
      if (this.#numbers.get(id) === number) this.#numbers.delete(id);
    }
  }

  clear(): void {
    this.#texts.clear();
    this.#numbers.clear();
  }
}
