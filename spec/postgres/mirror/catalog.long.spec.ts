import { afterAll, beforeAll, expect } from '@jest/globals';
import { type Catalog, goesOn, notIndexedBy, readCatalog } from '../../../lib/postgres/mirror/catalog.js';
import { needs } from '../../support/needs.js';
import { type PostgresServer, startPostgres } from '../../support/postgres-server.js';
import { linkTo } from '../link/link-to.js';

const { describe, it } = needs('postgres');

let server: PostgresServer;
let schemas = 0;
beforeAll(async () => {
  server = await startPostgres();
  await server.run('CREATE ROLE reader LOGIN', 'CREATE FOREIGN DATA WRAPPER nothing');
  await server.run('CREATE SERVER nowhere FOREIGN DATA WRAPPER nothing');
  // Not beside the queue that is meant, though it has a name of ours.
  await server.run('CREATE SCHEMA aside', 'CREATE TABLE aside.cf_sink_stats (id bigint PRIMARY KEY)');
}, 60_000);
afterAll(() => server.close());

const queue =
  'CREATE TABLE cf_processing_queue (dropped int, not_ours text, id bigint PRIMARY KEY, status text)';
const inHeirs = 'CREATE TABLE heir () INHERITS';

/** A schema of its own after these statements, and what is asked of it. */
async function schemaWith(...statements: readonly string[]) {
  schemas += 1;
  const schema = `catalog_${schemas}`;
  const run = (...more: readonly string[]) =>
    server.with(async (client) => {
      await client.query(`SET search_path TO ${schema}`);
      for (const statement of more) await client.query(statement);
    });
  await server.run(`CREATE SCHEMA ${schema}`, `GRANT USAGE ON SCHEMA ${schema} TO PUBLIC`);
  await run(...statements);
  const ask = async <T>(work: Parameters<ReturnType<typeof linkTo>['read']>[0], user = 'owner') => {
    const told = await linkTo(server, { schema, user }).read(work);
    return (told.kind === 'value' ? told.value : told.trouble.kind) as T;
  };
  return { run, ask, catalog: (user?: string) => ask<Catalog>((instant) => readCatalog(instant.rows), user) };
}

/** By what a table's rows are told apart and read. */
async function keysOf(table: string, ...statements: readonly string[]) {
  const { catalog } = await schemaWith(queue, ...statements);
  const found = (await catalog()).tables.find(({ name }) => name === table);
  return found && [found.key, found.range];
}

