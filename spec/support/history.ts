import fc from 'fast-check';

/** Something that a native writer does to its database. Steps that aren't possible then do nothing. */
export type Step =
  /** One statement, inside the open transaction, if any. */
  | { readonly do: 'sql'; readonly sql: string }
  /** One statement that isn't allowed in a transaction: skipped if one is open. */
  | { readonly do: 'outside'; readonly sql: string }
  | { readonly do: 'begin' }
  | { readonly do: 'commit' }
  | { readonly do: 'rollback' }
  /** The writer closes the database cleanly, and opens it again. */
  | { readonly do: 'reopen' }
  /** The writer dies as in a crash; another opens the database once what is left was checked. */
  | { readonly do: 'kill' };

/** A new database, and what happens to it. */
export interface History {
  /** Statements for a connection to the new file. */
  readonly start: readonly string[];
  readonly steps: readonly Step[];
}

const tables = ['red', 'green', 'blue'] as const;
const table = fc.constantFrom(...tables);
const length = fc.constantFrom(0, 5, 60, 300, 1500, 9000);
const rest = fc.record({
  table,
  modulo: fc.integer({ min: 1, max: 7 }),
  remainder: fc.integer({ min: 0, max: 6 }),
});
const journalMode = fc.constantFrom('wal', 'wal', 'delete', 'truncate', 'persist');

/** A text of about this length that tells which row and turn it belongs to. */
const textOf = (bytes: number, turn: number) => `printf('%s %d %.*c', id, ${turn}, ${bytes}, 'x')`;

const insert = fc
  .record({ table, rows: fc.integer({ min: 1, max: 25 }), bytes: length, turn: fc.nat(999) })
  .map(
    ({ table, rows, bytes, turn }) =>
      `WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < ${rows})
       INSERT INTO ${table} (text, bytes) SELECT ${textOf(bytes, turn)}, zeroblob(${Math.floor(bytes / 3)}) FROM n`,
  );
const update = fc
  .record({ rest, bytes: length, turn: fc.nat(999) })
  .map(
    ({ rest: { table, modulo, remainder }, bytes, turn }) =>
      `UPDATE ${table} SET text = ${textOf(bytes, turn)} WHERE id % ${modulo} = ${remainder}`,
  );
const remove = rest.map(
  ({ table, modulo, remainder }) => `DELETE FROM ${table} WHERE id % ${modulo} = ${remainder}`,
);
const define = fc.oneof(
  table.map((name) => createTable(name)),
  table.map((name) => `DROP TABLE IF EXISTS ${name}`),
  table.map((name) => `CREATE INDEX IF NOT EXISTS ${name}_text ON ${name} (text)`),
  table.map((name) => `DROP INDEX IF EXISTS ${name}_text`),
  fc
    .tuple(table, fc.nat(9))
    .map(([name, number]) => `ALTER TABLE ${name} ADD COLUMN more_${number} DEFAULT ${number}`),
  fc.tuple(table, fc.nat(9)).map(([name, number]) => `ALTER TABLE ${name} DROP COLUMN more_${number}`),
);
const savepoint = fc.constantFrom('SAVEPOINT point', 'ROLLBACK TO point', 'RELEASE point');
const maintain = fc.oneof(
  fc.constant('VACUUM'),
  fc.constantFrom(512, 1024, 4096, 65536).map((bytes) => `PRAGMA page_size = ${bytes}; VACUUM`),
  fc.integer({ min: 1, max: 20 }).map((pages) => `PRAGMA incremental_vacuum(${pages})`),
  fc.constantFrom('PASSIVE', 'FULL', 'RESTART', 'TRUNCATE').map((kind) => `PRAGMA wal_checkpoint(${kind})`),
  journalMode.map((mode) => `PRAGMA journal_mode = ${mode}`),
);

const sql = (statement: string): Step => ({ do: 'sql', sql: statement });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: insert.map(sql) },
  { weight: 5, arbitrary: update.map(sql) },
  { weight: 3, arbitrary: remove.map(sql) },
  { weight: 3, arbitrary: define.map(sql) },
  { weight: 1, arbitrary: savepoint.map(sql) },
  { weight: 3, arbitrary: maintain.map((statement) => ({ do: 'outside', sql: statement }) as const) },
  { weight: 4, arbitrary: fc.constant({ do: 'begin' } as const) },
  { weight: 2, arbitrary: fc.constant({ do: 'commit' } as const) },
  { weight: 2, arbitrary: fc.constant({ do: 'rollback' } as const) },
  { weight: 1, arbitrary: fc.constant({ do: 'reopen' } as const) },
  { weight: 1, arbitrary: fc.constant({ do: 'kill' } as const) },
);

function createTable(name: string): string {
  return `CREATE TABLE IF NOT EXISTS ${name} (id INTEGER PRIMARY KEY, text TEXT, bytes BLOB)`;
}

/** Any history of a database: page size, modes, and what happens to it. */
export const histories: fc.Arbitrary<History> = fc
  .record({
    pageSize: fc.constantFrom(512, 1024, 2048, 4096, 8192, 16384, 32768, 65536),
    autoVacuum: fc.constantFrom('NONE', 'FULL', 'INCREMENTAL'),
    mode: journalMode,
    steps: fc.array(step, { minLength: 8, maxLength: 40, size: 'max' }),
  })
  .map(({ pageSize, autoVacuum, mode, steps }) => ({
    start: [
      `PRAGMA page_size = ${pageSize}`,
      `PRAGMA auto_vacuum = ${autoVacuum}`,
      `PRAGMA journal_mode = ${mode}`,
      ...tables.map(createTable),
    ],
    steps,
  }));

/** Settings of each connection: a cache so small that transactions spill, and no waiting for the disk. */
export const connectionSettings = [
  'PRAGMA cache_size = 5',
  'PRAGMA cache_spill = 1',
  'PRAGMA synchronous = OFF',
  'PRAGMA wal_autocheckpoint = 30',
] as const;
