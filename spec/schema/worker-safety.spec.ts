import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { runAction } from '../../lib/actions/run-action.js';
import { knownColumns } from '../../lib/schema/known-columns.js';
import { databaseVersions } from '../support/database-versions.js';
import { createDatabase, insert } from '../support/databases.js';
import { NativeWriter } from '../support/native-writer.js';
import { testFolder } from '../support/test-folder.js';

afterEach(() => NativeWriter.killAll());

/**
 * What the expressions of our indexes and triggers may call: functions that every SQLite a worker may have been
 * built with knows and that never throw. Workers run them in their own statements, and one that lacks a
 * function can't write any more. Not allowed: JSON functions (throw on malformed text), `iif` and `unixepoch`
 * (new). `strftime` is old; in an index it throws on the text 'now', so it must be kept from that, as shown below.
 */
const harmless = new Set(
  'abs,coalesce,hex,ifnull,instr,length,lower,ltrim,max,min,nullif,replace,round,rtrim,strftime,substr,trim,typeof,upper'.split(
    ',',
  ),
);
const keywords = new Set(
  'and,as,between,by,case,check,default,else,end,from,glob,in,is,key,like,not,on,or,select,then,values,when,where'.split(
    ',',
  ),
);

function calls(sql: string): string[] {
  const bare = sql.replace(/'(?:[^']|'')*'/g, "''").replace(/--.*$/gm, '');
  return [...bare.matchAll(/(\w+)\s*\(/g)]
    .map((match) => String(match[1]).toLowerCase())
    .filter((name) => !keywords.has(name) && !/^(cf_\w+|cast)$/.test(name));
}

const hostile = [
  'now',
  '',
  '{"broken',
  'a\nb',
  '\u{1F600}',
  2 ** 53,
  -1,
  1e300,
  null,
  new Uint8Array([0, 0xff]),
];

describe('a migrated database', () => {
  for (const version of databaseVersions)
    it(`takes hostile values in every column from a worker of version ${version}`, async () => {
      const path = join(testFolder(), 'queue.sqlite3');
      await createDatabase(path, { version });
      expect(await runAction({ action: 'migrate', path })).toMatchObject({ kind: 'done' });
      const native = await NativeWriter.start(path);

      const made = await native.all(`SELECT sql FROM sqlite_schema WHERE type IN ('index', 'trigger')`);
      for (const { sql } of made)
        expect(calls(String(sql)).filter((name) => !harmless.has(name))).toEqual([]);

      const columns = (await native.all(`SELECT name FROM pragma_table_info('cf_processing_queue')`))
        .map((row) => String(row.name))
        .filter((name) => !['id', 'status', 'completion_status'].includes(name));
      await native.begin();
      for (const value of hostile) {
        await insert(native, 'cf_processing_queue', [
          Object.fromEntries(columns.map((name) => [name, value])),
        ]);
        for (const name of columns)
          await native.run(`UPDATE cf_processing_queue SET "${name}" = ? WHERE id % 3 = 0`, [value]);
      }
      const figures = (knownColumns.get('cf_sink_stats') ?? []).filter(
        (name) => !/^(id|sink_uri)$/.test(name),
      );
      for (const value of hostile)
        await insert(native, 'cf_sink_stats', [
          { sink_uri: value ?? '', ...Object.fromEntries(figures.map((name) => [name, value])) },
        ]);
      if (version < 'C')
        for (const value of hostile) await native.run('UPDATE cf_processing_queue SET status = ?', [value]);
      await native.commit();
      expect(await native.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
      await native.close();
    });
});