describe('The catalog of a database in PostgreSQL', () => {
  it('has each known table beside the queue, with its known columns', async () => {
    const { catalog } = await schemaWith(
      queue,
      'ALTER TABLE cf_processing_queue DROP COLUMN dropped',
      // Logs are read where they are.
      'CREATE TABLE cf_job_logs (job_id bigint, content text)',
      'CREATE TABLE cf_source_root (other int)',
      'CREATE TABLE cf_file_location (rel_path text, id smallint, source_root_id numeric)',
      'CREATE VIEW cf_job_failures AS SELECT 1 AS id',
      'CREATE MATERIALIZED VIEW cf_dead_letter AS SELECT 1 AS id',
      'CREATE FOREIGN TABLE cf_quarantine (id bigint) SERVER nowhere',
    );
    const { tables, unread, hidesRows, hasDispatchIndex } = await catalog();
    expect(tables.map(({ name, columns }) => [name, columns])).toEqual([
      [
        'cf_file_location',
        [
          { name: 'rel_path', kind: 'text' },
          { name: 'id', kind: 'integer' },
          { name: 'source_root_id', kind: 'number' },
        ],
      ],
      [
        'cf_processing_queue',
        [
          { name: 'id', kind: 'integer' },
          { name: 'status', kind: 'text' },
        ],
      ],
    ]);
    expect(unread).toEqual(
      ['cf_dead_letter', 'cf_job_failures', 'cf_quarantine'].map((table) => ({ table, why: 'not-plain' })),
    );
    expect([hidesRows, hasDispatchIndex]).toEqual([false, false]);
  });

  it.each<readonly [string, readonly [string | null, string | null], ...string[]]>([
    ['a key', ['id', 'id'], '(job_id bigint NOT NULL UNIQUE, id int PRIMARY KEY)'],
    ['a key, and an index after it', ['id', 'id'], '(id int PRIMARY KEY, job_id bigint NOT NULL UNIQUE)'],
    ['a key of two columns', [null, 'job_id'], '(id int, job_id bigint, PRIMARY KEY (job_id, id))'],
    ['a key that is a text', [null, null], '(id text PRIMARY KEY, job_id bigint)'],
    ['a text with an index', [null, 'job_id'], '(id text NOT NULL UNIQUE, job_id bigint NOT NULL UNIQUE)'],
    ['two indexes', [null, 'id'], '(id int NOT NULL UNIQUE, job_id bigint NOT NULL UNIQUE)'],
    ['an index of what may be null', [null, null], '(id int, job_id bigint UNIQUE)'],
    ['an index of some rows', [null, null], '(job_id bigint NOT NULL)', 'WHERE job_id > 5'],
    ['no index', [null, null], '(id bigint NOT NULL)'],
    ['heirs', [null, null], '(id bigint PRIMARY KEY)', inHeirs],
    ['heirs and an index', [null, null], '(id bigint NOT NULL UNIQUE)', inHeirs],
  ])('has the key and the range of a table by %s: %j', async (_, expected, columns, more = '') => {
    const table = 'cf_job_failures';
    const statements = [
      `CREATE TABLE ${table} ${columns}`,
      ...(more === inHeirs ? [`${inHeirs} (${table})`] : []),
      ...(more.startsWith('WHERE') ? [`CREATE INDEX ON ${table} (job_id) ${more}`] : []),
    ];
    expect(await keysOf(table, ...statements)).toEqual(expected);
  });

  it('has the heaps of a table in the order of their ids', async () => {
    const { run, ask, catalog } = await schemaWith(
      'CREATE TABLE first (id bigint NOT NULL, status text)',
      'CREATE TABLE cf_processing_queue (id bigint NOT NULL, status text) PARTITION BY LIST (status)',
    );
    // An index of a table without rows leads to all of them.
    expect(await catalog()).toMatchObject({
      tables: [{ key: 'id', isParted: true, heaps: [] }],
      hasDispatchIndex: true,
    });
    await run(
      `CREATE TABLE second PARTITION OF cf_processing_queue FOR VALUES IN ('QUEUED')`,
      `CREATE TABLE cf_job_failures (id bigint)`,
      `INSERT INTO cf_processing_queue SELECT i, 'QUEUED' FROM generate_series(1, 500) AS i`,
      `ALTER TABLE cf_processing_queue ATTACH PARTITION first FOR VALUES IN ('FAILED')`,
    );
    const heap = (name: string) =>
      `SELECT oid::text, relfilenode::text, pg_relation_size(oid)::int / 8192 FROM pg_class WHERE oid = '${name}'::regclass`;
    const [first, second, failures] = await ask<string[][]>(async (instant) => {
      const rows: unknown[] = [];
      for (const name of ['first', 'second', 'cf_job_failures'])
        rows.push(...(await instant.rows(heap(name))));
      return rows;
    });
    const asHeap = ([id, file, blocks]: readonly string[] = []) => ({ id, file, blocks: Number(blocks) });
    expect(asHeap(second).blocks).toBeGreaterThan(0);
    const { tables } = await catalog();
    expect(tables.map(({ name, isParted, heaps }) => [name, isParted, heaps])).toEqual([
      ['cf_job_failures', false, [asHeap(failures)]],
      ['cf_processing_queue', true, [asHeap(first), asHeap(second)]],
    ]);
  });

  it("has a dispatch index where one begins with the workers' columns in their order", async () => {
    const { run, ask, catalog } = await schemaWith(queue, 'ALTER TABLE cf_processing_queue ADD priority int');
    await run('CREATE INDEX ON cf_processing_queue (status, id, priority)');
    const before = await catalog();
    expect(before.hasDispatchIndex).toBe(false);
    await run('CREATE INDEX ON cf_processing_queue (status, priority, id, not_ours)');
    const now = await catalog();
    expect(now.hasDispatchIndex).toBe(true);
    expect([goesOn(before, now), goesOn(now, await catalog())]).toEqual([false, true]);
    expect(await ask((instant) => notIndexedBy(instant.rows, 'priority'))).toEqual(new Set(['priority']));
  });

  it.each([
    ['no-queue', 'CREATE TABLE cf_job_failures (id bigint PRIMARY KEY)'],
    ['no-key', 'CREATE TABLE cf_processing_queue (id bigint, status text)'],
    ['no-key', 'CREATE TABLE cf_processing_queue (file_id bigint PRIMARY KEY, id bigint NOT NULL)'],
    ['no-key', 'CREATE VIEW cf_processing_queue AS SELECT 1 AS id'],
    ['no-key', 'CREATE TABLE cf_processing_queue (id bigint, status text) PARTITION BY LIST (status)'],
  ])('is refused (%s) after %s', async (kind, statement) => {
    expect(await (await schemaWith(statement)).catalog()).toBe(kind);
  });

  it('is refused for missing rights before it is for foreign partitions', async () => {
    const { run, catalog } = await schemaWith(
      'CREATE TABLE cf_processing_queue (id bigint NOT NULL, status text) PARTITION BY LIST (status)',
      `CREATE FOREIGN TABLE away PARTITION OF cf_processing_queue DEFAULT SERVER nowhere`,
    );
    expect(await catalog()).toBe('foreign-part');
    expect(await catalog('reader')).toBe('no-grant');
    await run(
      'GRANT INSERT ON cf_processing_queue TO reader',
      'DROP FOREIGN TABLE away',
      `CREATE TABLE rest PARTITION OF cf_processing_queue DEFAULT`,
    );
    expect(await catalog('reader')).toBe('no-grant');
  });

  it('leaves out a table beside the queue if one of its partitions is foreign', async () => {
    const { catalog } = await schemaWith(
      queue,
      'CREATE TABLE cf_job_artifacts (job_id bigint NOT NULL, kind text) PARTITION BY LIST (kind)',
      `CREATE FOREIGN TABLE away PARTITION OF cf_job_artifacts DEFAULT SERVER nowhere`,
    );
    expect(await catalog()).toMatchObject({
      tables: [{ name: 'cf_processing_queue' }],
      unread: [{ table: 'cf_job_artifacts', why: 'not-plain' }],
    });
  });
});

