import { describe, expect, it } from '@jest/globals';
import { hasOwnId, storedId } from '../../../lib/model/job.js';
import type { CountedPicture } from '../../../lib/model/picture.js';
import { readShape } from '../../../lib/snapshot/tables/database-shape.js';
import { QueueDatabase, searchFor, wholeList } from './queue-database.js';

const columns = 'plugin_name TEXT, status TEXT, claim_time TEXT, error_message TEXT, created_at TEXT';

/** Rows of which some have no id, and some share one: each with a name of its own. */
const rows: readonly (readonly [id: string, name: string, status: string])[] = [
  ['1', 'one', 'COMPLETED'],
  ['7', 'seven_failed', 'FAILED'],
  ['7', 'seven_queued', 'PENDING'],
  ['7', 'seven_running', 'RUNNING'],
  ["'7'", 'seven_text', 'COMPLETED'],
  ['NULL', 'none_failed', 'FAILED'],
  ['NULL', 'none_queued', 'PENDING'],
  ["char(31) || '2'", 'disguised', 'PENDING'],
  ["'x'", 'words', 'COMPLETED'],
];

function insert(table: string, chosen = rows): string {
  const values = chosen.map(
    ([id, name, status], index) =>
      `(${id}, '${name}', '${status}', '2026-01-13 10:00:${10 + index}', 'of ${name}', '2026-01-13 09:00:00')`,
  );
  return `INSERT INTO ${table} (id, ${columns.replaceAll(' TEXT', '')}) VALUES ${values.join(', ')};`;
}

/** Queues whose ids their declarations don't keep apart. */
const queues: Readonly<Record<string, string>> = {
  'a table without a key': `CREATE TABLE cf_processing_queue (id, ${columns}); ${insert('cf_processing_queue')}`,
  'a view of two tables': `CREATE TABLE one (id, ${columns}); CREATE TABLE other (id, ${columns});
    ${insert('one', rows.slice(0, 3))} ${insert('other', rows.slice(3))}
    CREATE VIEW cf_processing_queue AS SELECT * FROM one UNION ALL SELECT * FROM other;`,
  'a table of text without a key': `CREATE TABLE cf_processing_queue (id TEXT, ${columns}); ${insert('cf_processing_queue')}`,
};

async function queueOf(sql: string): Promise<QueueDatabase> {
  const database = await QueueDatabase.empty();
  database.run(sql);
  return database;
}

function names(picture: CountedPicture): readonly string[] {
  return picture.window.jobs.map(({ name }) => name);
}

function idsByName(database: QueueDatabase): ReadonlyMap<string, string> {
  return new Map(database.picture().window.jobs.map(({ name, id }) => [name, id]));
}

