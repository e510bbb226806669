import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, expect, it } from '@jest/globals';
import type { BatchStep, Values } from '../../lib/actions/driver/driver.js';
import { readSql, runSql } from '../support/databases.js';
import { NativeWriter } from '../support/native-writer.js';
import { testFolder } from '../support/test-folder.js';
import type { Step } from './driver-process.js';

afterEach(() => NativeWriter.killAll());

const program = fileURLToPath(new URL('./driver-process.js', import.meta.url));

const quiet = '--disable-warning=ExperimentalWarning';

/** What a driver does, whichever it is. */
export function driverContract(name: string): void {
  /** What each step returned, or the code that it threw. */
  async function results(steps: readonly Step[]): Promise<readonly unknown[]> {
    const args = [quiet, program, name, JSON.stringify(steps)];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
    expect(stderr).toBe('');
    return (JSON.parse(stdout) as { results: readonly unknown[] }).results;
  }

  /** The result of the last step. */
  const last = async (...steps: readonly Step[]) => (await results(steps)).at(-1);
  const threw = (code: string) => expect.objectContaining({ code });
  const file = (called = 'any.sqlite3'): string => join(testFolder(), called);
  const table: Step = {
    exec: "CREATE TABLE t (id INTEGER PRIMARY KEY, word TEXT CHECK (word <> 'no') UNIQUE)",
  };

  it('returns rows and counts of changes, and ignores values that a statement does not name', async () => {
    const path = file();
    const values = { word: 'a', other: 1, none: null };
    expect(
      await results([
        { open: path },
        table,
        { run: "INSERT INTO t (word) SELECT :word || value FROM json_each('[1, 2, 3]')", values },
        { run: 'UPDATE t SET word = word || :word -- not :other\n WHERE id > 1', values },
        { all: 'SELECT id, word, :none AS none FROM t ORDER BY id LIMIT 2', values },
        { all: 'UPDATE t SET word = NULL WHERE id = 3' },
        { run: 'DELETE FROM t WHERE id = 9' },
        { close: true },
      ]),
    ).toEqual([
      ...[null, null, 3, 2],
      [
        { id: 1, word: 'a1', none: null },
        { id: 2, word: 'a2a', none: null },
      ],
      ...[[], 0, null],
    ]);
    expect(await readSql(path, 'SELECT count(*) AS n FROM t WHERE word IS NULL')).toEqual([{ n: 1 }]);
  });

  it('finds a row by a 64-bit integer that is given and returned as text, and rounds one that is not', async () => {
    const id = '9223372036854775807';
    const steps: Step[] = [
      { open: file() },
      table,
      { exec: `INSERT INTO t VALUES (${id}, 'x')` },
      { run: 'UPDATE t SET word = :word WHERE CAST(id AS TEXT) = :id', values: { id, word: 'y' } },
      { all: 'SELECT id AS number, CAST(id AS TEXT) AS id, word FROM t' },
    ];
    expect((await results(steps)).slice(-2)).toEqual([1, [{ number: 2 ** 63, id, word: 'y' }]]);
  });

  it.each([
    ['SQLITE_CONSTRAINT_CHECK', [table, { run: "INSERT INTO t VALUES (1, 'no')" }]],
    ['SQLITE_CONSTRAINT', [table, { exec: "INSERT INTO t VALUES (1, 'a'), (2, 'a')" }]],
    ['SQLITE_ERROR', [{ all: 'SELECT * FROM nothing' }]],
    [
      'SQLITE_FULL',
      [
        { exec: 'PRAGMA max_page_count = 3' },
        table,
        { exec: 'INSERT INTO t VALUES (1, hex(zeroblob(20000)))' },
      ],
    ],
  ] as const)('throws %s by its name', async (code, steps) => {
    const { code: thrown = '' } = (await last({ open: file() }, ...steps)) as { code?: string };
    // better-sqlite3 has the names of extended codes, too.
    expect(thrown.startsWith(code)).toBe(true);
    if (code === 'SQLITE_CONSTRAINT') expect(thrown).not.toBe('SQLITE_CONSTRAINT_CHECK');
  });

  it('waits for the lock of another process for its busy timeout, and then throws SQLITE_BUSY', async () => {
    const path = file();
    await runSql(path, ['CREATE TABLE t (id)']);
    const worker = await NativeWriter.start(path);
    await worker.begin();
    const begin = { exec: 'BEGIN IMMEDIATE' };
    const atOnce = (await last({ open: path }, begin)) as { ms: number };
    expect(atOnce).toEqual(threw('SQLITE_BUSY'));
    const waited = (await last({ open: path, options: { busyTimeoutMs: 300 } }, begin)) as { ms: number };
    expect(waited).toEqual(threw('SQLITE_BUSY'));
    expect(waited.ms).toBeGreaterThanOrEqual(300);
    expect(atOnce.ms).toBeLessThan(waited.ms);
    await worker.commit();
    await worker.close();
    expect(
      await results([{ open: path }, begin, { exec: 'INSERT INTO t VALUES (1)' }, { exec: 'ROLLBACK' }]),
    ).toEqual(Array(4).fill(null));
    expect(await readSql(path, 'SELECT * FROM t')).toEqual([]);
  });

  it.each(['file:x?mode=memory', 'a b%20?#&mode=ro.db', 'ünï\n.db'])(
    'opens the file called %j, new or not, and no other',
    async (called) => {
      const folder = testFolder();
      const path = join(folder, called);
      for (const mayMake of [true, false])
        await results([
          { open: path, options: { mayMake } },
          { exec: 'CREATE TABLE IF NOT EXISTS t (id)' },
          { close: true },
        ]);
      expect(readdirSync(folder)).toEqual([called]);
      expect(await readSql(path, 'SELECT * FROM t')).toEqual([]);
    },
  );

  it('makes no file where it may not, and says that it cannot open it', async () => {
    const path = file();
    const steps: Step[] = [{ open: path, options: { mayMake: false } }];
    // Node 22.13 and 22.14 can't be kept from it.
    if (name === 'node:sqlite' && /^22\.1[34]\./.test(process.versions.node)) return;
    expect(await last(...steps)).toEqual(threw('SQLITE_CANTOPEN'));
    expect(existsSync(path)).toBe(false);
    const folder = join(testFolder(), 'folder');
    mkdirSync(folder);
    expect((await results([{ open: folder }, table]))[0]).toEqual(threw('SQLITE_CANTOPEN'));
  });

  it('throws SQLITE_READONLY where writing is forbidden', async () => {
    const steps: Step[] = [{ open: file() }, table, { exec: 'PRAGMA query_only = ON' }];
    expect(await last(...steps, { exec: 'DELETE FROM t' })).toEqual(threw('SQLITE_READONLY'));
  });

  it('never copies pages from the WAL while another connection is open', async () => {
    const path = file();
    await runSql(path, ['PRAGMA journal_mode = WAL', 'CREATE TABLE t (id)']);
    const worker = await NativeWriter.start(path);
    await worker.begin();
    await worker.commit();
    const before = readFileSync(path);
    const filling =
      'INSERT INTO t SELECT hex(randomblob(2000)) FROM json_each(json_array(1, 2, 3, 4, 5, 6, 7, 8))';
    await results([
      { open: path, options: { busyTimeoutMs: 5000, mayMake: false } },
      ...Array.from({ length: 200 }, (): Step => ({ exec: filling })),
      { close: true },
    ]);
    // Where SQLite checkpoints by itself, it does so from 1,000 pages on.
    expect(readFileSync(`${path}-wal`).byteLength).toBeGreaterThan(1000 * 4096);
    expect(readFileSync(path).equals(before)).toBe(true);
    await worker.close();
  });

  it('runs the steps of some jobs, and undoes those of a job that stops', async () => {
    // Node 22 reads a text up to its first NUL.
    const readsNul = name !== 'node:sqlite' || !process.versions.node.startsWith('22.');
    const strange = readsNul ? 'é\u0000\u0007' : 'é\u0007';
    const path = file();
    const add = (tries: readonly Values[], stop: BatchStep['stop'] = 'unchanged'): BatchStep => ({
      sql: 'INSERT INTO t SELECT :id, :word WHERE NOT EXISTS (SELECT 1 FROM t WHERE id = :id)',
      ...{ tries, stop },
    });
    const word = (id: number, stop: BatchStep['stop'], expects: Values = {}): BatchStep => ({
      ...{ sql: 'SELECT id + 1 AS id, word FROM t WHERE id = :id', tries: [{ id }], stop, expects },
    });
    const batches: BatchStep[][][] = [
      [[add([{ id: 1, word: 'no' }, { word: 'no' }, { word: strange }])], [word(7, 'row')]],
      [[add([{ id: 2, word: 'b' }]), word(2, 'no-row'), add([{ word: 'carried' }])]],
      [
        [add([{ id: 5, word: 'e' }]), word(5, 'row')],
        [add([{ id: 1, word: 'x' }]), add([{ id: 4, word: 'd' }])],
        [add([{ id: 10, word: 'j' }])],
      ],
      [[add([{ id: 6, word: 'f' }])], [word(1, 'row', { word: 'another' })], [add([{ id: 8, word: 'h' }])]],
      [[add([{ id: 9, word: 'no' }])]],
      [],
    ];
    expect(await results([{ open: path }, table, ...batches.map((batch) => ({ batch }))])).toMatchObject([
      ...[null, null],
      { kind: 'done', outcomes: [[{ rows: [], changed: 1 }], [{ rows: [], changed: 1 }]] },
      {
        kind: 'done',
        outcomes: [
          [1, 1, 1].map((changed, at) => ({ rows: at === 1 ? [{ id: 3, word: 'b' }] : [], changed })),
        ],
      },
      {
        kind: 'done',
        outcomes: [
          [
            { rows: [], changed: 1 },
            { rows: [{ id: 6, word: 'e' }], changed: 1 },
          ],
          [{ rows: [], changed: 0 }],
          [{ rows: [], changed: 1 }],
        ],
      },
      {
        kind: 'unmet',
        outcomes: [[{ rows: [], changed: 1 }], [{ rows: [{ id: 2, word: strange }], changed: 1 }]],
      },
      threw('SQLITE_CONSTRAINT_CHECK'),
      { kind: 'done', outcomes: [] },
    ]);
    expect(await readSql(path, 'SELECT id, word FROM t ORDER BY id')).toEqual([
      { id: 1, word: strange },
      { id: 2, word: 'b' },
      { id: 3, word: 'carried' },
      { id: 10, word: 'j' },
    ]);
  });
}
