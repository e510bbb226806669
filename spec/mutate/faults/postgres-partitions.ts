import type { FaultyFile } from '../fault.js';

const catalog = 'spec/postgres/mirror/catalog';
const limits = 'spec/postgres/limits';
const partitions = 'spec/postgres/partitions';
const moved = 'spec/postgres/moved-tables';

/** What is known of a server's tables, and of queues in several of them. */
export const postgresPartitions: readonly FaultyFile[] = [
  {
    file: 'lib/postgres/mirror/catalog.ts',
    checks: [catalog, limits, partitions],
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
      {
        before: '[each, unread, hidesRows, hasDispatchIndex]',
        after: '[each, hidesRows, hasDispatchIndex]',
        harmless: 'the newer catalog says what is not mirrored, of which nothing is in the mirror',
      },
      { before: '[each, unread, hidesRows, hasDispatchIndex]', after: '[each, unread, hasDispatchIndex]' },
      { before: 'table.key === null ? heaps.map(({ id, file }) => [id, file]) : null', after: 'null' },
      { before: 'blocks === 0 || known.has(id)', after: 'true' },
      { before: 'blocks === 0 || known.has(id)', after: 'known.has(id)' },
      { before: "isParted === 't' && isNeverNull === 't'", after: "isParted === 't'" },
      { before: 'if (identityOf(before) !== identityOf(now)) return false;', after: '' },
      { before: "hasForeign === 't' && mayRead === 't')", after: "hasForeign === 't')" },
      {
        before: "if (name === queueName && isTable && hasForeign === 't'",
        after: "if (isTable && hasForeign === 't'",
      },
      { before: 'if (heaps !== null) table.heaps', after: 'if (heaps === null) table.heaps' },
      { before: '    if (!knownColumns.get(name)?.includes(column)) continue;\n', after: '' },
      {
        before: "const isOnlyKey = isKey === 't' && (kind === 'p' || isParted !== 't');",
        after: "const isOnlyKey = isKey === 't';",
      },
      {
        before: "const isQueueId = name === queueName && column === 'id'",
        after: "const isQueueId = column === 'id'",
      },
      { before: "if (one.kind !== 'integer') continue;", after: '' },
      { before: "isLedTo === 't' && isNeverNull === 't'", after: "isLedTo === 't'" },
      { before: 'table.range ??= column;', after: 'table.range = column;' },
      { before: '.filter(({ columns }) => columns.length > 0)', after: '' },
      { before: "  if (queue.key !== 'id') throw new PostgresFailure({ kind: 'no-key' });\n", after: '' },
      { before: "'status', 'priority', 'id')", after: "'status', 'id', 'priority')" },
      { before: "return isIndexed !== 'f';", after: "return isIndexed === 'f';" },
    ],
  },
  {
    file: 'schema/postgres/catalog.sql',
    checks: [catalog, partitions],
    faults: [
      { before: ' AND NOT link.inhdetachpending', after: '' },
      { before: "count(*) > 1 OR bool_or(member.relkind = 'p')", after: 'FALSE' },
      { before: "count(*) > 1 OR bool_or(member.relkind = 'p')", after: "bool_or(member.relkind = 'p')" },
      { before: "IN ('r', 'p', 'v', 'm', 'f')", after: "IN ('r', 'p', 'm', 'f')" },
      { before: "IN ('r', 'p', 'v', 'm', 'f')", after: "IN ('r', 'p', 'v')" },
      { before: 'ON class.relnamespace = queue.relnamespace AND', after: 'ON' },
      { before: 'row_security_active(wanted.oid) AS', after: 'FALSE AS' },
      { before: "bool_or(member.relkind = 'f') AS has_foreign", after: 'FALSE AS has_foreign' },
      { before: " FILTER (WHERE member.relkind = 'r')", after: '' },
      { before: "' ' ORDER BY member.oid", after: "' ' ORDER BY member.oid DESC" },
      { before: ' AND key.indnkeyatts = 1', after: '' },
      { before: ' AND key.indisprimary', after: '' },
      { before: 'key.indkey[0] = field.attnum AS is_key', after: 'key.indexrelid IS NOT NULL AS is_key' },
      { before: 'index.indkey[0] AS first', after: 'unnest(index.indkey) AS first' },
      { before: ' AND index.indisvalid AND index.indpred IS NULL', after: '' },
      {
        before: ' AND NOT field.attisdropped',
        after: '',
        harmless: 'what a dropped column is called is no name of ours',
      },
      {
        before: "has_table_privilege(wanted.oid, 'SELECT')",
        after: "has_table_privilege(wanted.oid, 'SELECT, INSERT')",
      },
    ],
  },
  {
    file: 'schema/postgres/in_place.sql',
    checks: [moved],
    faults: [
      { before: 'IS DISTINCT FROM known.file', after: 'IS NULL' },
      { before: ' AND now.id NOT IN (SELECT known.id FROM known)', after: ' AND FALSE' },
      { before: 'WHERE known.id NOT IN (SELECT now.id FROM now)', after: 'WHERE FALSE' },
      { before: 'pg_relation_filenode(now.id) IS NOT NULL AND ', after: '' },
      {
        before:
          '  UNION\n  SELECT tree.relid::oid FROM root CROSS JOIN LATERAL pg_partition_tree(root.id) AS tree\n',
        after: '',
      },
      {
        before:
          '  SELECT root.id::oid AS id FROM root WHERE root.id IS NOT NULL\n  UNION\n  SELECT tree.relid::oid FROM',
        after: '  SELECT tree.relid::oid AS id FROM',
      },
      { before: ' AND class.relispartition', after: '' },
      { before: "split_part(heap, ':', 2)::oid AS file", after: "split_part(heap, ':', 1)::oid AS file" },
    ],
  },
  {
    file: 'lib/postgres/mirror/in-place.ts',
    checks: [moved, limits],
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
      { before: "error.trouble.kind === 'same-ids'", after: 'true' },
      { before: '["\\\\]/g', after: '"/g' },
      { before: '["\\\\]/g', after: '\\\\/g' },
      { before: '`"${written.replace', after: '`${written.replace' },
      { before: "if (isInPlace !== 't') throw", after: "if (isInPlace === 't') throw" },
      {
        before: "throw new PostgresFailure({ kind: 'gave-way' })",
        after: "throw new PostgresFailure({ kind: 'no-queue' })",
      },
    ],
  },
];
