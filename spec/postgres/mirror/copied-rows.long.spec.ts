import { expect } from '@jest/globals';
import fc from 'fast-check';
import { CopyQuery } from '../../../lib/postgres/link/server-connection.js';
import type { ServerLink } from '../../../lib/postgres/link/server-link.js';
import { readCatalog } from '../../../lib/postgres/mirror/catalog.js';
import { CopiedRows, lastKey } from '../../../lib/postgres/mirror/copied-rows.js';
import { MirroredRows } from '../../../lib/postgres/mirror/mirrored-rows.js';
import { creation, type MirroredTable, statementFor } from '../../../lib/postgres/mirror/mirrored-table.js';
import { MirrorDatabase } from '../../../lib/snapshot/mirror/mirror-database.js';
import { anyCharacter } from '../../support/any-character.js';
import { needs } from '../../support/needs.js';
import { sharedServer } from '../../support/shared-server.js';
import { linkTo } from '../link/link-to.js';

const { describe, it } = needs('postgres');

const server = sharedServer({
  statements: [
    // Whatever types the columns of a queue may have, and one that is not ours.
    `CREATE TABLE cf_processing_queue (
       id bigint PRIMARY KEY, not_ours text DEFAULT E'\\t', plugin_name text, error_message varchar, input_file bytea,
       priority integer, retry_count smallint, file_id bigint, quarantine_rows numeric, claim_time double precision,
       end_time real, created_at timestamptz, updated_at timestamp, scheduled_at date, cancel_requested boolean,
       result_summary jsonb, items_total numeric)`,
  ],
});

const great = [
  2 ** 31 - 1,
  999_999_999_999_999,
  1_000_000_000_000_000,
  2 ** 51 - 1,
  2 ** 51,
  2 ** 53,
  2 ** 63,
].map(String);
const whole = (most: bigint) =>
  fc.oneof(fc.bigInt({ min: -most - 1n, max: most }), fc.bigInt({ min: -9n, max: 9n })).map(String);
