import type { FaultyFile } from '../fault.js';

const guards: readonly string[] = ['spec/postgres/actions/guards'];
const unusual: readonly string[] = ['spec/postgres/actions/unusual-queues'];
const writes: readonly string[] = [...unusual, ...guards, 'spec/postgres/actions/same-writes'];

/** What changes jobs of a queue in PostgreSQL. */
export const postgresActions: readonly FaultyFile[] = [
  {
    file: 'lib/postgres/actions/change-on-server.ts',
    checks: [...unusual, ...guards, 'spec/postgres/actions/lost-commit', 'spec/postgres/actions/same-writes'],
    faults: [
      { before: 'filter(({ id }) => isWhole(id))', after: 'filter(() => true)' },
      { before: 'BigInt.asIntN(64, BigInt(id)) === BigInt(id)', after: 'true' },
      { before: "change.statement === 'stop' ? await withFigures(run, queue, all) : all", after: 'all' },
      { before: 'changedIds.has(id) ? 1 : 0', after: '1' },
      { before: 'queue.failures !== null && changedIds.size > 0', after: 'false' },
      {
        before: 'const retried = seen.filter(({ id }) => changedIds.has(id));',
        after: 'const retried = seen;',
      },
      { before: "'23514', ", after: '' },
      { before: "'23503', ", after: '' },
      { before: "'22P02', ", after: '' },
      { before: ", '22001']", after: ']' },
      { before: '      if (!isRefusal(error)) throw error;\n', after: '' },
      {
        before: "await run('RELEASE SAVEPOINT before_word');",
        after: '',
        harmless: 'the end of the transaction releases it',
      },
      { before: "await run('ROLLBACK TO SAVEPOINT before_word');", after: '' },
      { before: 'if (seen.length <= 1) throw refusal;', after: 'throw refusal;' },
      { before: '  for (const { id } of jobs) tally.add', after: '  for (const { id } of seen) tally.add' },
      { before: 'now: { status: statusText, retries: retryCount }', after: 'now: { status, retries }' },
      { before: 'changedIds.has(id) ? present.get(id) : undefined', after: 'present.get(id)' },
      {
        before: "rows.some(([isOurs]) => isOurs === 't')",
        after: "rows.every(([isOurs]) => isOurs === 't')",
      },
      { before: "? 'not done' : 'unknown'", after: "? 'unknown' : 'not done'" },
      { before: '[text, withoutNaN(text)]', after: '[text]' },
      { before: " && !candidate.includes('\\\\u0000')", after: '' },
      { before: 'isJsonObject(JSON.parse(candidate)) &&', after: 'JSON.parse(candidate) !== undefined &&' },
      { before: '/"(?:[^"\\\\]|\\\\.)*"|-?', after: '/-?' },
      { before: '|-?\\b(?:NaN', after: '|\\b(?:NaN' },
      { before: 'NaN|Infinity', after: 'NaN' },
      {
        before: "leased: leased === 't', parserPaused: parserPaused === 't'",
        after: "leased: parserPaused === 't', parserPaused: leased === 't'",
      },
      {
        before: 'status: statusText, retries: retryCount, mark',
        after: 'status: statusText, retries: 0, mark',
      },
      { before: 'workerMark === undefined ? null : JSON.parse(workerMark)', after: 'null' },
      {
        before: '  } catch {\n    return null;\n  }\n}\n\n/** Whether an id',
        after: '  } catch {\n    return [];\n  }\n}\n\n/** Whether an id',
        harmless: 'no mark of a row is either',
      },
      { before: '(?:0|-?[1-9]', after: '(?:0|[1-9]' },
      { before: '(?:0|-?[1-9]', after: '(?:-?[1-9]' },
    ],
  },
  {
    file: 'lib/postgres/actions/fitted-statement.ts',
    checks: writes,
    faults: [
      {
        before: 'if (there?.canBeSet !== true) return null;',
        after: 'if (there === undefined) return null;',
      },
      { before: "if (column === 'scheduled_at' && !columns.has('lease_token')) return null;", after: '' },
    ],
  },
  {
    file: 'lib/postgres/actions/notations.ts',
    checks: writes,
    faults: [
      { before: 'return areAlike(column, own, columns) ?', after: 'return false ?' },
      { before: "if (kind === 'time') return 'instant';", after: '' },
    ],
  },
  {
    file: 'lib/postgres/actions/times.ts',
    checks: writes,
    faults: [
      { before: '(value) => aTime.test(value)', after: "(value) => value !== ''" },
      { before: "if (notationOf(column) === 'text') return '2000-01-01 00:00:00';", after: '' },
      { before: "column.type === 'integer' ? '1000000000' :", after: "column.type === '' ? '' :" },
    ],
  },
  {
    file: 'lib/postgres/actions/server-queue.ts',
    checks: writes,
    faults: [
      {
        before: "failures?.columns.has('earlier_attempt') && jobId",
        after: 'failures !== undefined && jobId',
      },
      { before: "queue?.columns.get('id')?.kind !== 'integer'", after: 'queue === undefined' },
    ],
  },
  {
    file: 'lib/postgres/actions/server-problem.ts',
    checks: guards,
    faults: [
      { before: "trouble.code === '25006'", after: 'false' },
      { before: "trouble.code.startsWith('53')", after: 'false' },
    ],
  },
  {
    file: 'lib/postgres/actions/perform-on-server.ts',
    checks: writes,
    faults: [
      { before: '[...new Map(asked.map((job) => [job.id, job])).values()]', after: 'asked' },
      { before: 'jobs.slice(from, from + mostAtOnce)', after: 'jobs.slice(0, mostAtOnce)' },
      {
        before: 'if (sum.changed === 0 || error instanceof UnknownOutcome) throw error;',
        after: 'throw error;',
      },
    ],
  },
  {
    file: 'schema/postgres/fragments/seen_job.sql',
    checks: writes,
    faults: [
      { before: 'AND COALESCE(fragment.whole(job.retry_count), 0) = seen.retries', after: '' },
      { before: "AND COALESCE(fragment.text(job.status), '') = seen.status", after: '' },
    ],
  },
  {
    file: 'schema/postgres/actions/hold.sql',
    checks: guards,
    faults: [{ before: 'FOR UPDATE', after: '' }],
  },
  {
    file: 'schema/postgres/actions/retry.sql',
    checks: writes,
    faults: [
      { before: ' AND fragment.worker_mark = seen.mark', after: '' },
      {
        before: 'COALESCE(fragment.whole(job.retry_count), 0) + 1',
        after: 'COALESCE(fragment.whole(job.retry_count), 0)',
      },
    ],
  },
];
