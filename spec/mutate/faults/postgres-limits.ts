import type { FaultyFile } from '../fault.js';

const limits: readonly string[] = ['spec/postgres/limits'];
const standby: readonly string[] = ['spec/postgres/standby'];
const link: readonly string[] = ['spec/postgres/link/server-link', 'spec/postgres/link/lost-link'];

/** What reads a server of PostgreSQL, and says what it can't. */
export const postgresLimits: readonly FaultyFile[] = [
  {
    file: 'lib/postgres/server-clock.ts',
    checks: ['spec/postgres/server-clock'],
    faults: [
      { before: 'at + tookMs / 2 - here', after: 'at - here' },
      { before: 'toleranceMs + tookMs / 2', after: 'toleranceMs' },
      { before: 'Math.abs(ahead - this.#aheadMs)', after: 'Math.abs(ahead)' },
      { before: 'Math.abs(ahead) <= toleranceMs ? 0 : Math.round(ahead)', after: 'Math.round(ahead)' },
    ],
  },
  {
    file: 'lib/postgres/postgres-database.ts',
    checks: [...standby, ...limits, 'spec/postgres/by-ranges', 'spec/contract/sources'],
    faults: [
      { before: 'const mostYields = 3;', after: 'const mostYields = 0;' },
      { before: "typeof outcome === 'object' &&", after: 'false &&' },
      { before: 'if (this.#replayedUntil === null) {', after: 'if (true) {' },
      { before: 'this.#replayedUntil = instant.replayedUntil;', after: '' },
      { before: '(?!all )', after: '(?!none )' },
      { before: 'Math.max(this.#wasRightAt, this.#replayedUntil - this.aheadMs)', after: 'Infinity' },
      { before: '...(!isNoLimit(limits) && { limits })', after: '' },
      { before: '${link.connections} ${this.#failures}', after: '${link.connections}' },
    ],
  },
  {
    file: 'lib/postgres/link/server-link.ts',
    checks: link,
    faults: [
      { before: "await connection.run('COMMIT');", after: '' },
      { before: 'if (!isOfStatement(trouble)) await this.#drop();', after: '' },
      { before: 'this.#pauseMs = firstPauseMs;', after: '' },
      { before: 'Math.min(longestPauseMs, 2 * this.#pauseMs)', after: '2 * this.#pauseMs' },
      { before: 'steady() < this.#waiting.until', after: 'false' },
    ],
  },
  {
    file: 'lib/postgres/link/session-wish.ts',
    checks: ['spec/postgres/link/session-wish'],
    faults: [
      { before: "['standby', 'any']", after: "['standby']" },
      { before: 'return !isStandby && !onlyReads;', after: 'return !onlyReads;' },
      { before: 'return isStandby || onlyReads;', after: 'return isStandby;' },
      { before: 'return !isStandby;', after: 'return true;' },
    ],
  },
  {
    file: 'lib/postgres/link/server-connection.ts',
    checks: ['spec/postgres/link/session-wish', ...link],
    faults: [
      { before: "if (wish === 'any') return connection;", after: 'return connection;' },
      { before: '    await connection.close();\n    throw error;', after: '    throw error;' },
    ],
  },
  {
    file: 'lib/model/limits.ts',
    checks: ['spec/view/limits'],
    faults: [
      { before: 'asOf: until + aheadOf(picture)', after: 'asOf: until' },
      { before: 'picture.limits?.goodUntil ?? picture.asOf', after: 'picture.asOf' },
    ],
  },
  {
    file: 'lib/view/context.ts',
    checks: ['spec/view/limits'],
    faults: [
      { before: 'now: context.here + aheadMs,', after: 'now: context.now,' },
      { before: 'databases: new Map(),', after: '' },
    ],
  },
  {
    file: 'lib/view/limit-words.ts',
    checks: ['spec/view/limits'],
    faults: [
      { before: "own === '' ? (first ?? '') : own", after: 'own' },
      { before: "hidesRows ? 'this user may not see all rows' : ''", after: "''" },
      { before: "aheadMs > 0 ? 'ahead' : 'behind'", after: "'ahead'" },
    ],
  },
];
