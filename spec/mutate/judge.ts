import type { Fault, Verdict } from './fault.js';
import type { Run, Workshop } from './workshop.js';

/** A fault, and what should notice it. */
export interface Task {
  readonly file: string;
  readonly fault: Fault;
  /** Run one after the other until one notices. */
  readonly batches: readonly Batch[];
}

/** Checks that run in one process, one after the other. */
export interface Batch {
  readonly checks: readonly string[];
  /** Whether one of them starts the bundle. */
  readonly isOfProgram: boolean;
}

/** What a judge needs of a workshop. */
export type Place = Pick<Workshop, 'plant' | 'heal' | 'bundle' | 'run'>;

/** Judges faults, by checks that pass where there is no fault. */
export class Judge {
  readonly #seconds: number;
  /** Whether a check passes without any fault, by its name. */
  readonly #isSound = new Map<string, boolean>();

  /** Checks that take more than so many seconds of the processor count as failed. */
  constructor(seconds: number) {
    this.#seconds = seconds;
  }

  /** The checks that fail without any fault, as far as they failed with one. */
  get unsound(): readonly string[] {
    return [...this.#isSound].filter(([, isSound]) => !isSound).map(([check]) => check);
  }

  /** Has the checks run on a file's faulty text. */
  async judge(workshop: Place, { file, fault, batches }: Task, faulty: string): Promise<Verdict> {
    const began = performance.now();
    const failed = await this.#firstFailure(workshop, batches, () => workshop.plant(file, faulty));
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    return { file, fault, caughtBy: failed?.check ?? null, test: failed?.reason, seconds };
  }

  /** The first failure of a check that passes without the fault. */
  async #firstFailure(workshop: Place, batches: readonly Batch[], plant: () => void): Promise<Run | null> {
    for (const batch of batches) {
      const left = batch.checks.filter((check) => this.#isSound.get(check) !== false);
      while (left.length > 0) {
        plant();
        const run = await this.#run(workshop, { ...batch, checks: left });
        workshop.heal();
        if (run.passed) break;
        const check = run.check ?? left[0] ?? '';
        if (await this.#proveSound(workshop, batch, check)) return { ...run, check };
        left.splice(0, left.indexOf(check) + 1);
      }
    }
    return null;
  }

  async #run(workshop: Place, { checks, isOfProgram }: Batch): Promise<Run> {
    if (isOfProgram) {
      const bundle = await workshop.bundle();
      if (!bundle.passed) return bundle;
    }
    return await workshop.run(checks, this.#seconds);
  }

  /** Whether a check passes without the fault, or its failure would prove nothing. */
  async #proveSound(workshop: Place, batch: Batch, check: string): Promise<boolean> {
    const known = this.#isSound.get(check);
    if (known !== undefined) return known;
    const { passed } = await this.#run(workshop, { ...batch, checks: [check] });
    this.#isSound.set(check, passed);
    return passed;
  }
}
