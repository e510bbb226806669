import type { Diagnostics } from './diagnostics.js';

/** What of a problem is noted. */
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

  /** A read ended with this problem; null: with a picture. */
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
