import type { FaultyFile } from '../fault.js';

/** When the reader reads, and how long it rests. */
export const paceFaults: readonly FaultyFile[] = [
  {
    file: 'lib/app/read-pace.ts',
    checks: ['spec/app/read-pace', 'spec/app/read-pace-asked', 'spec/app/read-pace-bursts'],
    faults: [
      { before: 'const restPerRead = 3;', after: 'const restPerRead = 2;' },
      { before: 'const restAtFullSpeed = 39;', after: 'const restAtFullSpeed = 20;' },
      { before: 'if (gap > longestGapMs) this.#gaps = [];\n    else {', after: '{' },
      { before: 'readEnded === null ? 0 : now - readEnded', after: 'now - (readEnded ?? 0)' },
      { before: 'sinceRead < nextLookMs ? Math.min(gap, sinceRead) : gap', after: 'gap' },
      {
        before: 'sinceRead < nextLookMs ? Math.min(gap, sinceRead) : gap',
        after: 'Math.min(gap, sinceRead)',
      },
      { before: 'this.#atFullSpeed() ? ', after: 'true ? ' },
      { before: 'ended + rest, besideWriter);', after: 'ended + rest);' },
      { before: 'usual, besideWriter);', after: 'usual);' },
      { before: 'if (isEarly) this.#earlyFrom = ended + took;', after: '' },
      { before: 'if (isEarly) this.#earlyFrom = this.#evenAt;', after: '' },
      { before: '(isEarly ? this.#evenAt - began : 0)', after: '0' },
      { before: 'if (this.#lastTook > longestEarlyMs) return this.#restsUntil;', after: '' },
      { before: "if (this.#wanted === 'not') this.#wanted = 'in-time';", after: "this.#wanted = 'in-time';" },
      { before: '      this.#reading = null;\n      this.#go();', after: '      this.#reading = null;' },
    ],
  },
];
