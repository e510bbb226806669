import type { FaultyFile } from '../fault.js';

/** What hears a server in PostgreSQL. */
export const postgresListening: readonly FaultyFile[] = [
  {
    file: 'lib/postgres/link/listening.ts',
    checks: ['spec/postgres/link/listening', 'spec/postgres/listening-watch'],
    faults: [
      {
        before: "if (isPooled && !keepsSessions) return this.#become('pooler');",
        after: '',
      },
      { before: 'if (isPooled && !keepsSessions)', after: 'if (isPooled)' },
      { before: "if (row?.[1] === 't') return this.#become('standby');", after: '' },
      { before: 'if (text !== sent) return onNews();', after: 'onNews();' },
      { before: 'steady() - this.#testedAt >= againMs', after: 'false' },
      { before: 'connection === this.#connection && !isDue', after: 'this.#connection !== null && !isDue' },
      { before: 'connection === this.#connection && !isDue', after: 'false' },
      { before: 'quotedName(channel)', after: 'channel' },
      { before: 'why !== this.#told', after: 'true' },
      { before: '      cancel();\n      throw error;', after: '      throw error;' },
      {
        before: "        this.#become('no-link');\n        onNews();",
        after: "        this.#become('no-link');",
      },
    ],
  },
  {
    file: 'lib/postgres/server-watch.ts',
    checks: ['spec/postgres/server-watch'],
    faults: [
      {
        before: 'if (this.#nextAt === null) this.#isHeard = true;',
        after: 'if (this.#nextAt === null) return;',
      },
      { before: 'else if (!this.#isDue) ', after: 'else ' },
      { before: 'this.#lookedAt + leastMs - this.#parts.steady()', after: '0' },
      { before: 'Math.max(leastMs, left)', after: 'leastMs' },
      { before: 'this.#isHeard ? leastMs : heardPollMs', after: 'heardPollMs' },
      { before: 'if (this.#isClosed || (this.#nextAt', after: 'if ((this.#nextAt' },
    ],
  },
];
