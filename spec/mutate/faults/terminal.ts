import type { FaultyFile } from '../fault.js';

const checks: readonly string[] = ['spec/terminal/outlet', 'spec/terminal/session'];

/** What is on its way to a terminal. */
export const terminal: readonly FaultyFile[] = [
  {
    file: 'lib/terminal/outlet.ts',
    checks,
    faults: [
      { before: "while (this.#rest !== '' && this.#isTaken)", after: "while (this.#rest !== '')" },
      { before: "return this.#rest === '' && this.#isTaken;", after: "return this.#rest === '';" },
      { before: 'if (!this.empty) return;', after: '' },
      { before: 'if (this.#abandoned) return true;', after: '' },
      { before: 'return before > 0 ? before : text.length;', after: 'return mostAtOnce;' },
    ],
  },
  {
    file: 'lib/terminal/session.ts',
    checks,
    faults: [
      { before: 'this.#outlet.abandon();', after: '' },
      { before: 'for (const cancel of cancels) cancel();', after: '' },
    ],
  },
];