describe('A mirror', () => {
  const queued = `cf_processing_queue FOR VALUES IN ('QUEUED')`;
  it.each<readonly [boolean, string, ...string[]]>([
    [true, 'nothing happened'],
    [true, 'an empty partition came', `CREATE TABLE fresh PARTITION OF ${queued}`],
    [
      ...([
        false,
        'one with rows came',
        `CREATE TABLE fresh AS SELECT 1::bigint AS id, 'QUEUED' AS status`,
      ] as const),
      ...[
        'ALTER TABLE fresh ALTER id SET NOT NULL',
        `ALTER TABLE cf_processing_queue ATTACH PARTITION fresh FOR VALUES IN ('QUEUED')`,
      ],
    ],
    [true, 'one went', 'ALTER TABLE cf_processing_queue DETACH PARTITION failed'],
    [true, 'rows whose ids tell them apart moved', 'VACUUM FULL failed'],
    [false, 'rows whose places tell them apart moved', 'VACUUM FULL cf_job_failures'],
    [false, 'a column came', 'ALTER TABLE cf_processing_queue ADD priority int'],
    [false, 'a table may not be read any more', 'REVOKE SELECT ON cf_sink_stats FROM reader'],
    [false, 'rules hide rows', 'ALTER TABLE cf_job_failures ENABLE ROW LEVEL SECURITY'],
    [
      false,
      'another table came',
      'CREATE TABLE cf_quarantine (id bigint)',
      'GRANT SELECT ON cf_quarantine TO reader',
    ],
  ])('goes on (%s) after %s', async (goes, _, ...changes) => {
    const { run, catalog } = await schemaWith(
      'CREATE TABLE cf_processing_queue (id bigint NOT NULL, status text) PARTITION BY LIST (status)',
      `CREATE TABLE failed PARTITION OF cf_processing_queue FOR VALUES IN ('FAILED')`,
      `CREATE TABLE kept PARTITION OF cf_processing_queue FOR VALUES IN ('STAGED')`,
      `INSERT INTO cf_processing_queue VALUES (1, 'FAILED')`,
      'CREATE TABLE cf_job_failures (id bigint)',
      'CREATE TABLE cf_sink_stats (id bigint)',
      'GRANT SELECT ON cf_processing_queue, cf_job_failures, cf_sink_stats TO reader',
    );
    const before = await catalog('reader');
    await run(...changes);
    expect(goesOn(before, await catalog('reader'))).toBe(goes);
  });
});
