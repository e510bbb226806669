import type { FaultyFile } from '../fault.js';

/** Transactions on a server of PostgreSQL, and what became of a lost one. */
export const postgresWriter: readonly FaultyFile[] = [
  {
    file: 'lib/postgres/actions/server-writer.ts',
    checks: [
      ...['spec/postgres/actions/server-writer', 'spec/postgres/actions/lost-commit'],
      ...[
        'spec/postgres/link/target-session',
        'spec/postgres/actions/guards',
        'spec/postgres/actions/restarts',
      ],
    ],
    faults: [
      { before: "'starting', 'refused',", after: "'starting'," },
      { before: "...(['out-of-connections', 'pooler'] as const),", after: '' },
      { before: 'mayBeElsewhere ||= mayPass(error);', after: '' },
      { before: 'let mayBeElsewhere = this.#wasUp;', after: 'let mayBeElsewhere = true;' },
      { before: '|| signal.aborted || steady() + pause >= until', after: '' },
      { before: "'gave-way', 'locked', 'too-slow']", after: "'gave-way', 'too-slow']" },
      {
        before: 'if (isAnswer) throw error;',
        after: '',
        harmless: 'the server is asked then, and says that it was not done',
      },
      {
        before: 'if (!(await this.#wasCommitted(transaction, (run) => traceOf(run, result)))) throw error;',
        after: 'throw error;',
      },
      { before: "if (status === 'aborted') return false;", after: '' },
      { before: ' && this.#history === history;', after: ';' },
      {
        before:
          'error instanceof PostgresFailure || error instanceof OnlyStandby)) throw error;\n      }\n      await',
        after: 'error instanceof PostgresFailure)) throw error;\n      }\n      await',
      },
      { before: "    parts.signal.addEventListener('abort', this.#stop);\n", after: '' },
      {
        before:
          "    this.#parts.signal.removeEventListener('abort', this.#stop);\n    await this.#connection?.close();",
        after: '    await this.#connection?.close();',
      },
      { before: 'this.#stop);\n    await this.#connection?.close();\n', after: 'this.#stop);\n' },
      { before: 'pause = Math.min(longestPauseMs, 2 * pause);', after: '' },
      { before: 'Math.min(longestPauseMs, 2 * pause)', after: '2 * pause' },
      {
        before: "      if (!isWorthIt(result)) {\n        await run('ROLLBACK');\n",
        after: '      if (!isWorthIt(result)) {\n',
      },
      {
        before: "      if (connection.trouble === null) await run('ROLLBACK').catch(() => {});\n",
        after: '',
      },
      {
        before: 'error instanceof PostgresFailure && isOfStatement(error.trouble);',
        after: 'error instanceof PostgresFailure;',
      },
      { before: 'Math.max(100, Math.floor(until - steady()))', after: 'Math.floor(until - steady())' },
      { before: 'SET LOCAL statement_timeout = ${left};', after: '' },
      {
        before: '`SET LOCAL search_path = ${quotedName(parameters.schema)};`',
        after: '`SET LOCAL search_path = ${parameters.schema};`',
      },
      { before: 'const isSame = history !== null && ', after: 'const isSame = ' },
      { before: "        if (status === 'committed') return true;\n", after: '' },
      {
        before: "if (status !== 'in progress') return",
        after: 'return',
        harmless: 'the transaction has its rows locked for as long as that, so looking at them waits for it',
      },
      { before: '      await this.#wait(longestPauseMs);\n', after: '' },
      {
        before: "    } finally {\n      await run('ROLLBACK').catch(() => {});\n    }\n",
        after: '    } finally {\n    }\n',
        harmless: 'what follows goes on in the same transaction, whose locks are those that it needs',
      },
      { before: "if (trace === 'unknown') throw new UnknownOutcome();", after: '' },
      { before: "if (signal.aborted) throw new PostgresFailure({ kind: 'gone' });", after: '' },
      { before: 'while (!signal.aborted && steady() < until)', after: 'while (steady() < until)' },
      {
        before: '          await connection.close();\n          throw new OnlyStandby(false);',
        after: '          throw new OnlyStandby(false);',
      },
      { before: '        this.#wasUp = true;\n', after: '' },
      { before: "servers: [server], sessions: 'any'", after: 'servers: [server]' },
      { before: '        this.#history = await historyOf(connection);\n', after: '' },
      {
        before: '    if (!(error instanceof PostgresFailure)) throw error;\n    return null;',
        after: '    throw error;',
      },
      {
        before: '    await this.#connection?.close();\n    this.#connection = null;\n    const { parameters',
        after: '    const { parameters',
        harmless: 'a connection that was lost has ended, or was cut off, and is not used again',
      },
    ],
  },
  {
    file: 'schema/postgres/actions/trace.sql',
    checks: ['spec/postgres/actions/lost-commit'],
    faults: [
      { before: 'target.writer = seen.writer', after: 'TRUE' },
      { before: 'FOR UPDATE OF job', after: '' },
      { before: "    AND COALESCE(fragment.text(job.status), '') = seen.now ->> 'status'\n", after: '' },
      {
        before: "\n    AND COALESCE(fragment.whole(job.retry_count), 0) = (seen.now ->> 'retries')::bigint,",
        after: ',',
      },
      { before: '  fragment.seen_job\n', after: '  FALSE\n' },
      { before: "seen.now ->> 'status'", after: 'seen.status' },
      { before: '  target.writer = seen.writer\n', after: '  target.writer <> seen.writer\n' },
    ],
  },
];