describe.each(Object.entries(queues))('a queue that is %s', (_, sql) => {
  it('lists each of its rows once, whatever their ids', async () => {
    const database = await queueOf(sql);
    const picture = database.picture();
    expect([...names(picture)].sort()).toEqual(rows.map(([, name]) => name).sort());
    expect(picture.window.matching).toBe(rows.length);
    expect(picture.counts).toMatchObject({ queued: 3, running: 1, complete: 3, failed: 2 });
    expect(new Set(picture.window.jobs.map(({ id }) => id)).size).toBe(rows.length);
    for (const job of picture.window.jobs) expect(job.errorMessage).toBe(`of ${job.name}`);
  });

  it('is searched from any of its rows on', async () => {
    const database = await queueOf(sql);
    const whole = database.picture().window.jobs;
    for (const [index, from] of whole.entries()) {
      const expected = [...whole.keys()].map((step) => whole[(index + 1 + step) % whole.length]);
      const next = expected.find((job) => job?.name.includes('none_'));
      const anchor = searchFor('none_', { from: { id: from.id, index: 0 }, inclusive: false });
      const { window, found } = database.picture({ anchor, before: 0, after: 1 });
      expect([found?.matches, window.jobs[0]?.id]).toEqual([2, next?.id]);
    }
  });

  it('finds rows by the digits of their ids, but not by those of made-up ids', async () => {
    const database = await queueOf(sql);
    expect(['7', '1', '6'].map((text) => database.matches(text))).toEqual([4, 1, 0]);
  });

  it('keeps the ids of the database, and marks those that several rows share', async () => {
    const database = await queueOf(sql);
    const found = Object.fromEntries(
      [...idsByName(database)].map(([name, id]) => [name, [storedId(id), hasOwnId(id)]]),
    );
    const seven = ['7', false];
    expect(found).toEqual({
      ...{ one: ['1', true], words: ['x', true], disguised: ['\u001f2', false] },
      ...{ seven_failed: seven, seven_queued: seven, seven_running: seven, seven_text: seven },
      ...{ none_failed: [null, false], none_queued: [null, false] },
    });
  });

  it('leads to each row by its id: in the window and in the detail', async () => {
    const database = await queueOf(sql);
    const whole = database.picture().window.jobs;
    for (const [index, { id, name }] of whole.entries()) {
      const anchor = { kind: 'job', id, index: 0 } as const;
      const around = database.picture({ anchor, before: 1, after: 2 });
      const expected = whole.slice(Math.max(0, index - 1), index + 2).map((job) => job.name);
      expect([around.window.first, ...names(around)]).toEqual([Math.max(0, index - 1), ...expected]);
      expect(database.detail(id)).toMatchObject({ job: { name }, errorText: `of ${name}` });
    }
  });

  it('gives a row the same id in the next read, and when other rows change', async () => {
    const database = await queueOf(sql);
    const before = idsByName(database);
    const table = sql.includes('CREATE VIEW') ? 'one' : 'cf_processing_queue';
    database.run(`UPDATE ${table} SET status = 'COMPLETED' WHERE plugin_name = 'seven_queued'`);
    expect(idsByName(database)).toEqual(before);
  });

  it('filters its rows by name', async () => {
    const database = await queueOf(sql);
    const picture = database.picture({ filter: { ...wholeList.filter, name: 'seven' } });
    expect(names(picture)).toHaveLength(4);
    expect(names(picture).filter((name) => !name.startsWith('seven_'))).toEqual([]);
  });
});

describe('a queue whose declaration makes only some ids unique', () => {
  it.each([
    ['NULL in a key of text', 'id TEXT PRIMARY KEY', "(NULL, 'a'), (NULL, 'b'), ('7', 'c')"],
    ['NULL in a unique column', 'id INTEGER UNIQUE', "(NULL, 'a'), (NULL, 'b'), (7, 'c')"],
    [
      'unique for each tenant',
      'tenant INTEGER, id INTEGER, PRIMARY KEY (tenant, id)',
      "(7, 'a', 1), (7, 'b', 2), (8, 'c', 1)",
    ],
  ])('has an id for each row: %s', async (_, declared, values) => {
    const tenant = declared.startsWith('tenant');
    const database = await queueOf(`
      CREATE TABLE cf_processing_queue (plugin_name TEXT, status TEXT DEFAULT 'FAILED', ${declared})
        ${tenant ? 'WITHOUT ROWID' : ''};
      INSERT INTO cf_processing_queue (id, plugin_name${tenant ? ', tenant' : ''}) VALUES ${values}`);
    const { window } = database.picture();
    expect(new Set(window.jobs.map(({ id }) => id)).size).toBe(3);
    expect(window.jobs.map(({ name, id }) => [name, hasOwnId(id)]).sort()).toEqual([
      ['a', false],
      ['b', false],
      ['c', true],
    ]);
  });

  it('is read the same way with the index of Jobs View', async () => {
    const database = await queueOf(queues['a table without a key'] ?? '');
    const before = database.picture();
    database.addIndexes();
    expect(database.picture()).toEqual(before);
  });

  it('uses its own ids if none is NULL or there twice', async () => {
    const database = await queueOf(`
      CREATE TABLE cf_processing_queue (id, ${columns}); ${insert('cf_processing_queue', rows.slice(0, 2))}`);
    database.addIndexes();
    const shape = readShape(database);
    expect(shape.hasRowIdentities).toBe(false);
    expect(database.picture().window.jobs.map(({ id }) => id)).toEqual(['7', '1']);
  });
});

