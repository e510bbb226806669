import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { CopyQuery } from '../../../lib/postgres/link/server-connection.js';
import { CopiedRows, hasKeyTwice, lastKey, withoutLast } from '../../../lib/postgres/mirror/copied-rows.js';
import {
  type ColumnKind,
  creation,
  type MirroredTable,
} from '../../../lib/postgres/mirror/mirrored-table.js';
import { MirrorDatabase } from '../../../lib/snapshot/mirror/mirror-database.js';

const tableOf = (kind: ColumnKind): MirroredTable => ({
  ...{ name: 'things', written: 'things', isParted: false, heaps: [], key: 'id', range: 'id' },
  columns: [
    { name: 'id', kind: 'integer' },
    { name: 'value', kind },
    { name: 'last', kind: 'text' },
  ],
});

const rowOf = (key: string, value: string, last = 'end') => `${key}\t${key}\t${value}\t${last}\n`;

/** What SQLite has of rows that are written as a server copies them, by a statement. */
async function readFrom(kind: ColumnKind, rows: readonly string[], read: string) {
  const mirror = await MirrorDatabase.open();
  try {
    const table = tableOf(kind);
    mirror.write((writer) => writer.define(creation(table)));
    const loader = mirror.loader(table.name);
    new CopiedRows(table).load(Buffer.from(rows.join('')), loader);
    loader.end();
    return mirror.write((writer) => writer.rows(read));
  } finally {
    mirror.close();
  }
}

/** How SQLite keeps each of some values, and its text. */
async function kept(kind: ColumnKind, ...values: readonly string[]): Promise<unknown[]> {
  const rows = values.map((value, at) => rowOf(String(at), value));
  const read = 'SELECT typeof(value), CAST(value AS TEXT), last FROM things ORDER BY id';
  return (await readFrom(kind, rows, read)).map(([type, text, last]) =>
    last === 'end' ? [type, text] : ['what comes after it is', last],
  );
}

describe('A value as a server copies it', () => {
  it.each([
    ['plain', 'plain'],
    ['', ''],
    ['N', 'N'],
    ['\\\\N', '\\N'],
    ['\\\\n', '\\n'],
    ['\\n', '\n'],
    ['x\\N', 'xN'],
    ['\\NN', 'NN'],
    ['\\b\\f\\n\\r\\t\\v\\\\', '\b\f\n\r\t\v\\'],
    ['a\\\\\\tb\\.', 'a\\\tb.'],
    // The server itself writes neither of them.
    ['a\\\nb\\\tc', 'a\nb\tc'],
    ['é\\n\u{1f600}', 'é\n\u{1f600}'],
    ...[4095, 4096, 4097, 9000].map(
      (length) => [`\\n${'x'.repeat(length - 2)}\\t`, `\n${'x'.repeat(length - 2)}\t`] as const,
    ),
  ])('is a text without its escapes: %j', async (copied, text) => {
    expect(await kept('text', copied, '\\N', copied)).toEqual([
      ['text', text],
      ['null', null],
      ['text', text],
    ]);
  });

  it('ends where its column ends, however long it is', async () => {
    const texts = [0, 255, 256, 257, 5000].map((length) => `${'x'.repeat(length)}é`);
    const rows = texts.flatMap((text, at) => [
      rowOf(`${2 * at}`, 'short', text),
      rowOf(`${2 * at + 1}`, text, `${text}\\n${text}`),
    ]);
    expect(await readFrom('text', rows, 'SELECT value, last FROM things ORDER BY id')).toEqual(
      texts.flatMap((text) => [
        ['short', text],
        [text, `${text}\n${text}`],
      ]),
    );
  });

  it.each<readonly [ColumnKind, string, string, string?]>([
    ...(['0', '-1', '7', '-999999999999999', '9223372036854775807', '-9223372036854775808'] as const).flatMap(
      (text) => (['integer', 'number'] as const).map((kind) => [kind, text, 'integer'] as const),
    ),
    ['number', '9223372036854775808', 'real', '9.2233720368547758e+18'],
    ['number', '-9007199254740993', 'integer'],
    ['number', '12.50', 'real', '12.5'],
    ['number', '12.00', 'integer', '12'],
    ['number', '1e40', 'real', '1.0e+40'],
    ['number', 'NaN', 'text'],
    ['real', '5', 'real', '5.0'],
    ['real', '-0.5', 'real'],
    ['real', 'Infinity', 'text'],
    ['truth', 't', 'integer', '1'],
    ['truth', 'f', 'integer', '0'],
    ['bytes', '\\\\x4a6f62', 'blob', 'Job'],
    ['time', '2026-01-13 10:26:40.123+00', 'integer', '1768300000123'],
    ['time', 'infinity', 'text'],
  ])('of the kind %s, %s, is stored by SQLite as %s', async (kind, copied, type, text = copied) => {
    expect(await kept(kind, copied, '\\N', copied)).toEqual([
      [type, text],
      ['null', null],
      [type, text],
    ]);
  });

  it('begins with the key, by which duplicates and the last row are found', () => {
    const bytes = (...keys: readonly string[]) =>
      Buffer.from(keys.map((key) => rowOf(key, 'some\\nwords')).join(''));
    expect(hasKeyTwice(bytes())).toBe(false);
    expect(hasKeyTwice(bytes('-7', '7', '77', '777'))).toBe(false);
    expect(hasKeyTwice(bytes('1', '2', '2', '3'))).toBe(true);
    expect(hasKeyTwice(bytes('1', '2', '2'))).toBe(true);
    expect(lastKey(bytes('1'))).toBe('1');
    expect(withoutLast({ count: 3, bytes: bytes('1', '22', '333') })).toEqual({
      ...{ count: 2, bytes: bytes('1', '22') },
    });
    expect(withoutLast({ count: 1, bytes: bytes('1') })).toEqual({ count: 0, bytes: bytes() });
  });

  it('takes at most 200 MB of memory however large a copy is', async () => {
    const query = new CopyQuery('COPY things TO STDOUT');
    query.copied.catch(() => {});
    const megabyte = 2 ** 20;
    const chunk = new Uint8Array(16 * megabyte);
    const before = process.memoryUsage().arrayBuffers;
    for (let at = 0; at < 12; at += 1) query.handleCopyData({ chunk });
    // 64 MB, and the smaller rooms that it had before.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(200 * megabyte);
  });
});
