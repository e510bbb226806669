import { noProcess, type WorkerTable } from './worker-table.js';

/** A worker's name that may also be made of another one's name and process: `vm:30534`, `pid 30534`. */
const joined = /^(?:(.*):|pid )(0|[1-9]\d{0,15})$/s;

/** The codes of the workers with a name: without a process, and with one that the name ends with. */
export function codesNamed(workers: WorkerTable, name: string): readonly number[] {
  const [, worker = '', digits] = joined.exec(name) ?? [];
  return [
    workers.find(name, noProcess),
    digits === undefined ? null : workers.find(worker, Number(digits)),
  ].filter((code): code is number => code !== null && workers.name(code) === name);
}

/** Workers of different codes that have the same name. */
export class WorkerTwins {
  /** Codes of workers without a process, by names that may be others' too. */
  readonly #joined = new Map<string, number>();
  readonly #twins = new Map<number, number>();
  /** How many codes have been added. */
  #seen = 1;

  /** Adds the workers that are new in the table. */
  extend(workers: WorkerTable): void {
    for (; this.#seen < workers.size; this.#seen += 1) {
      const code = this.#seen;
      const { worker, process } = workers.parts(code);
      if (process !== noProcess) {
        const twin = this.#joined.size === 0 ? undefined : this.#joined.get(workers.name(code) ?? '');
        if (twin !== undefined) this.#twins.set(code, twin);
        continue;
      }
      if (!joined.test(worker)) continue;
      this.#joined.set(worker, code);
      const twin = codesNamed(workers, worker).find((each) => each < code);
      if (twin !== undefined) this.#twins.set(twin, code);
    }
  }

  /** Whether another worker has the same name. */
  has(code: number): boolean {
    return this.of([code]).length > 0;
  }

  /** The workers that have the same names as these. */
  of(codes: readonly number[]): readonly number[] {
    if (this.#twins.size === 0) return [];
    const all = new Set(codes);
    return [...this.#twins].flatMap(([one, other]) => [
      ...(all.has(one) ? [other] : []),
      ...(all.has(other) ? [one] : []),
    ]);
  }

  /** How many pairs there are of which both satisfy `isSuch`. */
  both(isSuch: (code: number) => boolean): number {
    let count = 0;
    for (const [one, other] of this.#twins) if (isSuch(one) && isSuch(other)) count += 1;
    return count;
  }
}
