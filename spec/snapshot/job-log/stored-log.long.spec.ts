import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { LiveDatabase } from '../../../lib/snapshot/live-database.js';
import { folderForEach } from '../../support/folder-for-each.js';
import { anyBytes, type LogDatabaseOptions, logDatabase, nativeLog, writeLog } from './log-database.js';
import { jobLog, lastLines, logReader, readBytes } from './reading.js';

const folder = folderForEach();
let path: string;

beforeEach(() => {
  path = folder.file('logs.db');
});

/** Sizes at which a row of (job id, log, no time) begins to need other pages, and what is around them. */
function sizesAround(usable: number): readonly number[] {
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const most = usable - 35;
  const turns = [
    0,
    1,
    least,
    most,
    most + 1,
    least + usable - 4,
    least + 2 * (usable - 4),
    most + 5 * (usable - 4),
  ];
  return turns.flatMap((turn) => [-12, -9, -8, -7, -6, -5, -4, -3, -2, -1, 0, 1, 2].map((by) => turn + by));
}

describe('a log in the database', () => {
  const layouts: readonly LogDatabaseOptions[] = [
    { pageSize: 512 },
    { pageSize: 512, reserved: 32 },
    { pageSize: 1024, mode: 'wal', autoVacuum: 1 },
    { pageSize: 4096, reserved: 8, mode: 'wal', autoVacuum: 2 },
    { pageSize: 65536, reserved: 255, autoVacuum: 1 },
  ];

  it.each(layouts)('is read exactly at each size where its layout changes: %j', async (layout) => {
    const native = await logDatabase(path, layout);
    const { pageSize = 4096, reserved = 0 } = layout;
    const sizes = sizesAround(pageSize - reserved).filter((size) => size >= 0);
    await native.begin();
    await Promise.all(sizes.map((size, index) => writeLog(native, index + 1, anyBytes(size), 'blob')));
    await native.commit();
    const database = new LiveDatabase(path);
    for (const [index, size] of sizes.entries()) {
      const { log } = jobLog(path, String(index + 1), database);
      const bytes = await nativeLog(native, index + 1);
      expect(bytes.length).toBe(size);
      expect((await readBytes(log, 0, size)).equals(bytes)).toBe(true);
      await log.close();
    }
    await database.close();
    expect(readFileSync(path)[20]).toBe(reserved);
  });

  it('is found by ids of 19 digits and by ids that are texts, and by no similar id', async () => {
    const ids = ['9223372036854775807', '9223372036854775806', '-9223372036854775808', '7'];
    let native = await logDatabase(path);
    for (const id of ids) await writeLog(native, BigInt(id), Buffer.from(`log of ${id}`));
    const reader = logReader(path);
    for (const id of ids) expect((await lastLines(reader, id)).lines[0]?.text).toBe(`log of ${id}`);
    for (const id of ['9223372036854775808', '07', '7.0', ' 7', '7e0', "7' OR 1", ''])
      expect(await reader.read({ jobId: id, place: { kind: 'end' }, before: 1, after: 0 })).toMatchObject({
        kind: 'none',
      });
    await reader.close();
    await native.close();

    for (const [file, declared] of [
      ['text.db', 'TEXT'],
      ['any.db', ''],
    ] as const) {
      path = folder.file(file);
      native = await logDatabase(path, {
        table: `CREATE TABLE cf_job_logs (created_at, job_id ${declared} PRIMARY KEY, log_text)`,
      });
      for (const id of ['a-b', '../x', '42', '0042']) await writeLog(native, id, Buffer.from(`log of ${id}`));
      const texts = logReader(path);
      for (const id of ['a-b', '../x', '42', '0042'])
        expect((await lastLines(texts, id)).lines[0]?.text).toBe(`log of ${id}`);
      await texts.close();
    }
    await writeLog(native, 12n, Buffer.from('log of 12'));
    const reader2 = logReader(path);
    expect((await lastLines(reader2, '12')).lines[0]?.text).toBe('log of 12');
    await reader2.close();
  });

  const others: readonly (readonly [string, string])[] = [
    [
      'a view',
      `CREATE TABLE kept (a INTEGER PRIMARY KEY, b);
      CREATE VIEW cf_job_logs AS SELECT a AS job_id, b AS log_text, NULL AS created_at FROM kept;
      CREATE TRIGGER put INSTEAD OF INSERT ON cf_job_logs BEGIN INSERT INTO kept VALUES (new.job_id, new.log_text); END`,
    ],
    [
      'a table WITHOUT ROWID',
      'CREATE TABLE cf_job_logs (job_id INTEGER PRIMARY KEY, log_text TEXT) WITHOUT ROWID',
    ],
    [
      'a table whose log_text is computed',
      `CREATE TABLE cf_job_logs (job_id INTEGER PRIMARY KEY, kept, log_text AS (kept));
      CREATE TRIGGER put BEFORE INSERT ON cf_job_logs BEGIN SELECT 1; END`,
    ],
    [
      'a table with computed columns before log_text',
      `CREATE TABLE cf_job_logs (a AS (job_id), b AS (1) STORED, job_id INTEGER PRIMARY KEY, log_text)`,
    ],
    [
      'a table with a column _rowid_',
      'CREATE TABLE cf_job_logs (_rowid_ TEXT, job_id INTEGER PRIMARY KEY, log_text)',
    ],
  ];

  it.each(others)('is read if cf_job_logs is %s', async (_, table) => {
    const native = await logDatabase(path, { table });
    const column = table.includes('log_text AS (kept)') ? 'kept' : 'log_text';
    await native.run(`INSERT INTO cf_job_logs (job_id, ${column}) VALUES (1, ?), (2, ?)`, [
      'one\ntwo\n',
      'x'.repeat(50_000),
    ]);
    const reader = logReader(path);
    expect((await lastLines(reader, '1')).lines.map(({ text }) => text)).toEqual(['one', 'two']);
    expect((await lastLines(reader, '2')).size).toBe(50_000);
    await native.run(`INSERT INTO cf_job_logs (job_id, ${column}) VALUES (3, zeroblob(9000000))`);
    const large = await reader.read({ jobId: '3', place: { kind: 'end' }, before: 1, after: 0 });
    const isByRow = table.includes('STORED');
    expect(large).toMatchObject(
      isByRow
        ? { kind: 'piece' }
        : { kind: 'problem', problem: { sentence: expect.stringContaining('9000000') } },
    );
    await reader.close();
  });

  it('is missing without the table, the column, the row or a value, and may be a default or a number', async () => {
    const native = await logDatabase(path, { table: 'CREATE TABLE other (a)' });
    const reader = logReader(path);
    const read = () => reader.read({ jobId: '1', place: { kind: 'end' }, before: 1, after: 0 });
    const none = { kind: 'none', looked: [`cf_job_logs in ${path}`] };
    expect(await read()).toEqual(none);
    await native.exec('CREATE TABLE cf_job_logs (job_id INTEGER PRIMARY KEY)');
    expect(await read()).toEqual(none);
    await native.exec('ALTER TABLE cf_job_logs ADD COLUMN log_text TEXT');
    expect(await read()).toEqual(none);
    await native.exec('INSERT INTO cf_job_logs VALUES (1, NULL)');
    expect(await read()).toEqual(none);
    await native.exec("UPDATE cf_job_logs SET log_text = ''");
    expect(await read()).toMatchObject({ kind: 'piece', piece: { size: 0, lines: [] } });
    await native.exec(
      'DROP TABLE cf_job_logs; CREATE TABLE cf_job_logs (job_id INTEGER PRIMARY KEY); INSERT INTO cf_job_logs VALUES (1)',
    );
    await native.exec("ALTER TABLE cf_job_logs ADD COLUMN log_text TEXT DEFAULT 'by default'");
    expect(await read()).toMatchObject({ piece: { lines: [{ text: 'by default' }] } });
    await native.exec('UPDATE cf_job_logs SET log_text = CAST(12345 AS INTEGER)');
    expect(await read()).toMatchObject({ piece: { lines: [{ text: '12345' }] } });
    await reader.close();
    expect(await read()).toMatchObject({ kind: 'problem' });
  });

  it.each(['UTF-16le', 'UTF-16be'] as const)(
    'is text, and a blob UTF-8, in a database in %s',
    async (encoding) => {
      const native = await logDatabase(path, { encoding });
      const text = 'Zürich €\n😀 and more\n'.repeat(20_000);
      await native.run('INSERT INTO cf_job_logs VALUES (1, ?, NULL), (2, ?, NULL)', [
        text,
        Buffer.from('bytes €\n'),
      ]);
      const reader = logReader(path);
      const piece = await lastLines(reader, '1', 2);
      expect(piece.size).toBe(Buffer.byteLength(text));
      expect(piece.lines.map((line) => line.text)).toEqual(['Zürich €', '😀 and more']);
      expect((await lastLines(reader, '2')).lines.map((line) => line.text)).toEqual(['bytes €']);
      await reader.close();
    },
  );
});
