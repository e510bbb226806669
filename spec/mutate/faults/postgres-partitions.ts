import type { FaultyFile } from '../fault.js';

const limits = 'spec/postgres/limits';
const partitions = 'spec/postgres/partitions';
const moved = 'spec/postgres/moved-tables';
const following = 'spec/postgres/following';

/** What is known of a server's tables, and of queues in several of them. */
export const postgresPartitions: readonly FaultyFile[] = [
  {
    file: 'lib/postgres/mirror/catalog.ts',
    checks: [limits, partitions, following],
    faults: [
      { before: "const isTable = kind === 'r' || kind === 'p';", after: 'const isTable = true;' },
      { before: "isTable && mayRead !== 't' ? 'no-grant'", after: "false ? 'no-grant'" },
      {
        before: "const isElsewhere = !isTable || hasForeign === 't';",
        after: 'const isElsewhere = !isTable;',
      },
      { before: 'unread.set(name, { table: name, why });', after: '' },
      { before: "hidesRows ||= hides === 't';", after: '' },
      { before: "if (queue === undefined) return 'no-queue';", after: "return 'no-queue';" },
      { before: "queue.why === 'no-grant' ? 'no-grant' : 'no-key'", after: "'no-grant'" },
      { before: '[each, unread, hidesRows, hasDispatchIndex]', after: '[each, hidesRows, hasDispatchIndex]' },
      { before: '[each, unread, hidesRows, hasDispatchIndex]', after: '[each, unread, hasDispatchIndex]' },
      { before: 'table.key === null ? heaps.map(({ id, file }) => [id, file]) : null', after: 'null' },
      { before: 'blocks === 0 || known.has(id)', after: 'true' },
      { before: 'blocks === 0 || known.has(id)', after: 'known.has(id)' },
      { before: "isParted === 't' && isNeverNull === 't'", after: "isParted === 't'" },
      { before: 'if (identityOf(before) !== identityOf(now)) return false;', after: '' },
    ],
  },
  {
    file: 'schema/postgres/catalog.sql',
    checks: [partitions, following],
    faults: [
      {
        before: ' AND NOT link.inhdetachpending',
        after: '',
        harmless:
          'the server itself leaves out what is about to be detached, and no place there is asked for',
      },
      { before: "count(*) > 1 OR bool_or(member.relkind = 'p')", after: 'FALSE' },
      { before: "count(*) > 1 OR bool_or(member.relkind = 'p')", after: "bool_or(member.relkind = 'p')" },
    ],
  },
  {
    file: 'schema/postgres/in_place.sql',
    checks: [moved],
    faults: [
      { before: 'IS DISTINCT FROM known.file', after: 'IS NULL' },
      { before: ' AND now.id NOT IN (SELECT known.id FROM known)', after: ' AND FALSE' },
      { before: 'WHERE known.id NOT IN (SELECT now.id FROM now)', after: 'WHERE FALSE' },
    ],
  },
  {
    file: 'lib/postgres/mirror/in-place.ts',
    checks: [moved],
    faults: [
      {
        before: 'if (tables.some(({ isParted }) => isParted)) await',
        after: 'if (tables.length === 0) await',
      },
      {
        before: '    await expectInPlace(instant, tables);\n    return result;',
        after: '    return result;',
      },
      { before: 'if (isTwice) await', after: 'if (tables.length === 0) await' },
    ],
  },
];