describe('the shape of a queue', () => {
  it.each([
    ['id INTEGER PRIMARY KEY', { isUnique: true, isKey: true }],
    ['id INTEGER PRIMARY KEY DESC', { isUnique: true, isKey: false }],
    ['id BIGINT PRIMARY KEY', { isUnique: true, isKey: false }],
    ['id BIGINT NOT NULL PRIMARY KEY', { isUnique: true, isKey: true }],
    ['id TEXT PRIMARY KEY', { isUnique: true, isKey: false }],
    ['id TEXT NOT NULL UNIQUE', { isUnique: true, isKey: true }],
    ['id NOT NULL UNIQUE', { isUnique: false, isKey: false }],
    ['id BLOB NOT NULL UNIQUE', { isUnique: false, isKey: false }],
    ['id TEXT NOT NULL, t, UNIQUE (id, t)', { isUnique: false, isKey: false }],
    ['id TEXT NOT NULL, t INTEGER PRIMARY KEY', { isUnique: false, isKey: false }],
    ['id INTEGER', { isUnique: false, isKey: false }],
  ])('has whether ids are unique: %s', async (declared, expected) => {
    const database = await queueOf(`CREATE TABLE cf_processing_queue (status TEXT, ${declared})`);
    expect(readShape(database).ids).toEqual(expected);
  });

  it('has ids as unique in a table WITHOUT ROWID, but not by a partial index', async () => {
    const keyed = await queueOf(
      'CREATE TABLE cf_processing_queue (id TEXT PRIMARY KEY, status) WITHOUT ROWID',
    );
    expect(readShape(keyed).ids).toEqual({ isUnique: true, isKey: true });
    const partly = await queueOf(`
      CREATE TABLE cf_processing_queue (id TEXT NOT NULL, status TEXT);
      CREATE UNIQUE INDEX queued ON cf_processing_queue (id) WHERE status = 'PENDING'`);
    expect(readShape(partly).ids).toEqual({ isUnique: false, isKey: false });
  });
});

describe('the made-up id of a view’s row', () => {
  const view = (...held: readonly (readonly [label: string, status: string, created: string])[]) => `
    CREATE TABLE held (id, ${columns});
    ${held
      .map(
        ([label, status, created]) => `INSERT INTO held (id, plugin_name, status, error_message, created_at)
          VALUES (7, 'p', '${status}', '${label}', '2026-01-13 ${created}');`,
      )
      .join('')}
    CREATE VIEW cf_processing_queue AS SELECT * FROM held;`;

  async function identities(sql: string): Promise<Readonly<Record<string, string>>> {
    const database = await queueOf(sql);
    const { jobs } = database.picture().window;
    return Object.fromEntries(jobs.map(({ errorMessage, id }) => [errorMessage, id]));
  }

  it('depends only on columns that never change, not on the row’s place or state', async () => {
    const [early, late, last] = ['09:00:00', '10:00:00', '11:00:00'];
    const first = await identities(
      view(['z', 'FAILED', early], ['b', 'RUNNING', late], ['a', 'COMPLETED', last]),
    );
    expect(new Set(Object.values(first)).size).toBe(3);
    const moved = view(['a', 'COMPLETED', last], ['b', 'RUNNING', late], ['z', 'FAILED', early]);
    expect(await identities(moved)).toEqual(first);
    const changed = view(['z', 'RUNNING', early], ['b', 'COMPLETED', late], ['a', 'FAILED', last]);
    expect(await identities(changed)).toEqual(first);
  });
});
