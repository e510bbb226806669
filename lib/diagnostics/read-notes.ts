import type { Diagnostics } from './diagnostics.js';

/** The part of a problem that is logged. */
interface ReadFailure {
  readonly code: string;
  readonly file: string;
  readonly detail?: string | undefined;
}

/** Notes reads that fail, and the first one after them that doesn't. */
export class ReadNotes {
  #failingAs: string | null = null;

  readonly #diagnostics: Diagnostics;

  constructor(diagnostics: Diagnostics) {
    this.#diagnostics = diagnostics;
  }

  /** Takes the result of a read: its problem, or null for a picture. */
  take(problem: ReadFailure | null): void {
    if (problem !== null) {
      const { code, file, detail } = problem;
      this.#diagnostics.note('read.failed', { code, file, detail });
      this.#failingAs = code;
    } else if (this.#failingAs !== null) {
      this.#diagnostics.note('read.recovered', { after: this.#failingAs });
      this.#failingAs = null;
    }
  }
}
