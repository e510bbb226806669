import type { FaultyFile } from '../fault.js';

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
    checks: [
      ...['spec/postgres/postgres-database', 'spec/postgres/mirror/mirror-of-server', 'spec/postgres/limits'],
      ...['spec/postgres/standby', 'spec/postgres/by-ranges', 'spec/contract/sources'],
    ],
    faults: [
      { before: 'const mostBeginnings = 3;', after: 'const mostBeginnings = 0;' },
      {
        before: 'this.#last = reading.catch(() => {});',
        after: '',
      },
      {
        before: 'const asOf = this.#parts.clock();\n      const outcome = await this.#follow(asOf);',
        after:
          'const outcome = await this.#follow(this.#parts.clock());\n      const asOf = this.#parts.clock();',
      },
      { before: "if (outcome === 'closer') continue;", after: '' },
      { before: '        beginnings += 1;\n        this.#forget();', after: '        beginnings += 1;' },
      { before: 'this.#failures += 1;', after: '' },
      { before: '|| yields === mostYields || this.#isClosed', after: '|| yields === mostYields' },
      { before: 'this.#serverClock.hear(instant.at, instant.tookMs, clock());', after: '' },
      { before: "if (trouble.kind !== 'too-slow') return trouble;", after: '' },
      { before: '(this.#mirrored?.steps ?? 0) > before', after: 'false' },
      { before: '(this.#mirrored?.steps ?? 0) > before', after: '(this.#mirrored?.steps ?? 0) >= before' },
      { before: 'for (const mirror of Object.values(empty ?? {})) mirror.close();', after: ';' },
      { before: 'else if (!this.#isClosed) this.#mirrored.writeLeftOver();', after: '' },
      { before: "if (error instanceof BeginAgain) return 'again';", after: '' },
      { before: 'if (error instanceof NotWhole) return null;', after: '' },
      { before: 'await this.#parts.link.close();', after: '' },
      { before: '    await this.#last;\n', after: '' },
      { before: 'this.#mirrored?.close();', after: '' },
      { before: '...(rightSince !== null && { rightSince }),', after: '' },
      { before: "goesOn ? ` ${this.#follows}` : ''", after: "''" },
      { before: ': told.trouble.kind;', after: ": '';" },
      { before: 'this.#follows += 1;', after: '' },
      { before: 'const mostYields = 3;', after: 'const mostYields = 0;' },
      { before: "typeof outcome === 'object' &&", after: 'false &&' },
      { before: 'if (replayedUntil === null) {', after: 'if (true) {' },
      {
        before: '{ server, replayedUntil, isStandby };',
        after: '{ server, replayedUntil: null, isStandby };',
      },
      { before: '\\S+ all (.*?)', after: '\\S+ (?:all )?(.*?)' },
      { before: 'Math.max(wasRightAt, replayedUntil - this.aheadMs)', after: 'Infinity' },
      { before: 'this.#goodUntil(at) ?? at', after: 'at' },
      { before: 'server.startsWith(this.#wasRight.server)', after: 'true' },
      { before: 'server.startsWith(this.#wasRight.server)', after: 'false' },
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
    file: 'lib/postgres/link/target-session.ts',
    checks: ['spec/postgres/link/target-session'],
    faults: [
      { before: "['standby', 'any']", after: "['standby']" },
      { before: 'return !isStandby && !onlyReads;', after: 'return !onlyReads;' },
      { before: 'return isStandby || onlyReads;', after: 'return isStandby;' },
      { before: 'return !isStandby;', after: 'return true;' },
    ],
  },
  {
    file: 'lib/postgres/link/server-connection.ts',
    checks: [
      ...['spec/postgres/link/server-connection', ...link],
      ...['spec/postgres/link/encrypted', 'spec/postgres/link/target-session'],
    ],
    faults: [
      { before: "client.on('error', (error) => this.#lose(troubleOf(error, true)));", after: '' },
      { before: "client.on('end', () => this.#lose({ kind: 'gone' }));", after: '' },
      { before: "this.#listener?.hear(payload ?? '')", after: "this.#listener?.hear('')" },
      { before: 'if (this.#trouble !== null) throw new PostgresFailure(this.#trouble);', after: '' },
      {
        before: 'const cancel = this.#after(patienceMs, () => this.#giveUp());',
        after: 'const cancel = () => {};',
      },
      { before: '...(values.length > 0 && { values: [...values] }),', after: 'values: [...values],' },
      {
        before: 'throw new PostgresFailure(this.#trouble ?? troubleOf(error, true));',
        after: 'throw new PostgresFailure(troubleOf(error, true));',
      },
      {
        before: '    } finally {\n      cancel();\n    }\n  }\n\n  /** Ends it;',
        after: '    }\n  }\n\n  /** Ends it;',
      },
      { before: "rowMode: 'array' as const, types: asText", after: "rowMode: 'array' as const" },
      {
        before: 'Array.isArray(result) ? result.at(-1) : result',
        after: 'Array.isArray(result) ? result[0] : result',
      },
      { before: "    this.#trouble = { kind: 'gone' };\n", after: '' },
      { before: 'if (!isUp) return this.#cut();', after: 'if (!isUp) return;' },
      {
        before: 'const cancel = this.#after(closingMs, () => this.#cut());',
        after: 'const cancel = () => {};',
      },
      { before: 'this.#listener?.end();', after: '' },
      { before: 'if (this.#trouble !== null) return;\n', after: '' },
      {
        before: "this.#lose({ kind: 'silent' });\n    this.#cut();",
        after: "this.#lose({ kind: 'silent' });",
      },
      {
        before: "if (!['no-ssl', 'not-let-in', 'no-postgres', 'gone'].includes(last.kind)) break;",
        after: 'break;',
      },
      {
        before: "if (!['no-ssl', 'not-let-in', 'no-postgres', 'gone'].includes(last.kind)) break;",
        after: '',
      },
      { before: "application_name: 'jobs-view', keepAlive", after: 'keepAlive' },
      { before: 'last = error.trouble;', after: '' },
      { before: "wantsPassword = password === null || password === '';", after: '' },
      {
        before: "if (isLate) return { kind: 'silent' };",
        after: '',
        harmless: 'the error that the connection is ended with says the same',
      },
      {
        before: "throw new PostgresFailure({ kind: 'certificate-file' });",
        after: "throw new PostgresFailure({ kind: 'refused' });",
      },
      { before: "if (target === 'any') return connection;", after: 'return connection;' },
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
