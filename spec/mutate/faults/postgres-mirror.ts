import type { FaultyFile } from '../fault.js';

const pictures: readonly string[] = [
  'spec/postgres/mirrored-table',
  'spec/postgres/pictures',
  'spec/postgres/following',
];
const rows: readonly string[] = [
  ...['spec/postgres/placed-rows', 'spec/postgres/by-ranges', 'spec/postgres/following'],
];

/** Why it shows nothing wrong, but takes longer. */
const readAgain = 'the rows cannot be told apart then, and all of them are read again';

/** The rows of a server's tables in memory. */
export const postgresMirror: readonly FaultyFile[] = [
  {
    file: 'lib/postgres/mirror/differences.ts',
    checks: rows,
    faults: [
      {
        before: 'here.get(range) !== there.get(range)',
        after: 'false',
        harmless: readAgain,
      },
      {
        before: '.filter((key) => !left.delete(key)),',
        after: '.filter((key) => left.has(key)),',
        harmless: readAgain,
      },
      { before: 'places === null ? [] : await', after: 'true ? [] : await' },
      {
        before: 'const places = [...left.values()]',
        after: "const places = [...[''].slice(1)]",
        harmless: readAgain,
      },
    ],
  },
  {
    file: 'lib/postgres/mirror/mirrored-rows.ts',
    checks: ['spec/postgres/mirror/mirrored-rows', ...rows],
    faults: [
      { before: 'rows.length - (rows.length % rowsInOne)', after: 'rows.length' },
      { before: 'rows.slice(whole)', after: 'rows.slice(whole + 1)' },
      { before: 'values.length = 0;', after: '' },
      {
        before: 'if (writer.rows(this.#known, values.slice(0, 1)).length === 0) this.#count += 1;',
        after: 'this.#count += 1;',
        harmless: readAgain,
      },
      {
        before: 'if (writer.rows(this.#known, [key]).length > 0) this.#count -= 1;',
        after: '',
        harmless: readAgain,
      },
      {
        before: 'values.push(writtenValue(column.kind, row[at + 1] ?? null))',
        after: 'values.push(writtenValue(column.kind, row[at] ?? null))',
      },
      {
        before: '(CAST(?1 AS INTEGER) << ${shift}) + ${2 ** shift - 1}',
        after: '(CAST(?1 AS INTEGER) << ${shift}) + 0',
        harmless: readAgain,
      },
    ],
  },
  {
    file: 'lib/postgres/mirror/mirrored-table.ts',
    checks: [...pictures, 'spec/postgres/mirror/mirrored-rows'],
    faults: [
      { before: "text === 't' ? 1 : 0", after: '1' },
      { before: 'const mostExact = 15;', after: 'const mostExact = 16;' },
      { before: 'text.slice(2)', after: 'text.slice(1)' },
      { before: 'Number.isNaN(ms) ? text : ms', after: 'ms' },
      { before: '(?:\\+00)?$/', after: '$/' },
      { before: "'double precision': 'real',", after: '' },
      { before: "numeric: 'number',", after: '' },
    ],
  },
  {
    file: 'lib/postgres/mirror/placed-rows.ts',
    checks: rows,
    faults: [
      { before: 'this.#right ?? this.#began, pen', after: 'this.#right ?? now, pen' },
      { before: 'if (rows.count === count) return;', after: 'return;' },
      {
        before: '      rows.remove(writer, gone);\n',
        after: '',
        harmless: readAgain,
      },
      { before: 'pen.write((writer) => rows.put(writer, changed));', after: '' },
      { before: 'if (to >= this.#blocks) pen.later((writer) => rows.recount(writer));', after: '' },
    ],
  },
];