const aDouble = fc.oneof(fc.double().map(String), fc.constantFrom('0.1', '1e300', '-1e-300', '5', '-0'));
const aDecimal = fc.oneof(
  fc.constantFrom(...great, ...great.map((text) => `-${text}`), ...great.map((text) => `${text}.0`)),
  fc.constantFrom('9223372036854775807', '9223372036854775808', '-9223372036854775808', '0.00', '-12.50'),
  fc.constantFrom('NaN', '1e40', '1e-7', '2251799813685247.5'),
  whole(2n ** 63n - 1n),
);
const aTime = fc.oneof(
  fc
    .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((at) => at.toISOString()),
  fc.constantFrom('infinity', '-infinity', '0044-03-15 BC', '10000-01-01', '2026-01-13 10:26:40.123456'),
);
/** With every character that the server writes otherwise when it copies. */
const someText = fc
  .array(
    fc.oneof(
      fc.constantFrom('\b', '\f', '\n', '\r', '\t', '\v', '\\', '\\N', '\\.', '\\n', 'N', '"', "'", ''),
      fc.string({ unit: anyCharacter, maxLength: 8 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join('').replaceAll('\0', ''));
/** Also a long one, with or without them in its beginning or after that. */
const aText = fc.oneof(
  { weight: 4, arbitrary: someText },
  { weight: 1, arbitrary: fc.tuple(someText, someText).map((two) => two.join('x'.repeat(300))) },
);
const perhaps = (value: fc.Arbitrary<string>) => fc.option(value, { freq: 6 });

const aRow = fc.tuple(
  ...[
    perhaps(aText),
    perhaps(aText),
    perhaps(fc.uint8Array({ maxLength: 600 }).map((bytes) => `\\x${Buffer.from(bytes).toString('hex')}`)),
  ],
  ...[perhaps(whole(2n ** 31n - 1n)), perhaps(whole(2n ** 15n - 1n)), perhaps(whole(2n ** 63n - 1n))],
  ...[perhaps(aDecimal), perhaps(aDouble), perhaps(fc.float({ noNaN: true }).map(String))],
  ...[perhaps(aTime), perhaps(aTime), perhaps(aTime), perhaps(fc.constantFrom('t', 'f'))],
  ...[
    perhaps(aText.map((text) => JSON.stringify({ text: Buffer.from(text).toString() }))),
    perhaps(aDecimal),
  ],
);

/** What SQLite has in each row, with how it keeps it. */
function contents(mirror: MirrorDatabase, { columns, name }: MirroredTable): string[] {
  const each = columns.map(({ name: one }) => `typeof("${one}") || ' ' || coalesce(hex("${one}"), '')`);
  return mirror.write((writer) => {
    const rows = writer.rows(`SELECT ${each.join(" || ', ' || ")} FROM ${name} ORDER BY id`);
    return [...rows.map(([row]) => String(row)), String(writer.rows('PRAGMA integrity_check')[0]?.[0])];
  });
}

describe('A copy of rows', () => {
  let link: ServerLink;

  it('fills the mirror as if SQLite had written each row, whatever its values are', async () => {
    link = linkTo(server);
    const keys = fc.uniqueArray(
      fc.oneof(fc.integer(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
      {
        ...{ minLength: 1, maxLength: 30, selector: String },
      },
    );
    await fc.assert(
      fc.asyncProperty(keys, fc.infiniteStream(aRow), async (all, rows) => {
        await server.with(async (client) => {
          await client.query('TRUNCATE cf_processing_queue');
          for (const key of all) {
            const values = [String(key), ...rows.next().value];
            const places = values.map((_, at) => `$${at + 1}`).join(', ');
            await client.query(
              `INSERT INTO cf_processing_queue (id, plugin_name, error_message, input_file, priority, retry_count, file_id,
                 quarantine_rows, claim_time, end_time, created_at, updated_at, scheduled_at, cancel_requested, result_summary,
                 items_total) VALUES (${places})`,
              values,
            );
          }
        });
        const [copied, written] = [await MirrorDatabase.open(), await MirrorDatabase.open()];
        try {
          const told = await link.read(async (instant) => {
            const [table] = (await readCatalog(instant.rows)).tables;
            if (table === undefined) throw new Error('no table');
            const least = String(-(2n ** 63n));
            const bounds = { from: BigInt(least), to: 2n ** 63n - 1n, most: all.length };
            return {
              table,
              copy: await instant.copy(statementFor('copy_between', table, bounds)),
              rows: await instant.rows(statementFor('rows_between', table), [
                least,
                String(bounds.to),
                all.length,
              ]),
            };
          });
          if (told.kind === 'trouble') throw new Error(told.trouble.kind);
          const { table, copy, rows: read } = told.value;
          for (const mirror of [copied, written]) mirror.write((writer) => writer.define(creation(table)));
          const loader = copied.loader(table.name);
          new CopiedRows(table).load(copy.bytes, loader);
          loader.end();
          written.write((writer) => new MirroredRows(table).fill(writer, read));
          expect(contents(copied, table)).toEqual(contents(written, table));
          expect(copy.count).toBe(all.length);
          expect(lastKey(copy.bytes)).toBe(read.at(-1)?.[0]);
        } finally {
          copied.close();
          written.close();
        }
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  it('is refused where it is too large, however small its last rows are', async () => {
    const large = `SELECT repeat('x', CASE WHEN i <= 70 THEN 1000000 ELSE 1 END) FROM generate_series(1, 99) i`;
    // Without the limits of time that a link has.
    await server.with(async (client) => {
      const query = new CopyQuery(`COPY (${large}) TO STDOUT`);
      client.query(query);
      await expect(query.copied).rejects.toMatchObject({ message: 'too much', code: '57014' });
      const next = new CopyQuery('COPY (SELECT 1) TO STDOUT');
      client.query(next);
      expect(await next.copied).toMatchObject({ count: 1 });
    });
  });

  it('of an empty range has no rows and no last key', async () => {
    const told = await linkTo(server).read((instant) =>
      instant.copy('COPY (SELECT 1 WHERE false) TO STDOUT'),
    );
    expect(told).toEqual({ kind: 'value', value: { count: 0, bytes: new Uint8Array(), tookMs: 0 } });
    expect(lastKey(new Uint8Array())).toBe(null);
  });

  it('has the trouble of the server where that copies nothing, and the link goes on', async () => {
    const there = linkTo(server);
    const copying = (text: string) => there.read((instant) => instant.copy(text));
    expect(await copying('COPY (SELECT 1 FROM nowhere) TO STDOUT')).toEqual({
      ...{ kind: 'trouble', trouble: { kind: 'no-queue' } },
    });
    const broken = 'COPY (SELECT 1 / (n - 5000) FROM generate_series(1, 9999) n) TO STDOUT';
    expect(await copying(broken)).toMatchObject({ kind: 'trouble', trouble: { kind: 'other' } });
    const told = await copying('COPY (SELECT n FROM generate_series(1, 40000) n) TO STDOUT');
    if (told.kind === 'trouble') throw new Error(told.trouble.kind);
    const text = Buffer.from(told.value.bytes).toString();
    expect(told.value.count).toBe(40_000);
    expect(text).toBe(Array.from({ length: 40_000 }, (_, at) => `${at + 1}\n`).join(''));
    expect(there.connections).toBe(1);
  });
});
