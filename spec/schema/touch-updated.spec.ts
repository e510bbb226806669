import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { sqlNames } from '../../lib/schema/folder.js';
import { sqlText } from '../../lib/schema/statement.js';
import { NativeWriter } from '../support/native-writer.js';
import { testFolder } from '../support/test-folder.js';

afterEach(() => NativeWriter.killAll());

const milliseconds = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/;

/** A queue with the product's triggers, whose id is declared in some way, with recursive triggers or without. */
async function queue(id: string, recursive: boolean): Promise<NativeWriter> {
  const native = await NativeWriter.start(join(testFolder(), 'queue.sqlite3'));
  await native.exec(sqlText('tables/cf_processing_queue').replace('INTEGER PRIMARY KEY AUTOINCREMENT', id));
  for (const name of sqlNames('migrations')) await native.exec(sqlText(name));
  await native.exec(`PRAGMA recursive_triggers = ${recursive}`);
  return native;
}

const ids = ['INTEGER PRIMARY KEY AUTOINCREMENT', 'INT PRIMARY KEY', 'BIGINT'];

for (const id of ids)
  for (const recursive of [false, true])
    describe(`updated_at with id ${id}, recursive triggers ${recursive ? 'on' : 'off'}`, () => {
      it('follows a worker that doesn’t write it, and the worker notices nothing', async () => {
        const native = await queue(id, recursive);
        expect(
          await native.all(
            'INSERT INTO cf_processing_queue (id, plugin_name) VALUES (1, ?), (2, ?) RETURNING id, status',
            ['a', 'b'],
          ),
        ).toEqual([
          { id: 1, status: 'PENDING' },
          { id: 2, status: 'PENDING' },
        ]);
        const read = async (): Promise<string[]> =>
          (await native.all('SELECT updated_at FROM cf_processing_queue ORDER BY id')).map((row) =>
            String(row.updated_at),
          );
        const [first = '', second = ''] = await read();
        expect(first).toMatch(milliseconds);
        let last = first;
        for (let step = 0; step < 20; step++) {
          expect(await native.run('UPDATE cf_processing_queue SET items_processed = 1 WHERE id = 1')).toBe(1);
          const [now = ''] = await read();
          expect(now >= last).toBe(true);
          last = now;
        }
        expect(last > first).toBe(true);
        // Many within one millisecond.
        await native.exec('UPDATE cf_processing_queue SET items_processed = 2 WHERE id = 1;'.repeat(200));
        expect((await read())[1]).toBe(second);
        expect(await native.run(`UPDATE cf_processing_queue SET status = 'RUNNING'`)).toBe(2);
        await native.close();
      });

      it('follows upserts and replacements', async () => {
        const native = await queue(id, recursive);
        await native.exec(`INSERT INTO cf_processing_queue (id, plugin_name) VALUES (1, 'a')`);
        await native.exec(`UPDATE cf_processing_queue SET updated_at = '2020-01-01 00:00:00'`);
        if (id !== 'BIGINT') {
          const upsert = `INSERT INTO cf_processing_queue (id, plugin_name) VALUES (1, 'b')
            ON CONFLICT (id) DO UPDATE SET plugin_name = excluded.plugin_name`;
          expect(await native.run(upsert)).toBe(1);
        }
        await native.run(`INSERT OR REPLACE INTO cf_processing_queue (id, plugin_name) VALUES (1, 'c')`);
        await native.run(`UPDATE OR IGNORE cf_processing_queue SET plugin_name = 'd'`);
        for (const row of await native.all('SELECT plugin_name, updated_at FROM cf_processing_queue'))
          expect(row).toEqual({ plugin_name: 'd', updated_at: expect.stringMatching(milliseconds) });
        await native.close();
      });

      it('leaves alone a worker that writes it, in whatever form', async () => {
        const native = await queue(id, recursive);
        await native.exec(`INSERT INTO cf_processing_queue (id, plugin_name) VALUES (1, 'a')`);
        const write = `UPDATE cf_processing_queue SET updated_at = ?, items_processed = items_processed + 1`;
        const read = async (sql: string): Promise<string> => String((await native.all(sql))[0]?.value);
        for (const form of [
          `datetime('now')`,
          `strftime('%Y-%m-%dT%H:%M:%SZ', 'now')`,
          `strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now')`,
          `strftime('%s', 'now')`,
        ]) {
          // Twice in one second, as a busy worker does; once more where the second ended meanwhile.
          let written: string;
          let kept: string;
          do {
            written = await read(`SELECT ${form} AS value`);
            await native.run(write, [written]);
            await native.run(write, [written]);
            kept = await read('SELECT updated_at AS value FROM cf_processing_queue');
          } while ((await read(`SELECT ${form} AS value`)) !== written);
          expect(kept).toBe(written);
        }
        await native.run(write, ['2020-01-01 00:00:00']);
        expect(await read('SELECT updated_at AS value FROM cf_processing_queue')).toBe('2020-01-01 00:00:00');
        await native.close();
      });

      it('follows again when the worker’s own value has grown old', async () => {
        const native = await queue(id, recursive);
        await native.exec(
          `INSERT INTO cf_processing_queue (id, plugin_name, updated_at) VALUES (1, 'a', '2020-01-01T00:00:00Z')`,
        );
        expect(await native.all('SELECT updated_at FROM cf_processing_queue')).toEqual([
          { updated_at: '2020-01-01T00:00:00Z' },
        ]);
        await native.run('UPDATE cf_processing_queue SET items_processed = 1');
        expect(await native.all('SELECT updated_at FROM cf_processing_queue')).toEqual([
          { updated_at: expect.stringMatching(milliseconds) },
        ]);
        await native.close();
      });
    });

it('sorts right beside one-second text, and date functions read it', async () => {
  const native = await queue('INTEGER PRIMARY KEY', false);
  await native.exec(`INSERT INTO cf_processing_queue (plugin_name) VALUES ('a')`);
  expect(
    await native.all(
      `SELECT updated_at > datetime(updated_at) AS after, updated_at < datetime(updated_at, '+1 second') AS before
       FROM cf_processing_queue`,
    ),
  ).toEqual([{ after: 1, before: 1 }]);
  await native.close();
});
